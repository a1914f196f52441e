import { invariant } from '../invariant.ts';
import type { Datum, Value, ValueSchema } from '../schema.ts';

/**
 * Needs: two values of one map's schema. Gives: their merge, exact. Numbers and buckets add up without a bound, and
 * of two extremes one stays, so the operation is associative and commutative (saturate.ts says where 64 bits return);
 * of two scalars that do not merge the second stays, so whoever merges those puts the newer one last.
 */
export function mergeValues(schema: ValueSchema, a: Value, b: Value): Value {
  if (a.kind === 'number' && b.kind === 'number') {
    if (schema.kind === 'min') return b.value < a.value ? b : a;
    if (schema.kind === 'max') return b.value > a.value ? b : a;
    return { kind: 'number', value: a.value + b.value, saturated: a.saturated || b.saturated };
  }
  if (a.kind === 'stats' && b.kind === 'stats') {
    const saturated = a.saturated || b.saturated;
    return { kind: 'stats', count: a.count + b.count, total: a.total + b.total, saturated };
  }
  if (a.kind === 'hist' && b.kind === 'hist') return { kind: 'hist', buckets: addBuckets(a.buckets, b.buckets) };
  invariant(a.kind === 'datum' && b.kind === 'datum', `merge of a ${a.kind} and a ${b.kind}`);
  return b;
}

function addBuckets(a: ReadonlyMap<number, bigint>, b: ReadonlyMap<number, bigint>): ReadonlyMap<number, bigint> {
  const sum = new Map(a);
  for (const [index, count] of b) sum.set(index, (sum.get(index) ?? 0n) + count);
  return sum;
}

/** Same content, whatever the order of buckets. */
export function valuesEqual(a: Value, b: Value): boolean {
  if (a.kind === 'number' && b.kind === 'number') return a.value === b.value && a.saturated === b.saturated;
  if (a.kind === 'hist' && b.kind === 'hist') {
    if (a.buckets.size !== b.buckets.size) return false;
    for (const [index, count] of a.buckets) if (b.buckets.get(index) !== count) return false;
    return true;
  }
  if (a.kind === 'stats' && b.kind === 'stats')
    return a.count === b.count && a.total === b.total && a.saturated === b.saturated;
  if (a.kind !== 'datum' || b.kind !== 'datum') return false;
  return dataEqual(a.value, b.value);
}

function dataEqual(a: Datum, b: Datum): boolean {
  if (typeof a === 'bigint' || typeof b === 'bigint') return a === b;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (b instanceof Uint8Array || a.length !== b.length) return false;
  return a.every((part, index) => dataEqual(part, b[index] ?? 0n));
}
