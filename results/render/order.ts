/**
 * The order in which a map prints (inventory O5.03–O5.05): numbers ascending by value (min and max as unsigned), statistics by their average,
 * histograms by their total count, everything else by key. Equal ones follow their keys, which bpftrace leaves to chance. Integers of a
 * key count as signed, also those that are not.
 */
import { bytesOf, integerOf, isBytes, listOf, partsOf } from '../canonical/datum.ts';
import type { ColumnType, Datum, MapSchema, Row, Value } from '../schema.ts';
import type { Table } from '../table.ts';
import { averageOf } from './average.ts';

/** All rows in print order, or the last `top` of them; 0 means all. */
export function printOrder(table: Table, top: number): readonly Row[] {
  const { schema } = table;
  const types = schema.keys.map(({ type }) => type);
  const weighed = [...table.rows.values()].map((row) => ({ row, weight: weightOf(schema, row.value) }));
  weighed.sort((a, b) => compareIntegers(a.weight, b.weight) || compareKeys(types, a.row.key, b.row.key));
  const rows = weighed.map(({ row }) => row);
  return top > 0 ? rows.slice(-top) : rows;
}

/** Column by column, and element by element of tuples: integers by value, strings by bytes. */
function compareKeys(types: readonly ColumnType[], a: readonly Datum[], b: readonly Datum[]): number {
  for (const [i, type] of types.entries()) {
    const order = compareData(type, a[i] ?? 0n, b[i] ?? 0n);
    if (order !== 0) return order;
  }
  return 0;
}

function compareData(type: ColumnType, a: Datum, b: Datum): number {
  const parts = partsOf(type);
  if (parts !== null) return compareKeys(parts, listOf(a), listOf(b));
  if (isBytes(type)) return Buffer.compare(bytesOf(a), bytesOf(b));
  const bits = type.kind === 'int' ? 8 * type.size : 64;
  const [left, right] = [integerOf(a), integerOf(b)];
  // A row that came from elsewhere may hold more than its type says: then too the order is one.
  return compareIntegers(BigInt.asIntN(bits, left), BigInt.asIntN(bits, right)) || compareIntegers(left, right);
}

function compareIntegers(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function integerOfNumber(value: Value): bigint {
  return value.kind === 'number' ? value.value : 0n;
}

function weightOf(schema: MapSchema, value: Value): bigint {
  // As bpftrace orders them: the least of negative numbers comes behind all positive ones.
  if (schema.value.kind === 'min' || schema.value.kind === 'max') return BigInt.asUintN(64, integerOfNumber(value));
  if (value.kind === 'number') return value.value;
  if (value.kind === 'stats') return averageOf(value);
  if (value.kind === 'hist') return [...value.buckets.values()].reduce((sum, count) => sum + count, 0n);
  const isInteger = schema.value.kind === 'scalar' && schema.value.type.kind === 'int';
  return isInteger && typeof value.value === 'bigint' ? value.value : 0n;
}
