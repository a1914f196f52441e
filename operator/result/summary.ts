/**
 * The first rows of each map as text, for status.
 *
 * Needs: a result. Gives: facts of its maps; all rows together have room in 8 KiB, shared out row by row, so that no
 * map takes all of it. The same result gives the same text.
 */
import {
  averageOf,
  type JobResult,
  type MapResult,
  renderMap,
  rowsOf,
  type Row,
  safeText,
  type Table,
} from '@bpfleet/results';
import { celRow } from '../assertions/row.ts';
import type { MapFacts } from '../jobs/job.ts';

const summaryBytes = 8 * 1024;
const maxRows = 20;
const maxRowBytes = 500;

export function summaryOf({ maps }: JobResult): readonly MapFacts[] {
  const texts = maps.map(({ folded }) => topRows(folded.total));
  const kept = texts.map((): string[] => []);
  let room = summaryBytes;
  for (let row = 0; row < maxRows; row++) {
    for (const [map, lines] of texts.entries()) {
      const text = lines[row];
      // What JSON adds: two quotes and a comma, and a backslash here and there.
      const cost = text === undefined ? 0 : Buffer.byteLength(JSON.stringify(text)) + 1;
      if (text === undefined || cost > room) continue;
      room -= cost;
      kept[map]?.push(text);
    }
  }
  return maps.map((map, index) => ({ name: map.schema.name, entries: entriesOf(map), top: kept[index] ?? [] }));
}

function entriesOf({ folded }: MapResult): number {
  return folded.total.rows.size;
}

function topRows({ schema, rows }: Table): readonly string[] {
  const heaviest = rowsOf({ schema, rows })
    .map((row) => ({ row, weight: weightOf(row) }))
    .toSorted((a, b) => (a.weight === b.weight ? 0 : a.weight > b.weight ? -1 : 1))
    .slice(0, maxRows);
  return heaviest.map(({ row }) => rowText(schema, row)).filter((text) => Buffer.byteLength(text) <= maxRowBytes);
}

function weightOf({ value }: Row): bigint {
  if (value.kind === 'number') return value.value;
  if (value.kind === 'stats') return averageOf(value);
  if (value.kind === 'hist') return [...value.buckets.values()].reduce((sum, count) => sum + count, 0n);
  return typeof value.value === 'bigint' ? value.value : 0n;
}

/** As it is printed, and a histogram on one line. */
function rowText(schema: Table['schema'], row: Row): string {
  if (row.value.kind === 'hist') {
    const { count, p50, p99 } = celRow(schema, row);
    return `${headOf(schema, row)}: count ${String(count)}, p50 <= ${String(p50)}, p99 <= ${String(p99)}`;
  }
  return printed(schema, row);
}

function headOf(schema: Table['schema'], row: Row): string {
  const plain = { ...schema, value: { kind: 'count' } } as const;
  return printed(plain, { key: row.key, value: { kind: 'number', value: 0n, saturated: false } }).replace(/: 0$/, '');
}

function printed(schema: Table['schema'], row: Row): string {
  return renderMap({ schema, rows: new Map([['', row]]) }, safeText)
    .toString('utf8')
    .trim();
}
