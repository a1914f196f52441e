/**
 * A map as print(@map) shows it (inventory O5.01–O5.06).
 * Needs: a table. Gives: bytes, every line ended; nothing for a map without rows.
 */
import { numberIsSigned, partAt } from '../canonical/datum.ts';
import { saturateValue } from '../merge/saturate.ts';
import type { Datum, MapSchema, Row, Value } from '../schema.ts';
import type { Table } from '../table.ts';
import { isScale } from '../buckets.ts';
import { averageOf } from './average.ts';
import { datumText } from './datum.ts';
import { histogramText } from './histogram.ts';
import { printOrder } from './order.ts';
import { seriesOf, seriesText } from './series.ts';
import { type ByteText, toBytes } from './text.ts';

export interface RenderOptions {
  /** Only the last (largest) so many rows; 0: all. */
  readonly top: number;
  /** Divides counts, sums and integers, truncating; 0 and 1: as they are. */
  readonly div: number;
  /** Whether strings are made safe for a terminal; false prints their bytes as they are. */
  readonly escape: boolean;
}

/** As the local command prints. */
export const rawText: RenderOptions = { top: 0, div: 0, escape: false };
/** As everything that comes from a fleet must be shown. */
export const safeText: RenderOptions = { top: 0, div: 0, escape: true };

export function renderMap(table: Table, options: RenderOptions): Buffer {
  return toBytes(mapText(table, options));
}

export function mapText(table: Table, options: RenderOptions): ByteText {
  const { schema } = table;
  const { series } = schema;
  if (series !== undefined) {
    const named = { ...schema, keys: schema.keys.slice(0, -1) };
    return seriesOf(table, series)
      .map(({ key, moments }) => {
        return `${schema.name}${keyText(named, key, options.escape)}:\n${seriesText(moments, series, numberIsSigned(schema.value))}`;
      })
      .join('');
  }
  const div = divisor(options);
  const lines = printOrder(table, options.top).map((row) => rowText(schema, row, div, options.escape));
  return lines.join('');
}

/** The divisor as it applies: never zero. */
export function divisor(options: RenderOptions): bigint {
  return options.div === 0 ? 1n : BigInt(options.div);
}

function rowText(schema: MapSchema, row: Row, div: bigint, escape: boolean): ByteText {
  const name = schema.name + keyText(schema, row.key, escape);
  if (isScale(schema.value) && row.value.kind === 'hist') {
    return `${name}:\n${histogramText(row.value.buckets, schema.value, div)}\n`;
  }
  return `${name}: ${plainValueText(schema, row.value, div, escape)}\n`;
}

/** `[1, abc]`; nothing for a map without a key. */
function keyText(schema: MapSchema, key: readonly Datum[], escape: boolean): ByteText {
  if (schema.keys.length === 0) return '';
  return `[${schema.keys.map(({ type }, i) => datumText(type, partAt(key, i), escape)).join(', ')}]`;
}

function plainValueText(schema: MapSchema, value: Value, div: bigint, escape: boolean): ByteText {
  const within = saturateValue(schema.value, value);
  if (within.kind === 'number') return `${within.value / div}${within.saturated ? ' (saturated)' : ''}`;
  if (within.kind === 'stats') return statsText(schema.value.kind === 'avg', within, div);
  if (within.kind !== 'datum' || schema.value.kind !== 'scalar') return '';
  const { type } = schema.value;
  const datum = typeof within.value === 'bigint' && type.kind === 'int' ? within.value / div : within.value;
  return datumText(type, datum, escape);
}

/** `div` divides the average alone. */
function statsText(averageOnly: boolean, value: Value & { readonly kind: 'stats' }, div: bigint): string {
  const average = averageOf(value) / div;
  const text = averageOnly
    ? `${average}`
    : `{ .count = ${value.count}, .average = ${average}, .total = ${value.total} }`;
  return value.saturated ? `${text} (saturated)` : text;
}
