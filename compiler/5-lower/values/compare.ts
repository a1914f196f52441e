/**
 * == of memory values.
 *
 * Needs: two typed strings of any capacities, or two values of one type.
 * Gives: a branch on whether they are equal, eight bytes at a time: values are zero-padded, so equal ones have equal words.
 * Reports: nothing.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import type { ValueId } from '../../ir/ir.ts';
import type { OpenBlock, Operand } from '../builder.ts';
import type { ProgramContext } from '../context.ts';
import { wordAt } from '../memory.ts';
import { type Held, hold, release } from './hold.ts';
import type { Place } from '../place.ts';
import { placeOf } from './home.ts';

export function compareContent(
  context: ProgramContext,
  left: TypedExpression,
  right: TypedExpression,
  same: OpenBlock,
  differ: OpenBlock,
): void {
  const [one, other] = [literalOf(left), literalOf(right)];
  if (one !== null && other !== null) return context.builder.jump(equalBytes(one, other) ? same : differ);
  if (other !== null) return compareLiteral(context, left, other, same, differ);
  if (one !== null) return compareLiteral(context, right, one, same, differ);
  compareHeld(context, left, right, same, differ);
}

/** The bytes of a literal, through conversions that only grow its capacity. */
function literalOf(expression: TypedExpression): Uint8Array | null {
  if (expression.kind === 'convert') return literalOf(expression.operand);
  if (expression.kind !== 'string') return null;
  const nul = expression.bytes.indexOf(0);
  return nul === -1 ? expression.bytes : expression.bytes.subarray(0, nul);
}

function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function compareLiteral(
  context: ProgramContext,
  expression: TypedExpression,
  literal: Uint8Array,
  same: OpenBlock,
  differ: OpenBlock,
): void {
  const { builder } = context;
  const held = hold(context, expression);
  // The word with the literal's NUL is the last that matters.
  const words = Math.floor(literal.length / 8) + 1;
  const outcome = { equal: builder.createBlock(), unequal: builder.createBlock() };
  if (words * 8 > held.size) {
    builder.jump(outcome.unequal);
  } else {
    const place = placeOf(context, held.home);
    branchOnWords(context, words, outcome.unequal, (offset) => [
      builder.load(place.base, place.offset + offset),
      wordAt(literal, offset),
    ]);
    builder.jump(outcome.equal);
  }
  leave(context, [held], outcome, same, differ);
}

interface Pair {
  readonly shorter: Held;
  readonly longer: Held;
  /** Where the shorter one lies. */
  readonly near: Place;
  readonly far: Place;
  /** In the order in which they are to be released. */
  readonly held: readonly Held[];
}

function holdBoth(context: ProgramContext, left: TypedExpression, right: TypedExpression): Pair {
  const [one, other] = [hold(context, left), hold(context, right)];
  const [shorter, longer] = one.size <= other.size ? [one, other] : [other, one];
  const [near, far] = [placeOf(context, shorter.home), placeOf(context, longer.home)];
  return { shorter, longer, near, far, held: [other, one] };
}

function compareHeld(
  context: ProgramContext,
  left: TypedExpression,
  right: TypedExpression,
  same: OpenBlock,
  differ: OpenBlock,
): void {
  const { builder } = context;
  const { shorter, longer, near, far, held } = holdBoth(context, left, right);
  const outcome = { equal: builder.createBlock(), unequal: builder.createBlock() };
  branchOnWords(context, shorter.size / 8, outcome.unequal, (offset) => [
    builder.load(near.base, near.offset + offset),
    builder.load(far.base, far.offset + offset),
  ]);
  // All of the shorter one is there; the longer one must end here.
  if (longer.size === shorter.size) builder.jump(outcome.equal);
  else builder.branch('eq', builder.load(far.base, far.offset + shorter.size, 8), 0n, outcome.equal, outcome.unequal);
  leave(context, held, outcome, same, differ);
}

/** Of two strings, of any capacities, up to `length` bytes: behind its NUL a string is zeros. */
export function comparePrefix(
  context: ProgramContext,
  { left, right, length }: TypedExpression & { readonly kind: 'prefixComparison' },
  same: OpenBlock,
  differ: OpenBlock,
): void {
  const { builder } = context;
  const { shorter, longer, near, far, held } = holdBoth(context, left, right);
  const outcome = { equal: builder.createBlock(), unequal: builder.createBlock() };
  const bytes = Math.min(length, shorter.size);
  branchOnWords(context, Math.ceil(bytes / 8), outcome.unequal, (offset) => {
    const words = [builder.load(near.base, near.offset + offset), builder.load(far.base, far.offset + offset)] as const;
    const superfluous = offset + 8 - bytes;
    if (superfluous <= 0) return words;
    const cut = (word: ValueId): ValueId => builder.binary('shl', word, BigInt(8 * superfluous));
    return [cut(words[0]), cut(words[1])];
  });
  const ends = length > shorter.size && longer.size > shorter.size;
  if (!ends) builder.jump(outcome.equal);
  else builder.branch('eq', builder.load(far.base, far.offset + shorter.size, 8), 0n, outcome.equal, outcome.unequal);
  leave(context, held, outcome, same, differ);
}

/** Goes to `unequal` at the first words that differ, and on where all are equal. */
function branchOnWords(
  { builder }: ProgramContext,
  words: number,
  unequal: OpenBlock,
  pair: (offset: number) => readonly [ValueId, Operand],
): void {
  for (let word = 0; word < words; word++) {
    const next = builder.createBlock();
    const [left, right] = pair(word * 8);
    builder.branch('eq', left, right, next, unequal);
    builder.start(next);
  }
}

/** Ends the temporaries on both ways out. */
function leave(
  context: ProgramContext,
  held: readonly Held[],
  { equal, unequal }: { readonly equal: OpenBlock; readonly unequal: OpenBlock },
  same: OpenBlock,
  differ: OpenBlock,
): void {
  for (const [block, outcome] of [
    [equal, same],
    [unequal, differ],
  ] as const) {
    if (!context.builder.start(block)) continue;
    for (const each of held) release(context, each);
    context.builder.jump(outcome);
  }
}
