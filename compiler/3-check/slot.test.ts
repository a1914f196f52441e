import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { join, type Slot } from './slot.ts';
import { formatType, range } from './types.ts';
import type { IntType } from './typed.ts';

const sizes = fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const);
const int = (size: IntType['size'], signed: boolean, flexible = false): Slot => ({
  type: { kind: 'int', size, signed },
  flexible,
  nodeLocal: false,
});
const slots = fc.oneof(
  fc.tuple(sizes, fc.boolean()).map(([size, signed]) => int(size, signed)),
  sizes.map((size) => int(size, true, true)),
  fc
    .integer({ min: 1, max: 64 })
    .map((capacity): Slot => ({ type: { kind: 'string', capacity }, flexible: false, nodeLocal: false })),
  fc.constant<Slot>({ type: { kind: 'bool' }, flexible: false, nodeLocal: false }),
);

const cases: readonly (readonly [Slot, Slot, string])[] = [
  [int(1, true), int(4, true), 'int32'],
  [int(1, true, true), int(4, false), 'uint32'],
  [int(2, true, true), int(1, false), 'uint16'],
  [int(4, true), int(2, false), 'int32'],
  [int(2, true), int(4, false), 'int64'],
  [int(1, true), int(1, false), 'int16'],
  [int(8, true), int(8, false), 'int64'],
];

describe('join', () => {
  for (const [a, b, expected] of cases) {
    it(`${formatType(a.type)} and ${formatType(b.type)}`, () => {
      const joined = join(a, b);
      assert.ok(joined !== null);
      assert.equal(formatType(joined.type), expected);
    });
  }

  it('is the same in either order, and changes nothing when repeated', () => {
    fc.assert(
      fc.property(slots, slots, (a, b) => {
        const joined = join(a, b);
        assert.deepEqual(join(b, a), joined);
        if (joined !== null) assert.deepEqual(join(joined, a), joined);
      }),
    );
  });

  it('holds the values of both, but for the one case that 64 bits cannot', () => {
    fc.assert(
      fc.property(slots, slots, (a, b) => {
        const joined = join(a, b);
        if (joined?.type.kind !== 'int' || a.type.kind !== 'int' || a.flexible || b.flexible) return;
        if (joined.type.size === 8 && joined.type.signed && formatType(a.type) === 'uint64') return;
        assert.ok(range(joined.type).min <= range(a.type).min && range(joined.type).max >= range(a.type).max);
      }),
    );
  });
});
