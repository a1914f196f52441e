/**
 * What tseries() has collected, in bpftrace's look: for each key a line an interval, from its first one to the latest of the whole
 * map, with the value's place between the least and the greatest.
 */
import { bytesOf, partAt } from '../canonical/datum.ts';
import { saturateValue } from '../merge/saturate.ts';
import type { Datum, MapSchema, Row, Series, Value } from '../schema.ts';
import type { Table } from '../table.ts';
import { averageOf } from './average.ts';
import { printOrder } from './order.ts';
import { strftime } from './strftime.ts';
import { type ByteText, fromText } from './text.ts';

const barWidth = 52;

/** In the place of the time: what zero() has left of a key, without a value. */
export const noTime = 0n;

/** One interval; `value` is null where nothing came. */
export interface Moment {
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly value: bigint | null;
}

export interface KeySeries {
  /** Without the time. */
  readonly key: readonly Datum[];
  readonly moments: readonly Moment[];
}

/** By key, in its order. Keys of which nothing lies within the intervals that are shown have no moments. */
export function seriesOf({ schema, rows }: Table, series: Series): readonly KeySeries[] {
  const columns = schema.keys.slice(0, -1);
  const keysOnly: MapSchema = { name: schema.name, keys: columns, value: { kind: 'count' } };
  const byKey = new Map<string, { readonly key: readonly Datum[]; readonly values: Map<bigint, bigint> }>();
  let latest: bigint | null = null;
  for (const row of rows.values()) {
    const start = startOf(row);
    const key = row.key.slice(0, -1);
    const id = idOf(key);
    const held = byKey.get(id) ?? { key, values: new Map<bigint, bigint>() };
    byKey.set(id, held);
    if (start === noTime) continue;
    if (latest === null || start > latest) latest = start;
    held.values.set(start, numberOf(schema, row.value));
  }
  const end = latest ?? noTime;
  const ordered = printOrder(
    {
      schema: keysOnly,
      rows: new Map(
        [...byKey].map(([id, { key }]) => [id, { key, value: { kind: 'number', value: 0n, saturated: false } }]),
      ),
    },
    0,
  );
  return ordered.map(({ key }) => {
    const values = byKey.get(idOf(key))?.values ?? new Map<bigint, bigint>();
    return { key, moments: momentsOf(values, end, series) };
  });
}

function momentsOf(values: ReadonlyMap<bigint, bigint>, latest: bigint, series: Series): readonly Moment[] {
  const interval = BigInt(series.interval);
  const from = latest - interval * BigInt(series.intervals - 1);
  const shown = [...values.keys()].filter((start) => start >= from);
  if (shown.length === 0) return [];
  const first = shown.reduce((least, start) => (start < least ? start : least), latest);
  return Array.from({ length: Number((latest - first) / interval) + 1 }, (_, at) => {
    const start = first + BigInt(at) * interval;
    return { start, value: values.get(start) ?? null };
  });
}

function startOf({ key }: Row): bigint {
  const start = partAt(key, key.length - 1);
  return typeof start === 'bigint' ? start : 0n;
}

/** Keys of one schema are equal where this is. */
function idOf(key: readonly Datum[]): string {
  return key.map(datumId).join();
}

function datumId(datum: Datum): string {
  if (typeof datum === 'bigint') return `${datum}`;
  return datum instanceof Uint8Array ? Buffer.from(bytesOf(datum)).toString('hex') : `(${datum.map(datumId).join()})`;
}

function numberOf(schema: MapSchema, value: Value): bigint {
  const within = saturateValue(schema.value, value);
  if (within.kind === 'number') return within.value;
  if (within.kind === 'stats') return averageOf(within);
  return within.kind === 'datum' && typeof within.value === 'bigint' ? within.value : 0n;
}

/** The lines behind `@name[key]:`, the empty one at the end too. */
export function seriesText(moments: readonly Moment[], { interval }: Series, signed: boolean): ByteText {
  const values = moments.map(({ value }) => value).filter((value) => value !== null);
  const [first] = values;
  if (first === undefined) return '<no data>\n';
  const { min, max } = scaleOf(values, first, signed);
  const { heading, format } = precision(moments.length, interval);
  const width = strftime(format, 0n).length + 1;
  const edges = `${' '.repeat(width)}${`${min}`.padEnd(barWidth + 1 - `${max}`.length)}${max}\n`;
  const line = '_'.repeat(barWidth - 1);
  const rows = moments.map(({ start, value }) => {
    return `${strftime(format, start)} ${bar(value, min, max)} ${value ?? '-'}\n`;
  });
  return [
    edges,
    `${fromText(heading).padEnd(width)}|${line}|\n`,
    ...rows,
    `${' '.repeat(width)}v${line}v\n`,
    edges,
    '\n',
  ].join('');
}

/** From the least to the greatest; where they are one, from the number before it to the one behind it. */
function scaleOf(
  values: readonly bigint[],
  first: bigint,
  signed: boolean,
): { readonly min: bigint; readonly max: bigint } {
  const min = values.reduce((least, value) => (value < least ? value : least), first);
  const max = values.reduce((greatest, value) => (value > greatest ? value : greatest), first);
  if (min < max) return { min, max };
  const [low, high] = signed ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n];
  return { min: min > low ? min - 1n : low, max: max < high ? max + 1n : high };
}

/** Times are as fine as tells two intervals apart; that of one alone is whole. */
function precision(moments: number, interval: number): { readonly heading: string; readonly format: string } {
  if (moments === 1 || interval < 1000) return { heading: 'hh:mm:ss.ns', format: '%H:%M:%S.%k' };
  if (interval < 1_000_000) return { heading: 'hh:mm:ss.μs', format: '%H:%M:%S.%f' };
  if (interval < 1_000_000_000) return { heading: 'hh:mm:ss.ms', format: '%H:%M:%S.%l' };
  return { heading: 'hh:mm:ss', format: '%H:%M:%S' };
}

function bar(value: bigint | null, min: bigint, max: bigint): string {
  const line = ['|', ...Array.from({ length: barWidth - 1 }, () => ' '), '|'];
  if (value !== null) line[Number(((value - min) * BigInt(barWidth)) / (max - min))] = '*';
  return line.join('');
}

/** When an interval began, as JSON has it. */
export function startText(start: bigint): string {
  return strftime('%Y-%m-%d %H:%M:%S.%k', start);
}
