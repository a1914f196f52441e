import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketCount, bucketIndex, bucketRange } from './buckets.ts';
import { runs } from './testing/arbitrary.ts';

/** The bucket of each number. */
function check(bits: number, expected: readonly (readonly [n: bigint, index: number])[]): void {
  for (const [n, index] of expected) assert.equal(bucketIndex(n, bits), index, `${n} with ${bits} bits`);
}

test('without sub-bits: negatives, zero, then one bucket per power of two', () => {
  check(0, [
    [-(2n ** 63n), 0],
    [-1n, 0],
    [0n, 1],
    [1n, 2],
    [2n, 3],
    [3n, 3],
    [4n, 4],
    [1023n, 11],
    [1024n, 12],
    [2n ** 63n - 1n, 64],
    [2n ** 64n - 1n, 65],
  ]);
});

test('with sub-bits every power of two is cut evenly', () => {
  check(1, [
    [0n, 1],
    [1n, 2],
    [2n, 3],
    [3n, 4],
    [4n, 5],
    [5n, 5],
    [6n, 6],
    [8n, 7],
    [11n, 7],
    [12n, 8],
  ]);
  check(2, [
    [3n, 4],
    [4n, 5],
    [7n, 8],
    [8n, 9],
    [9n, 9],
    [10n, 10],
    [3584n, 44],
    [4095n, 44],
    [4096n, 45],
  ]);
});

test('a number lies in the range of its bucket, and buckets touch', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.nat(64), fc.integer({ min: 0, max: 5 }), (big, shift, bits) => {
      const n = big >> BigInt(shift);
      const index = bucketIndex(n, bits);
      const { low, high } = bucketRange(index, bits);
      assert.ok(low !== null && low <= n && n < high);
      assert.ok(index < bucketCount(bits));
      assert.equal(bucketRange(index + 1, bits).low, high);
    }),
    { ...runs, numRuns: 1000 },
  );
});

test('the last bucket ends at 2^64', () => {
  for (const bits of [0, 1, 2, 3, 4, 5]) {
    assert.equal(bucketRange(bucketCount(bits) - 1, bits).high, 2n ** 64n);
    assert.equal(bucketIndex(2n ** 64n - 1n, bits), bucketCount(bits) - 1);
  }
});
