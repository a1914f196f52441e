/**
 * Where columns lie in kernel keys and values.
 *
 * Needs: types.
 * Gives: columns at multiples of 8, numbers 8 bytes wide, so that no byte of a key is ever left unwritten
 *   (kernel hash maps compare keys bytewise).
 * Reports: nothing.
 */
import { bucketsOf } from '@bpfleet/results/buckets';
import type { MapSymbol, Type } from '../3-check/typed.ts';
import { partsOf } from '../3-check/types.ts';
import { type ColumnLayout, type Form, histBuckets, nameSize, type ValueLayout } from '../manifest.ts';
import { columnType } from './column-type.ts';
import { storedForm, storedSize } from './stored.ts';

export function roundUp8(bytes: number): number {
  return (bytes + 7) & ~7;
}

export interface Columns {
  readonly columns: readonly ColumnLayout[];
  /** First byte after the last column, a multiple of 8. */
  readonly end: number;
}

/** Columns of these types one after another from `start`, a multiple of 8. */
export function layColumns(types: readonly Type[], start: number): Columns {
  const columns: ColumnLayout[] = [];
  let end = start;
  for (const type of types) {
    const column = columnAt(type, end);
    columns.push(column);
    end += roundUp8(column.size);
  }
  return { columns, end };
}

function columnAt(type: Type, offset: number): ColumnLayout {
  return { offset, size: sizeOf(type), type: columnType(type), form: formOf(type) };
}

/** Bytes of a value, before it is padded to a multiple of 8. */
export function sizeOf(type: Type): number {
  switch (type.kind) {
    case 'int':
    case 'bool':
    case 'pointer':
    case 'enum':
    case 'macaddr':
      return 8;
    case 'name':
      return nameSize(type.source);
    case 'string':
      return type.capacity;
    case 'buffer':
      return 8 + type.capacity;
    case 'inet':
      return 8 + 16;
    case 'array':
    case 'struct':
      return storedSize(type);
    case 'tuple':
    case 'record':
      return layParts(partsOf(type) ?? []).end;
  }
}

/** Where each part of a tuple or record begins: as the columns of a key, so that a tuple can be one. */
export function partOffset(type: Type, index: number): number {
  return layParts(partsOf(type) ?? []).offsets[index] ?? 0;
}

function layParts(types: readonly Type[]): { readonly offsets: readonly number[]; readonly end: number } {
  const offsets: number[] = [];
  let end = 0;
  for (const type of types) {
    offsets.push(end);
    end += roundUp8(sizeOf(type));
  }
  return { offsets, end };
}

function formOf(type: Type): Form {
  switch (type.kind) {
    case 'int':
    case 'enum':
      return { kind: 'number', size: 8, signed: type.signed };
    case 'buffer':
      return { kind: 'buffer', capacity: type.capacity };
    case 'inet':
    case 'macaddr':
      return { kind: type.kind };
    case 'array':
    case 'struct':
      return storedForm(type);
    case 'bool':
    case 'pointer':
      return { kind: 'number', size: 8, signed: false };
    case 'name':
      return { kind: 'name', source: type.source };
    case 'string':
      return { kind: 'string', capacity: type.capacity };
    case 'tuple':
    case 'record': {
      const parts = partsOf(type) ?? [];
      const { offsets } = layParts(parts);
      return {
        kind: 'parts',
        parts: parts.map((part, index) => ({ offset: offsets[index] ?? 0, form: formOf(part) })),
      };
    }
  }
}

/** The value of a map; `flagged`: with a flag that tells a written value from a fresh array entry. */
export function valueLayout(map: MapSymbol, additive: boolean, flagged: boolean): ValueLayout {
  const presentOffset = flagged ? 8 : null;
  const value = map.value;
  switch (value.kind) {
    case 'count':
      return { kind: 'number', signed: false, presentOffset };
    case 'sum':
      return { kind: 'number', signed: value.signed, presentOffset };
    case 'min':
    case 'max':
      return { kind: 'extreme', which: value.kind, signed: value.signed, presentOffset };
    case 'avg':
    case 'stats':
      return { kind: 'stats', signed: value.signed };
    case 'hist':
      return { kind: 'hist', scale: value, buckets: histBuckets(value.bits) };
    case 'lhist':
      return { kind: 'hist', scale: value, buckets: bucketsOf(value) };
    case 'scalar':
      if (additive && value.type.kind === 'int') return { kind: 'number', signed: value.type.signed, presentOffset };
      return { kind: 'datum', column: columnAt(value.type, 0), presentOffset };
  }
}

/** Bytes of a kernel value. */
export function valueSize(value: ValueLayout): number {
  switch (value.kind) {
    case 'number':
    case 'extreme':
      return value.presentOffset === null ? 8 : value.presentOffset + 8;
    case 'stats':
      return 16;
    case 'hist':
      return value.buckets * 8;
    case 'datum':
      return roundUp8(value.column.size) + (value.presentOffset === null ? 0 : 8);
  }
}
