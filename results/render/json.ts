/**
 * `-f json`: one object per line (inventory O7.01–O7.08, O7.20–O7.24). Objects have spaces, arrays do not. Two
 * upstream defects are not copied: string keys keep their spaces (but for the indentation of lines), and output is always valid UTF-8 (bytes that
 * are not become the text \xNN).
 */
import { isScale, rangeOf, type Scale } from '../buckets.ts';
import { bytesOf, integerOf, listOf, partAt } from '../canonical/datum.ts';
import { saturateValue } from '../merge/saturate.ts';
import type { ColumnType, Datum, MapSchema, Series, Value } from '../schema.ts';
import type { Table } from '../table.ts';
import { averageOf } from './average.ts';
import { datumText } from './datum.ts';
import { hexEscapes } from './escape.ts';
import { bucketSpan } from './histogram.ts';
import { divisor, type RenderOptions } from './map.ts';
import { printOrder } from './order.ts';
import { seriesOf, startText } from './series.ts';
import { utf8Length } from './utf8.ts';

/** A map as one line; nothing for a map without rows, but of averages and statistics an empty object. */
export function renderMapJson(table: Table, options: RenderOptions): string {
  const { schema } = table;
  if (schema.series !== undefined) return seriesJson(table, schema.series);
  const div = divisor(options);
  const rows = printOrder(table, options.top);
  const type = lineType(schema);
  if (rows.length === 0) return type === 'stats' ? line(type, objectJson([[quote(schema.name), '{}']])) : '';
  const values = rows.map((row) => ({ key: keyJson(schema, row.key), value: valueJson(schema, row.value, div) }));
  const content =
    schema.keys.length === 0 ? (values[0]?.value ?? '') : objectJson(values.map(({ key, value }) => [key, value]));
  return line(type, objectJson([[quote(schema.name), content]]));
}

/** An object for each interval to which something came. */
function seriesJson(table: Table, series: Series): string {
  const { schema } = table;
  const named = { ...schema, keys: schema.keys.slice(0, -1) };
  const members = seriesOf(table, series).map(({ key, moments }): readonly [string, string] => {
    const items = moments.flatMap(({ start, value }) =>
      value === null ? [] : [`{"interval_start":${quote(startText(start))},"value":${value}}`],
    );
    return [keyJson(named, key), `[${items.join(',')}]`];
  });
  const [only] = members;
  if (only === undefined) return '';
  return line('tseries', objectJson([[quote(schema.name), named.keys.length > 0 ? objectJson(members) : only[1]]]));
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

/** printf and the like, from the bytes that it prints; `kind` is the object's type. */
export function renderTextJson(kind: string, text: Uint8Array): string {
  return line(kind, quoteBytes(text));
}

/** errorf and warnf. */
export function renderMessageJson(
  kind: string,
  message: Uint8Array,
  file: string,
  row: number,
  column: number,
  helper: { readonly name: string; readonly retcode: number } | null,
): string {
  const place = `"filename": ${quote(file)}, "line": ${row}, "col": ${column}`;
  const failed = helper === null ? '' : `"helper": ${quote(helper.name)}, "retcode": ${helper.retcode}, `;
  return `{"type": "${kind}", "msg": ${quoteBytes(message)}, ${failed}${place}}\n`;
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
  return quote(schema.keys.map(({ type }, i) => keyPart(type, partAt(key, i))).join(','));
}

/** As in the text form, but without spaces between parts. */
function keyPart(type: ColumnType, datum: Datum): string {
  switch (type.kind) {
    case 'string':
      // The lines of a stack are indented in text only.
      return validText(bytesOf(datum)).replaceAll(/\n +/g, '\n');
    case 'tuple': {
      const data = listOf(datum);
      return `(${type.elements.map((element, index) => keyPart(element, partAt(data, index))).join(',')})`;
    }
    case 'array':
      return `[${listOf(datum)
        .map((part) => keyPart(type.element, part))
        .join(',')}]`;
    case 'record': {
      const data = listOf(datum);
      return `{${type.fields.map((field, index) => `.${field.name}=${keyPart(field.type, partAt(data, index))}`).join(',')}}`;
    }
    case 'int':
    case 'pointer':
    case 'bool':
    case 'enum':
    case 'buffer':
      return datumText(type, datum, false);
  }
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
  switch (type.kind) {
    case 'string':
      return quoteBytes(bytesOf(datum));
    case 'bool':
      return datumText(type, datum, false);
    case 'int':
    case 'pointer':
      return integerJson(integerOf(datum));
    // Unsigned, also where the enum is not.
    case 'enum':
      return integerJson(BigInt.asUintN(64, integerOf(datum)));
    // Signed, as bytes are there (inventory O7.21).
    case 'buffer':
      return `[${Array.from(bytesOf(datum), (byte) => (byte << 24) >> 24).join(',')}]`;
    case 'array':
      return `[${listOf(datum)
        .map((part) => datumJson(type.element, part))
        .join(',')}]`;
    case 'tuple': {
      const data = listOf(datum);
      return `[${type.elements.map((element, index) => datumJson(element, partAt(data, index))).join(',')}]`;
    }
    case 'record': {
      const data = listOf(datum);
      return objectJson(type.fields.map((field, i) => [quote(field.name), datumJson(field.type, partAt(data, i))]));
    }
  }
}

/** What a double cannot hold exactly is a string. */
function integerJson(value: bigint): string {
  return BigInt(Number(value)) === value ? value.toString() : `"${value}"`;
}

function quoteBytes(bytes: Uint8Array): string {
  return quote(validText(bytes));
}

/** Quote, backslash and controls but DEL by their code, three of them by a short form (O7.23). */
function quote(text: string): string {
  const short: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = text.replaceAll(
    /["\\]|(?!\x7f)\p{Cc}/gu,
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
