import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketCount, bucketIndex, bucketRange, bucketsOf, indexOf, rangeOf } from './buckets.ts';
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
      assert.ok(low !== null && high !== null && low <= n && n < high);
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

test('linear buckets: below, whole steps, and everything from the last whole step on', () => {
  const scale = { kind: 'lhist', min: 10, max: 35, step: 10 } as const;
  assert.equal(bucketsOf(scale), 4);
  const cases = [
    [-(2n ** 63n), 0],
    [9n, 0],
    [10n, 1],
    [19n, 1],
    [20n, 2],
    [29n, 2],
    [30n, 3],
    [35n, 3],
    [2n ** 63n - 1n, 3],
  ] as const;
  for (const [n, index] of cases) assert.equal(indexOf(scale, n), index, `${n}`);
  const ranges = [0, 1, 2, 3].map((index) => rangeOf(scale, index));
  assert.deepEqual(ranges, [
    { low: null, high: 10n },
    { low: 10n, high: 20n },
    { low: 20n, high: 30n },
    { low: 30n, high: null },
  ]);
});
