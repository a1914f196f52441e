/**
 * A row of a merged map as an assertion sees it.
 *
 * Needs: a row and its schema. Gives: plain values of CEL, integers as bigint.
 * Percentiles of a histogram are upper bounds: the end of the bucket that holds them.
 */
import {
  averageOf,
  type ColumnType,
  type Datum,
  type MapSchema,
  rangeOf,
  type Row,
  type Scale,
  scaleOf,
} from '@bpfleet/results';

export type CelRow = Readonly<Record<string, unknown>>;

export function celRow(schema: MapSchema, { key, value }: Row): CelRow {
  const columns = schema.keys.map(({ type }, index) => celDatum(type, key[index] ?? 0n));
  switch (value.kind) {
    case 'number':
      return { key: columns, ...numberOf(schema, value.value) };
    case 'hist':
      return { key: columns, ...histogram(scaleOf(schema.value), value.buckets) };
    case 'stats': {
      const { count, total } = value;
      const average = averageOf(value);
      return { key: columns, value: average, count, average, avg: average, total };
    }
    case 'datum':
      return {
        key: columns,
        value: celDatum(schema.value.kind === 'scalar' ? schema.value.type : { kind: 'pointer' }, value.value),
      };
  }
}

/** `value` always, and by the name of what was aggregated too. */
function numberOf({ value: { kind } }: MapSchema, value: bigint): CelRow {
  return kind === 'scalar' ? { value } : { value, [kind]: value };
}

function celDatum(type: ColumnType, datum: Datum): unknown {
  if (typeof datum === 'bigint') return type.kind === 'bool' ? datum !== 0n : datum;
  if (datum instanceof Uint8Array) return Buffer.from(datum).toString('utf8');
  if (type.kind === 'array') return datum.map((part) => celDatum(type.element, part));
  if (type.kind === 'tuple') return type.elements.map((element, i) => celDatum(element, datum[i] ?? 0n));
  const fields = type.kind === 'record' ? type.fields : [];
  return Object.fromEntries(fields.map((field, i) => [field.name, celDatum(field.type, datum[i] ?? 0n)]));
}

interface Bucket {
  /** Of negatives there is no lower end: the smallest integer. */
  readonly low: bigint;
  /** The first integer that is not in it; one beyond the largest where there is no upper end. */
  readonly high: bigint;
  readonly count: bigint;
}

function histogram(scale: Scale, counts: ReadonlyMap<number, bigint>): CelRow {
  const buckets = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([index, count]): Bucket => {
      const { low, high } = rangeOf(scale, index);
      return { low: low ?? -(1n << 63n), high: high ?? 1n << 63n, count };
    });
  const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0n);
  return {
    count,
    p50: percentile(buckets, count, 50n),
    p90: percentile(buckets, count, 90n),
    p95: percentile(buckets, count, 95n),
    p99: percentile(buckets, count, 99n),
    buckets,
  };
}

/** The largest integer that the bucket with this share of all events could hold. */
function percentile(buckets: readonly Bucket[], count: bigint, percent: bigint): bigint {
  let seen = 0n;
  for (const bucket of buckets) {
    seen += bucket.count;
    if (seen * 100n >= count * percent) return bucket.high - 1n;
  }
  return 0n;
}
