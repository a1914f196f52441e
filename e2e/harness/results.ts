/** Reading numbers out of a job's result, for comparison with an oracle. */
import { type Datum, type JobResult, type MapResult, rowsOf, type Table, type Value } from '@bpfleet/results';

export function mapOf(result: JobResult, name: string): MapResult {
  const map = result.maps.find(({ schema }) => schema.name === name);
  if (map === undefined)
    throw new Error(`no map ${name} in the result: ${result.maps.map(({ schema }) => schema.name).join(', ')}`);
  return map;
}

export function total(result: JobResult, name: string): Table {
  return mapOf(result, name).folded.total;
}

/** One node's own part. */
export function partOf(result: JobResult, name: string, node: string): Table | null {
  return mapOf(result, name).folded.perNode.get(node) ?? null;
}

/** The value of a map without keys; 0 when it was never written. */
export function scalar(table: Table | null): bigint {
  const row = table === null ? undefined : rowsOf(table)[0];
  return row === undefined ? 0n : numberOf(row.value);
}

/** Rows as `key,key` → number. */
export function numbers(table: Table | null): Readonly<Record<string, bigint>> {
  const rows = table === null ? [] : rowsOf(table);
  return Object.fromEntries(rows.map(({ key, value }) => [key.map(datumText).join(','), numberOf(value)]));
}

/** Bucket index → count of a histogram without keys. */
export function buckets(table: Table | null): ReadonlyMap<number, bigint> {
  const value = table === null ? undefined : rowsOf(table)[0]?.value;
  if (value === undefined) return new Map();
  if (value.kind !== 'hist') throw new Error(`a ${value.kind}, not a histogram`);
  return new Map([...value.buckets].sort(([a], [b]) => a - b));
}

export function add(...all: readonly ReadonlyMap<number, bigint>[]): ReadonlyMap<number, bigint> {
  const sum = new Map<number, bigint>();
  for (const part of all) for (const [index, count] of part) sum.set(index, (sum.get(index) ?? 0n) + count);
  return new Map([...sum].sort(([a], [b]) => a - b));
}

function numberOf(value: Value): bigint {
  if (value.kind === 'number') return value.value;
  if (value.kind === 'datum' && typeof value.value === 'bigint') return value.value;
  throw new Error(`a ${value.kind}, not a number`);
}

function datumText(datum: Datum): string {
  if (typeof datum === 'bigint') return datum.toString();
  return datum instanceof Uint8Array ? Buffer.from(datum).toString() : `(${datum.map(datumText).join(',')})`;
}
