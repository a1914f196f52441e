import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { extent, normalise, Occupancy, type Range } from './ranges.ts';

const anyRanges = fc
  .array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 6 })), { maxLength: 8 })
  .map((pairs) => pairs.map(([from, length]): Range => ({ from, to: from + length })));

function points(ranges: readonly Range[]): ReadonlySet<number> {
  return new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index)));
}

function meet(one: readonly Range[], other: readonly Range[]): boolean {
  return !points(one).isDisjointFrom(points(other));
}

test('ranges are sets of points', () => {
  fc.assert(
    fc.property(anyRanges, anyRanges, (one, other) => {
      const [a, b] = [normalise(one), normalise(other)];
      assert.deepEqual(points(a), new Set([...points(one)].toSorted((x, y) => x - y)));
      assert.equal(extent(a), points(one).size);
      assert.equal(new Occupancy(a).intersects(b), meet(one, other));
      for (const [index, range] of a.entries()) assert.ok(index === 0 || (a[index - 1]?.to ?? 0) < range.from);
    }),
  );
});

test('a set of very many ranges, which come in no order', () => {
  // Twice what a probe of 20,000 map statements has; moving all of them for each took half a minute.
  const count = 200_000;
  const step = 77_773;
  const begin = process.cpuUsage();
  const occupancy = new Occupancy(normalise([{ from: 3 * count, to: 3 * count + 1 }]));
  for (let index = 0; index < count; index += 1) {
    const from = ((index * step) % count) * 3;
    assert.equal(occupancy.intersects([{ from, to: from + 2 }]), false);
    occupancy.add([{ from, to: from + 2 }]);
  }
  assert.equal(occupancy.intersects([{ from: 3 * step + 1, to: 3 * step + 2 }]), true);
  assert.equal(occupancy.intersects([{ from: 3 * step + 2, to: 3 * step + 3 }]), false);
  const { user, system } = process.cpuUsage(begin);
  assert.ok(user + system < 3_000_000, `took ${(user + system) / 1000} ms`);
});

test('what grows piece by piece covers its pieces', () => {
  fc.assert(
    fc.property(fc.array(anyRanges, { maxLength: 6 }), anyRanges, (pieces, asked) => {
      const occupancy = new Occupancy([]);
      const added: Range[] = [];
      for (const piece of pieces.map(normalise)) {
        if (meet(piece, added)) continue;
        occupancy.add(piece);
        added.push(...piece);
      }
      assert.equal(occupancy.intersects(asked), meet(asked, added));
    }),
  );
});
