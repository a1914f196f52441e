/**
 * Log2 histogram buckets with `bits` sub-bits (inventory O4.03): index 0 holds negatives, n + 1 holds each
 * n < 2^bits exactly, and above that every power of two is cut into 2^bits buckets of equal width.
 */

/** Half open: low ≤ n < high. `low` is null for the bucket of all negatives. */
export interface BucketRange {
  readonly low: bigint | null;
  readonly high: bigint;
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
