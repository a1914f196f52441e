/**
 * Tables as JSON: rows in canonical order; 64-bit integers as decimal strings; strings as JSON strings when they
 * are UTF-8, else as { base64 }. Strict both ways: what fromJson takes, toJson gives back unchanged.
 */
import { bucketsOf, scaleOf } from '../buckets.ts';
import { bytesOf, integerOf, isBytes, listOf, numberIsSigned, partAt, partsOf, valueKind } from '../canonical/datum.ts';
import { keyId } from '../canonical/key.ts';
import { isUtf8 } from '../render/utf8.ts';
import type { ColumnType, Datum, MapSchema, Row, Value } from '../schema.ts';
import { rowsOf, type Table } from '../table.ts';
import {
  type Json,
  readArray,
  readBigint,
  readBoolean,
  readInteger,
  readObject,
  readString,
  refuse,
} from './read-json.ts';

/** Lists for what has parts: arrays, tuples, records. */
export type DatumJson = string | boolean | { readonly base64: string } | readonly DatumJson[];

export type ValueJson =
  | { readonly number: string; readonly saturated: boolean }
  | { readonly count: string; readonly total: string; readonly saturated: boolean }
  | { readonly buckets: readonly (readonly [index: number, count: string])[] }
  | { readonly datum: DatumJson };

export interface RowJson {
  readonly key: readonly DatumJson[];
  readonly value: ValueJson;
}

export function rowsToJson(table: Table): readonly RowJson[] {
  const { schema } = table;
  return rowsOf(table).map((row) => ({
    key: schema.keys.map(({ type }, i) => datumToJson(type, row.key[i] ?? 0n)),
    value: valueToJson(schema, row.value),
  }));
}

export function rowsFromJson(schema: MapSchema, json: Json): Table {
  const rows = new Map<string, Row>();
  let previous: string | null = null;
  for (const { row, from } of readArray(json, (item) => ({ row: rowFromJson(schema, item), from: item }))) {
    const id = keyId(schema, row.key);
    if (previous !== null && id <= previous) refuse(from, 'a key above the one before it');
    previous = id;
    rows.set(id, row);
  }
  return { schema, rows };
}

function rowFromJson(schema: MapSchema, json: Json): Row {
  const { key, value } = readObject(json, ['key', 'value']);
  const data = readArray(key, (item) => item);
  if (data.length !== schema.keys.length) refuse(key, `${schema.keys.length} columns`);
  const columns = schema.keys.map(({ type }, i) => datumFromJson(type, data[i] ?? key));
  return { key: columns, value: valueFromJson(schema, value) };
}

function datumToJson(type: ColumnType, datum: Datum): DatumJson {
  if (type.kind === 'bool') return integerOf(datum) !== 0n;
  const parts = partsOf(type);
  if (parts !== null) {
    const data = listOf(datum);
    return parts.map((part, index) => datumToJson(part, partAt(data, index)));
  }
  if (!isBytes(type)) return integerOf(datum).toString();
  const bytes = Buffer.from(bytesOf(datum));
  return isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') };
}

function datumFromJson(type: ColumnType, json: Json): Datum {
  if (type.kind === 'bool') return readBoolean(json) ? 1n : 0n;
  const parts = partsOf(type);
  if (parts !== null) {
    const items = readArray(json, (item) => item);
    if (items.length !== parts.length) refuse(json, `${parts.length} parts`);
    return parts.map((part, index) => datumFromJson(part, items[index] ?? json));
  }
  if (!isBytes(type)) return readBigint(json, (type.kind === 'int' || type.kind === 'enum') && type.signed);
  if (typeof json.value === 'string') {
    const bytes = Buffer.from(json.value, 'utf8');
    return bytes.toString('utf8') === json.value
      ? new Uint8Array(bytes)
      : refuse(json, 'a string without lone surrogates');
  }
  const { base64 } = readObject(json, ['base64']);
  const text = readString(base64);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) refuse(base64, 'canonical base64');
  return isUtf8(bytes) ? refuse(json, 'a plain string, because it is UTF-8,') : new Uint8Array(bytes);
}

function valueToJson(schema: MapSchema, value: Value): ValueJson {
  switch (value.kind) {
    case 'number':
      return { number: value.value.toString(), saturated: value.saturated };
    case 'stats':
      return { count: value.count.toString(), total: value.total.toString(), saturated: value.saturated };
    case 'hist':
      return {
        buckets: [...value.buckets].sort(([a], [b]) => a - b).map(([index, count]) => [index, count.toString()]),
      };
    case 'datum':
      return {
        datum: datumToJson(schema.value.kind === 'scalar' ? schema.value.type : { kind: 'pointer' }, value.value),
      };
  }
}

function valueFromJson(schema: MapSchema, json: Json): Value {
  switch (valueKind(schema.value)) {
    case 'number': {
      const { number, saturated } = readObject(json, ['number', 'saturated']);
      return {
        kind: 'number',
        value: readBigint(number, numberIsSigned(schema.value)),
        saturated: readBoolean(saturated),
      };
    }
    case 'stats': {
      const { count, total, saturated } = readObject(json, ['count', 'total', 'saturated']);
      const events = readBigint(count, false);
      const sum = readBigint(total, numberIsSigned(schema.value));
      return {
        kind: 'stats',
        count: events,
        total: events === 0n && sum !== 0n ? refuse(total, 'no total of no events') : sum,
        saturated: readBoolean(saturated),
      };
    }
    case 'hist': {
      const { buckets } = readObject(json, ['buckets']);
      return { kind: 'hist', buckets: bucketsFromJson(bucketsOf(scaleOf(schema.value)), buckets) };
    }
    case 'datum': {
      const { datum } = readObject(json, ['datum']);
      return {
        kind: 'datum',
        value: datumFromJson(schema.value.kind === 'scalar' ? schema.value.type : { kind: 'pointer' }, datum),
      };
    }
  }
}

function bucketsFromJson(limit: number, json: Json): ReadonlyMap<number, bigint> {
  const buckets = new Map<number, bigint>();
  let previous = -1;
  for (const pair of readArray(json, (item) => readArray(item, (part) => part))) {
    const [index, count] = pair;
    if (index === undefined || count === undefined || pair.length !== 2) refuse(json, 'pairs of bucket and count');
    previous = readInteger(index, previous + 1, limit - 1);
    const events = readBigint(count, false);
    buckets.set(previous, events === 0n ? refuse(count, 'a count above zero') : events);
  }
  return buckets;
}
