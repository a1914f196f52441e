/**
 * memcmp().
 *
 * Needs: two typed values of any kind, and a number of bytes.
 * Gives: the difference of the first two bytes that differ, eight bytes compared at a time.
 * Reports: nothing.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import { inMemory } from '../../3-check/types.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { parameterOf } from '../arithmetic.ts';
import type { OpenBlock, Operand } from '../builder.ts';
import { operandOf, type ProgramContext } from '../context.ts';
import { type Held, hold, release } from './hold.ts';
import { placeOf } from './home.ts';

export function byteDifference(
  context: ProgramContext,
  { left, right, length }: TypedExpression & { readonly kind: 'byteDifference' },
): ValueId {
  const { builder } = context;
  const [one, other] = [wordsOf(context, left), wordsOf(context, right)];
  const limit = operandOf(context, length);
  const [differ, done] = [builder.createBlock(['int', 'int']), builder.createBlock(['int'])];
  const words = Math.min(one.count, other.count);
  for (let word = 0; word < words && !(typeof limit === 'bigint' && limit <= BigInt(word * 8)); word += 1) {
    const mask = maskOf(context, limit, word * 8, done);
    const [a, b] = [one, other].map(({ at }) => (mask === null ? at(word) : builder.binary('and', at(word), mask)));
    if (a === undefined || b === undefined) continue;
    const on = builder.createBlock();
    const unequal = builder.createBlock();
    builder.branch('eq', a, b, on, unequal);
    builder.start(unequal);
    builder.jump(differ, [a, b]);
    builder.start(on);
  }
  builder.jump(done, [0n]);
  if (builder.start(differ)) firstDifference(context, differ, done);
  builder.start(done);
  for (const { held } of [other, one]) if (held !== null) release(context, held);
  return parameterOf(done.parameters);
}

interface Words {
  readonly count: number;
  readonly at: (word: number) => ValueId;
  readonly held: Held | null;
}

function wordsOf(context: ProgramContext, expression: TypedExpression): Words {
  const { builder } = context;
  if (!inMemory(expression.type)) {
    const value = context.lower.number(context, expression);
    return { count: 1, at: () => value, held: null };
  }
  const held = hold(context, expression);
  const place = placeOf(context, held.home);
  return { count: held.size / 8, at: (word) => builder.load(place.base, place.offset + word * 8), held };
}

/** Of the bytes of a word those before the limit; null for all. At the limit the rest is equal. */
function maskOf({ builder }: ProgramContext, limit: Operand, start: number, equal: OpenBlock): Operand | null {
  if (typeof limit === 'bigint') {
    const bytes = limit - BigInt(start);
    return bytes >= 8n ? null : (1n << (bytes * 8n)) - 1n;
  }
  const [more, some, whole] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  const done = builder.createBlock(['int']);
  const ended = builder.createBlock();
  builder.branch('ugt', limit, BigInt(start), more, ended);
  builder.start(ended);
  builder.jump(equal, [0n]);
  builder.start(more);
  const bytes = builder.binary('sub', limit, BigInt(start));
  builder.branch('ult', bytes, 8n, some, whole);
  builder.start(some);
  const above = builder.binary('shl', builder.constant(-1n), builder.binary('shl', bytes, 3n));
  builder.jump(done, [builder.binary('xor', above, -1n)]);
  builder.start(whole);
  builder.jump(done, [-1n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

/** Of two words, the lowest byte first: that is the order in memory. */
function firstDifference({ builder }: ProgramContext, differ: OpenBlock, done: OpenBlock): void {
  const [a, b] = differ.parameters;
  invariant(a !== undefined && b !== undefined, 'two words differ');
  for (let shift = 0n; shift < 64n; shift += 8n) {
    const [left, right] = [a, b].map((word) =>
      builder.binary('ashr', builder.binary('shl', word, 56n - shift), 56n),
    ) as [ValueId, ValueId];
    const difference = builder.binary('sub', left, right);
    if (shift === 56n) return builder.jump(done, [difference]);
    const [found, on] = [builder.createBlock(), builder.createBlock()];
    builder.branch('ne', difference, 0n, found, on);
    builder.start(found);
    builder.jump(done, [difference]);
    builder.start(on);
  }
}
