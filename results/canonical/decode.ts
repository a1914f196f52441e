/**
 * The strict inverse of encode.ts: it takes exactly the bytes that encode gives, nothing else.
 * Needs: a schema, and packed rows from anywhere. Gives: the table. Throws: DecodeError for everything that is
 * not canonical; memory stays in proportion to the input.
 */
import { bucketsOf, scaleOf } from '../buckets.ts';
import type { ColumnType, Datum, MapSchema, PackedKeys, PackedRows, Row, Value } from '../schema.ts';
import type { Table } from '../table.ts';
import { type Cursor, cursorOver, finish, take, takeU32, takeU64 } from './cursor.ts';
import { minimumSize, numberIsSigned, partsOf, valueKind } from './datum.ts';
import { DecodeError } from './decode-error.ts';
import type { KeyId } from './key.ts';

export interface DecodeLimits {
  /** Bytes of one string. */
  readonly maxStringLength: number;
  /** Rows of one table. */
  readonly maxRows: number;
}

export const defaultDecodeLimits: DecodeLimits = { maxStringLength: 65_536, maxRows: 1_048_576 };

export function decodeRows(schema: MapSchema, packed: PackedRows, limits: DecodeLimits = defaultDecodeLimits): Table {
  const keys = decodeKeys(schema, packed, limits);
  const cursor = cursorOver(packed.values, `${schema.name} values`);
  const values = decodeValues(schema, cursor, keys.length, limits);
  finish(cursor);
  const rows = new Map<KeyId, Row>();
  for (const [i, { id, key }] of keys.entries()) {
    const value = values[i];
    if (value !== undefined) rows.set(id, { key, value });
  }
  return { schema, rows };
}

export interface DecodedKey {
  readonly id: KeyId;
  readonly key: readonly Datum[];
}

/** Keys alone, ascending and without duplicates. */
export function decodeKeys(
  schema: MapSchema,
  packed: PackedKeys,
  limits: DecodeLimits = defaultDecodeLimits,
): readonly DecodedKey[] {
  const { count } = packed;
  checkCount(schema, packed, limits);
  const cursor = cursorOver(packed.keys, `${schema.name} keys`);
  // A column's bytes of a row are its part of the key bytes, so ids are cut from the input and never encoded again.
  const columns = schema.keys.map(({ type }) => {
    const ids: KeyId[] = [];
    return { data: decodeColumn(type, cursor, count, limits, ids), ids };
  });
  finish(cursor);
  const keys: DecodedKey[] = [];
  let previous: KeyId | null = null;
  for (let i = 0; i < count; i++) {
    let id: KeyId = '';
    for (const column of columns) id += column.ids[i] ?? '';
    if (previous !== null && id <= previous) refuseOrder(schema, i, id === previous);
    previous = id;
    keys.push({ id, key: columns.map(({ data }) => data[i] ?? 0n) });
  }
  return keys;
}

function refuseOrder(schema: MapSchema, row: number, equal: boolean): never {
  if (equal) throw new DecodeError('duplicate', `${schema.name} keys: rows ${row - 1} and ${row} have one key`);
  throw new DecodeError('order', `${schema.name} keys: row ${row} does not ascend`);
}

/** Before anything is allocated: so many rows must fit into so many bytes. */
function checkCount(schema: MapSchema, packed: PackedKeys, limits: DecodeLimits): void {
  const { count } = packed;
  if (!Number.isSafeInteger(count) || count < 0 || count > limits.maxRows) {
    throw new DecodeError('count', `${schema.name}: ${count} rows, allowed are 0 to ${limits.maxRows}`);
  }
  if (schema.keys.length === 0 && count > 1)
    throw new DecodeError('duplicate', `${schema.name}: ${count} rows of a map without a key`);
  const least = schema.keys.reduce((sum, { type }) => sum + minimumSize(type), 0) * count;
  if (packed.keys.length < least) {
    throw new DecodeError(
      'truncated',
      `${schema.name} keys: ${count} rows need at least ${least} bytes, there are ${packed.keys.length}`,
    );
  }
}

/** `ids`, when given, gets each datum's bytes as a latin1 string. */
function decodeColumn(
  type: ColumnType,
  cursor: Cursor,
  count: number,
  limits: DecodeLimits,
  ids: KeyId[] | null,
): readonly Datum[] {
  const data: Datum[] = [];
  for (let i = 0; i < count; i++) {
    const start = cursor.offset;
    data.push(decodeDatum(type, cursor, limits));
    ids?.push(cursor.bytes.toString('latin1', start, cursor.offset));
  }
  return data;
}

