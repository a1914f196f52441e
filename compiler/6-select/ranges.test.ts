import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { extent, intersects, normalise, union, type Range } from './ranges.ts';

const anyRanges = fc
  .array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 6 })), { maxLength: 8 })
  .map((pairs) => pairs.map(([from, length]): Range => ({ from, to: from + length })));

function points(ranges: readonly Range[]): ReadonlySet<number> {
  return new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index)));
}

test('ranges are sets of points', () => {
  fc.assert(
    fc.property(anyRanges, anyRanges, (one, other) => {
      const [a, b] = [normalise(one), normalise(other)];
      assert.deepEqual(points(a), new Set([...points(one)].toSorted((x, y) => x - y)));
      assert.equal(extent(a), points(one).size);
      assert.deepEqual(union(a, b), normalise([...one, ...other]));
      assert.equal(intersects(a, b), [...points(one)].some((point) => points(other).has(point)));
      for (const [index, range] of a.entries()) assert.ok(index === 0 || (a[index - 1]?.to ?? 0) < range.from);
    }),
  );
});
