import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sequentialise, type Move } from './parallel-moves.ts';

/** Runs moves one after another on registers that hold their own numbers. */
function run(moves: readonly Move[], registers: number): readonly number[] {
  const values = Array.from({ length: registers }, (_, index) => index);
  for (const { dst, src } of moves) values[dst] = values[src] ?? -1;
  return values;
}

test('a sequence does what the moves do at once', () => {
  const size = 8;
  const sources = fc.array(fc.option(fc.nat(size - 1)), { minLength: size, maxLength: size });
  fc.assert(
    fc.property(sources, (chosen) => {
      const moves = chosen.flatMap((src, dst) => (src === null ? [] : [{ dst, src }]));
      let fresh = size;
      const sequence = sequentialise(moves, () => fresh++);
      const atOnce = chosen.map((src, dst) => src ?? dst);
      assert.deepEqual(run(sequence, fresh).slice(0, size), atOnce);
      const needed = moves.filter(({ dst, src }) => dst !== src).length;
      assert.equal(sequence.length, needed + fresh - size, 'one extra move for each cycle');
    }),
  );
});
