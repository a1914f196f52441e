/**
 * Buckets of histograms.
 *
 * hist: log2 with `bits` sub-bits (inventory O4.03): index 0 holds negatives, n + 1 holds each n < 2^bits exactly, and
 * above that every power of two is cut into 2^bits buckets of equal width.
 * lhist: index 0 holds what is below `min`, then come buckets of `step`, the last one holds what is not below the last
 * whole step's end (inventory O4.04).
 */
import { invariant } from './invariant.ts';
import type { ValueSchema } from './schema.ts';

/** Half open: low ≤ n < high; null where there is no bound. */
export interface BucketRange {
  readonly low: bigint | null;
  readonly high: bigint | null;
}

/** What kind of histogram. */
export type Scale = Extract<ValueSchema, { readonly kind: 'hist' | 'lhist' }>;

export function isScale(value: ValueSchema): value is Scale {
  return value.kind === 'hist' || value.kind === 'lhist';
}

/** Of a map that holds histograms. */
export function scaleOf(value: ValueSchema): Scale {
  invariant(isScale(value), `a ${value.kind} is no histogram`);
  return value;
}

/** Number of buckets: valid indices are those below it. */
export function bucketsOf(scale: Scale): number {
  return scale.kind === 'hist' ? bucketCount(scale.bits) : wholeSteps(scale) + 2;
}

/** What a bucket holds. */
export function rangeOf(scale: Scale, index: number): BucketRange {
  if (scale.kind === 'hist') return bucketRange(index, scale.bits);
  const edge = (steps: number): bigint => BigInt(scale.min) + BigInt(steps) * BigInt(scale.step);
  return {
    low: index === 0 ? null : edge(index - 1),
    high: index > wholeSteps(scale) ? null : edge(index),
  };
}

/** The bucket of a number; index 0 for negatives, as both kinds look at 64 bits with a sign. */
export function indexOf(scale: Scale, n: bigint): number {
  if (scale.kind === 'hist') return bucketIndex(n, scale.bits);
  if (n < BigInt(scale.min)) return 0;
  const steps = (n - BigInt(scale.min)) / BigInt(scale.step);
  return 1 + (steps < BigInt(wholeSteps(scale)) ? Number(steps) : wholeSteps(scale));
}

/** Of lhist. */
export const maxLinearSteps = 1000;

function wholeSteps({ min, max, step }: Extract<Scale, { readonly kind: 'lhist' }>): number {
  return Math.floor((max - min) / step);
}

/** The bucket of an unsigned or signed 64-bit number. */
export function bucketIndex(n: bigint, bits: number): number {
  if (n < 0n) return 0;
  if (n < 1n << BigInt(bits)) return Number(n) + 1;
  const exponent = bitLength(n) - 1 - bits;
  return exponent * 2 ** bits + Number(n >> BigInt(exponent)) + 1;
}

/** Number of buckets for values below 2^64: valid indices are 0 … bucketCount(bits) - 1. */
export function bucketCount(bits: number): number {
  return (65 - bits) * 2 ** bits + 1;
}

/** What a bucket holds. The inverse of bucketIndex. */
export function bucketRange(index: number, bits: number): BucketRange {
  if (index === 0) return { low: null, high: 0n };
  return { low: bucketLow(index, bits), high: bucketLow(index + 1, bits) };
}

/** The smallest number of a bucket as (mantissa, exponent): mantissa × 2^exponent, index ≥ 1. */
export function bucketEdge(index: number, bits: number): { readonly mantissa: number; readonly exponent: number } {
  const sub = 2 ** bits;
  const n = index - 1;
  if (n < sub) return { mantissa: n, exponent: 0 };
  return { mantissa: sub + (n % sub), exponent: Math.floor(n / sub) - 1 };
}

function bucketLow(index: number, bits: number): bigint {
  const { mantissa, exponent } = bucketEdge(index, bits);
  return BigInt(mantissa) << BigInt(exponent);
}

function bitLength(n: bigint): number {
  return n.toString(2).length;
}