function decodeDatum(type: ColumnType, cursor: Cursor, limits: DecodeLimits): Datum {
  switch (type.kind) {
    case 'int':
    case 'enum':
      return type.signed ? BigInt.asIntN(64, takeU64(cursor)) : takeU64(cursor);
    case 'pointer':
      return takeU64(cursor);
    case 'bool':
      return decodeBool(cursor);
    case 'string':
    case 'buffer':
      return decodeString(cursor, limits);
    case 'array':
    case 'tuple':
    case 'record':
      return (partsOf(type) ?? []).map((part) => decodeDatum(part, cursor, limits));
  }
}

function decodeBool(cursor: Cursor): bigint {
  const value = takeU64(cursor);
  if (value > 1n) throw new DecodeError('bool', `${cursor.what}: a bool of ${value} before ${cursor.offset}`);
  return value;
}

function decodeString(cursor: Cursor, limits: DecodeLimits): Uint8Array {
  const length = takeU32(cursor);
  if (length > limits.maxStringLength) {
    throw new DecodeError(
      'string',
      `${cursor.what}: a string of ${length} bytes before ${cursor.offset}, allowed are ${limits.maxStringLength}`,
    );
  }
  const start = take(cursor, length);
  return new Uint8Array(cursor.bytes.subarray(start, start + length));
}

function decodeValues(schema: MapSchema, cursor: Cursor, count: number, limits: DecodeLimits): readonly Value[] {
  switch (valueKind(schema.value)) {
    case 'number':
      return decodeNumbers(numberIsSigned(schema.value), cursor, count);
    case 'stats':
      return decodeStats(numberIsSigned(schema.value), cursor, count);
    case 'hist': {
      const buckets = bucketsOf(scaleOf(schema.value));
      return Array.from({ length: count }, () => decodeHistogram(buckets, cursor));
    }
    case 'datum': {
      const type: ColumnType = schema.value.kind === 'scalar' ? schema.value.type : { kind: 'pointer' };
      return decodeColumn(type, cursor, count, limits, null).map((value) => ({ kind: 'datum', value }));
    }
  }
}

function decodeNumbers(signed: boolean, cursor: Cursor, count: number): readonly Value[] {
  const values = decodeInts(signed, cursor, count);
  const flags = decodeFlags(cursor, count);
  return values.map((value, i) => ({ kind: 'number', value, saturated: flags[i] ?? false }));
}

function decodeStats(signed: boolean, cursor: Cursor, count: number): readonly Value[] {
  const counts = decodeInts(false, cursor, count);
  const totals = decodeInts(signed, cursor, count);
  const flags = decodeFlags(cursor, count);
  return counts.map((events, i) => {
    const total = totals[i] ?? 0n;
    if (events === 0n && total !== 0n)
      throw new DecodeError('count', `${cursor.what}: a total of no events in row ${i}`);
    return { kind: 'stats', count: events, total, saturated: flags[i] ?? false };
  });
}

function decodeInts(signed: boolean, cursor: Cursor, count: number): readonly bigint[] {
  const start = take(cursor, count * 8);
  return Array.from({ length: count }, (_, i) =>
    signed ? cursor.bytes.readBigInt64LE(start + i * 8) : cursor.bytes.readBigUInt64LE(start + i * 8),
  );
}

/** One bit per row. */
function decodeFlags(cursor: Cursor, count: number): readonly boolean[] {
  const start = take(cursor, Math.ceil(count / 8));
  const last = cursor.bytes[start + (count >> 3)] ?? 0;
  if (count % 8 !== 0 && last >> (count % 8) !== 0) {
    throw new DecodeError('flags', `${cursor.what}: saturation flags of rows after the last`);
  }
  return Array.from({ length: count }, (_, i) => (((cursor.bytes[start + (i >> 3)] ?? 0) >> (i & 7)) & 1) === 1);
}

function decodeHistogram(limit: number, cursor: Cursor): Value {
  const count = takeU32(cursor);
  if (count > limit) throw new DecodeError('bucket', `${cursor.what}: ${count} buckets, there can be ${limit}`);
  const buckets = new Map<number, bigint>();
  let previous = -1;
  for (let i = 0; i < count; i++) {
    const index = takeU32(cursor);
    const events = takeU64(cursor);
    if (index >= limit) throw new DecodeError('bucket', `${cursor.what}: bucket ${index} of ${limit}`);
    if (index <= previous) throw new DecodeError('bucket', `${cursor.what}: bucket ${index} after bucket ${previous}`);
    if (events === 0n) throw new DecodeError('bucket', `${cursor.what}: bucket ${index} is empty`);
    buckets.set(index, events);
    previous = index;
  }
  return { kind: 'hist', buckets };
}
