/**
 * == of strings.
 *
 * Needs: two typed string expressions.
 * Gives: a branch on whether they are equal up to the NUL, eight bytes at a time: strings are zero-padded, so
 *   equal strings have equal words.
 * Reports: nothing.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import { roundUp8 } from '../../4-plan-maps/layout.ts';
import type { OpenBlock } from '../builder.ts';
import type { ProgramContext } from '../context.ts';
import { wordAt } from '../memory.ts';
import { type HeldString, holdString, releaseString } from './hold.ts';

export function compareStrings(
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
  const held = holdString(context, expression);
  // The word with the literal's NUL is the last that matters.
  const words = Math.floor(literal.length / 8) + 1;
  const fits = words * 8 <= held.size;
  const base = builder.slotAddress(held.slot);
  branchOnWords(
    context,
    fits ? words : 0,
    (offset) => [builder.load(base, offset), wordAt(literal, offset)],
    (equal, unequal) => {
      builder.jump(fits ? equal : unequal);
    },
    [held],
    same,
    differ,
  );
}

function compareHeld(
  context: ProgramContext,
  left: TypedExpression,
  right: TypedExpression,
  same: OpenBlock,
  differ: OpenBlock,
): void {
  const { builder } = context;
  const [one, other] = [holdString(context, left), holdString(context, right)];
  const [shorter, longer] = one.size <= other.size ? [one, other] : [other, one];
  const [near, far] = [builder.slotAddress(shorter.slot), builder.slotAddress(longer.slot)];
  const words = shorter.size / 8;
  branchOnWords(
    context,
    words,
    (offset) => [builder.load(near, offset), builder.load(far, offset)],
    (equal, unequal) => {
      if (longer.size === shorter.size) return builder.jump(equal);
      // All of the shorter one is there; the longer one must end here.
      builder.branch('eq', builder.load(far, shorter.size, 8), 0n, equal, unequal);
    },
    [other, one],
    same,
    differ,
  );
}

/** Compares word after word, then ends the temporaries on both ways out. */
function branchOnWords(
  context: ProgramContext,
  words: number,
  pair: (offset: number) => readonly [number, number | bigint],
  last: (equal: OpenBlock, unequal: OpenBlock) => void,
  held: readonly HeldString[],
  same: OpenBlock,
  differ: OpenBlock,
): void {
  const { builder } = context;
  const [equal, unequal] = [builder.createBlock(), builder.createBlock()];
  for (let word = 0; word < words; word++) {
    const next = builder.createBlock();
    const [left, right] = pair(roundUp8(word * 8));
    builder.branch('eq', left, right, next, unequal);
    builder.start(next);
  }
  last(equal, unequal);
  for (const [block, outcome] of [
    [equal, same],
    [unequal, differ],
  ] as const) {
    if (!builder.start(block)) continue;
    for (const each of held) releaseString(context, each);
    builder.jump(outcome);
  }
}
