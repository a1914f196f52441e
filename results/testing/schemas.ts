/** Schemas and rows for tests, short to write. */
import type { ColumnType, Datum, KeyColumn, MapSchema, Row, Value, ValueSchema } from '../schema.ts';

export const int64: ColumnType = { kind: 'int', size: 8, signed: true };
export const uint64: ColumnType = { kind: 'int', size: 8, signed: false };
export const string: ColumnType = { kind: 'string' };
export const bool: ColumnType = { kind: 'bool' };
export const pointer: ColumnType = { kind: 'pointer' };

export const count: ValueSchema = { kind: 'count' };
export const sum: ValueSchema = { kind: 'sum', signed: true };
export const unsignedSum: ValueSchema = { kind: 'sum', signed: false };
export const additive: ValueSchema = { kind: 'scalar', type: int64, merge: 'sum' };

export const minimum: ValueSchema = { kind: 'min', signed: true };
export const maximum: ValueSchema = { kind: 'max', signed: true };
export const average: ValueSchema = { kind: 'avg', signed: true };
export const statistics: ValueSchema = { kind: 'stats', signed: true };

export function lhist(min: number, max: number, step: number): ValueSchema {
  return { kind: 'lhist', min, max, step };
}

export function hist(bits: number): ValueSchema {
  return { kind: 'hist', bits };
}

export function last(type: ColumnType): ValueSchema {
  return { kind: 'scalar', type, merge: 'perNode' };
}

export function column(type: ColumnType): KeyColumn {
  return { type, nodeLocal: false };
}

export function local(type: ColumnType): KeyColumn {
  return { type, nodeLocal: true };
}

export function schemaOf(name: string, keys: readonly KeyColumn[], value: ValueSchema): MapSchema {
  return { name, keys, value };
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function number(value: bigint): Value {
  return { kind: 'number', value, saturated: false };
}

export function stats(events: bigint, total: bigint): Value {
  return { kind: 'stats', count: events, total, saturated: false };
}

export function buckets(...entries: readonly (readonly [number, bigint])[]): Value {
  return { kind: 'hist', buckets: new Map(entries) };
}

export function datum(value: Datum): Value {
  return { kind: 'datum', value };
}

export function row(key: readonly Datum[], value: Value): Row {
  return { key, value };
}
