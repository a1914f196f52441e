/**
 * `-f json`: one object per line (inventory O7.01–O7.08, O7.20–O7.24). Objects have spaces, arrays do not. Two
 * upstream defects are not copied: string keys keep their spaces, and output is always valid UTF-8 (bytes that
 * are not become the text \xNN).
 */
import { isScale, rangeOf, type Scale } from '../buckets.ts';
import { bytesOf, integerOf } from '../canonical/datum.ts';
import { saturateValue } from '../merge/saturate.ts';
import type { ColumnType, Datum, MapSchema, Value } from '../schema.ts';
import type { Table } from '../table.ts';
import { averageOf } from './average.ts';
import { datumText } from './datum.ts';
import { hexEscapes } from './escape.ts';
import { bucketSpan } from './histogram.ts';
import { divisor, type RenderOptions } from './map.ts';
import { printOrder } from './order.ts';
import { utf8Length } from './utf8.ts';

/** A map as one line; empty for a map without rows. */
export function renderMapJson(table: Table, options: RenderOptions): string {
  const { schema } = table;
  const div = divisor(options);
  const rows = printOrder(table, options.top);
  if (rows.length === 0) return '';
  const values = rows.map((row) => ({ key: keyJson(schema, row.key), value: valueJson(schema, row.value, div) }));
  const content =
    schema.keys.length === 0 ? (values[0]?.value ?? '') : objectJson(values.map(({ key, value }) => [key, value]));
  return line(lineType(schema), objectJson([[quote(schema.name), content]]));
}

function lineType({ value }: MapSchema): string {
  if (isScale(value)) return 'hist';
  return value.kind === 'avg' || value.kind === 'stats' ? 'stats' : 'map';
}

/** print(value); several values are a tuple. */
export function renderValuesJson(types: readonly ColumnType[], values: readonly Datum[]): string {
  const items = types.map((type, i) => datumJson(type, values[i] ?? 0n));
  return line('value', items.length === 1 ? items.join('') : `[${items.join(',')}]`);
}

/** printf, from the bytes that it prints. */
export function renderPrintfJson(text: Uint8Array): string {
  return line('printf', quoteBytes(text));
}

export function renderAttachedJson(probes: number): string {
  return `{"type": "attached_probes", "count": ${probes}, "data": {"probes": ${probes}}}\n`;
}

export function renderLostEventsJson(events: bigint): string {
  return `{"type": "lost_events", "count": ${events}, "data": {"events": ${events}}}\n`;
}

function line(type: string, data: string): string {
  return `{"type": "${type}", "data": ${data}}\n`;
}

function objectJson(members: readonly (readonly [key: string, value: string])[]): string {
  return `{${members.map(([key, value]) => `${key}: ${value}`).join(', ')}}`;
}

/** Keys are always strings; a tuple loses its parentheses and the spaces between its members. */
function keyJson(schema: MapSchema, key: readonly Datum[]): string {
  const columns = schema.keys.map(({ type }, i) => {
    const datum = key[i] ?? 0n;
    if (type.kind === 'pointer') return integerOf(datum).toString();
    return type.kind === 'string' ? validText(bytesOf(datum)) : datumText(type, datum, false);
  });
  return quote(columns.join(','));
}

function valueJson(schema: MapSchema, value: Value, div: bigint): string {
  const within = saturateValue(schema.value, value);
  if (within.kind === 'number') return integerJson(within.value / div);
  if (within.kind === 'stats') return statsJson(schema.value.kind === 'avg', within, div);
  if (within.kind === 'hist') return isScale(schema.value) ? histogramJson(within.buckets, schema.value, div) : 'null';
  if (schema.value.kind !== 'scalar') return 'null';
  const { type } = schema.value;
  return datumJson(type, typeof within.value === 'bigint' && type.kind === 'int' ? within.value / div : within.value);
}

/** An average alone, or all three (O7.05). */
function statsJson(averageOnly: boolean, value: Value & { readonly kind: 'stats' }, div: bigint): string {
  const average = integerJson(averageOf(value) / div);
  if (averageOnly) return average;
  return `{"count": ${integerJson(value.count)}, "average": ${average}, "total": ${integerJson(value.total)}}`;
}

/** `max` is inclusive; a bucket without a bound has no `min` or no `max`. */
function histogramJson(buckets: ReadonlyMap<number, bigint>, scale: Scale, div: bigint): string {
  const share = scale.kind === 'hist' ? div : 1n;
  const items = bucketSpan(buckets).map(({ index, count }) => {
    const { low, high } = rangeOf(scale, index);
    const min = low === null ? '' : `"min": ${integerJson(low)}, `;
    const max = high === null ? '' : `"max": ${integerJson(high - 1n)}, `;
    return `{${min}${max}"count": ${integerJson(count / share)}}`;
  });
  return `[${items.join(',')}]`;
}

function datumJson(type: ColumnType, datum: Datum): string {
  if (type.kind === 'string') return quoteBytes(bytesOf(datum));
  return type.kind === 'bool' ? datumText(type, datum, false) : integerJson(integerOf(datum));
}

/** What a double cannot hold exactly is a string. */
function integerJson(value: bigint): string {
  return BigInt(Number(value)) === value ? value.toString() : `"${value}"`;
}

function quoteBytes(bytes: Uint8Array): string {
  return quote(validText(bytes));
}

/** Quote, backslash and controls by their code, but for the three that have a short form (O7.23). */
function quote(text: string): string {
  const short: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = text.replaceAll(
    /["\\\p{Cc}]/gu,
    (char) => short[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}

function validText(bytes: Uint8Array): string {
  let text = '';
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    for (let size = utf8Length(bytes, end); size > 0 && end < bytes.length; size = utf8Length(bytes, end)) end += size;
    text += decoder.decode(bytes.subarray(at, end));
    if (end < bytes.length) text += hexEscapes(bytes.subarray(end, end + 1));
    at = end + 1;
  }
  return text;
}
