/**
 * The canonical encoding: the form in which rows cross the wire and are stored. The same table always gives
 * the same bytes, whatever order its rows were made in.
 *
 * Rows ascend by key bytes (key.ts). `keys` is one key column after the other, each with all rows. `values`:
 *   number  all values as 64-bit little-endian, then one saturation bit per row (bit i % 8 of byte i / 8)
 *   stats   all counts, then all totals, as 64-bit little-endian, then the saturation bits
 *   hist    per row a u32 number of buckets, then per bucket u32 index and u64 count, ascending by index
 *   datum   as a key column
 *
 * Needs: a table. Gives: its packed rows. Sums beyond 64 bits are saturated on the way.
 */
import { saturateValue } from '../merge/saturate.ts';
import type { ColumnType, Datum, MapSchema, PackedKeys, PackedRows, Row, Value } from '../schema.ts';
import { type Table, rowAt, rowsOf, sortedIds } from '../table.ts';
import { datumSize, writeDatum } from './datum.ts';
import type { KeyId } from './key.ts';

export const emptyRows: PackedRows = { count: 0, keys: new Uint8Array(0), values: new Uint8Array(0) };
export const emptyKeys: PackedKeys = { count: 0, keys: new Uint8Array(0) };

export function encodeRows(table: Table): PackedRows {
  return packRows(table.schema, rowsOf(table));
}

/** Only the rows with these keys, which must be ascending. */
export function encodeSomeRows(table: Table, ids: readonly KeyId[]): PackedRows {
  return packRows(
    table.schema,
    ids.map((id) => rowAt(table, id)),
  );
}

/** Only the keys with these ids, which must be ascending. */
export function encodeSomeKeys(table: Table, ids: readonly KeyId[]): PackedKeys {
  const keys = ids.map((id) => rowAt(table, id).key);
  return { count: keys.length, keys: packKeys(table.schema, keys) };
}

export function encodeKeys(table: Table): PackedKeys {
  return encodeSomeKeys(table, sortedIds(table));
}

/** Bytes that a row takes in the encoding, to within the saturation bit. */
export function packedSize(schema: MapSchema, row: Row): number {
  let size = 0;
  for (const [i, column] of schema.keys.entries()) size += datumSize(column.type, row.key[i] ?? 0n);
  if (row.value.kind === 'hist') return size + 4 + 12 * row.value.buckets.size;
  if (row.value.kind === 'number') return size + 9;
  if (row.value.kind === 'stats') return size + 17;
  return size + (schema.value.kind === 'scalar' ? datumSize(schema.value.type, row.value.value) : 0);
}

function packRows(schema: MapSchema, rows: readonly Row[]): PackedRows {
  const keys = packKeys(
    schema,
    rows.map((row) => row.key),
  );
  const values = packValues(
    schema,
    rows.map((row) => saturateValue(schema.value, row.value)),
  );
  return { count: rows.length, keys, values };
}

function packKeys(schema: MapSchema, keys: readonly (readonly Datum[])[]): Uint8Array {
  const columns = schema.keys.map(({ type }, i) =>
    packColumn(
      type,
      keys.map((key) => key[i] ?? 0n),
    ),
  );
  return columns.length === 1 && columns[0] !== undefined ? columns[0] : Buffer.concat(columns);
}

function packColumn(type: ColumnType, data: readonly Datum[]): Buffer {
  let size = 0;
  for (const datum of data) size += datumSize(type, datum);
  const out = Buffer.allocUnsafe(size);
  let offset = 0;
  for (const datum of data) offset = writeDatum(out, offset, type, datum);
  return out;
}

function packValues(schema: MapSchema, values: readonly Value[]): Uint8Array {
  const first = values[0];
  if (first === undefined) return new Uint8Array(0);
  if (first.kind === 'number') return packNumbers([values.map(numberOf)], values);
  if (first.kind === 'stats') return packNumbers([values.map(countOf), values.map(totalOf)], values);
  if (first.kind === 'hist') return Buffer.concat(values.map(packHistogram));
  const type: ColumnType = schema.value.kind === 'scalar' ? schema.value.type : { kind: 'pointer' };
  return packColumn(
    type,
    values.map((value) => (value.kind === 'datum' ? value.value : 0n)),
  );
}

/** Columns of 64-bit numbers, one after the other, then which rows are saturated. */
function packNumbers(columns: readonly (readonly bigint[])[], values: readonly Value[]): Buffer {
  const end = columns.length * values.length * 8;
  const out = Buffer.alloc(end + Math.ceil(values.length / 8));
  let offset = 0;
  for (const column of columns) {
    for (const value of column) offset = out.writeBigUInt64LE(BigInt.asUintN(64, value), offset);
  }
  const flags = out.subarray(end);
  for (const [i, value] of values.entries()) {
    const saturated = (value.kind === 'number' || value.kind === 'stats') && value.saturated;
    if (saturated) flags[i >> 3] = (flags[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return out;
}

const numberOf = (value: Value): bigint => (value.kind === 'number' ? value.value : 0n);
const countOf = (value: Value): bigint => (value.kind === 'stats' ? value.count : 0n);
const totalOf = (value: Value): bigint => (value.kind === 'stats' ? value.total : 0n);

function packHistogram(value: Value): Buffer {
  const buckets = value.kind === 'hist' ? [...value.buckets].sort(([a], [b]) => a - b) : [];
  const out = Buffer.allocUnsafe(4 + 12 * buckets.length);
  let offset = out.writeUInt32LE(buckets.length, 0);
  for (const [index, count] of buckets) {
    offset = out.writeUInt32LE(index, offset);
    offset = out.writeBigUInt64LE(count, offset);
  }
  return out;
}
