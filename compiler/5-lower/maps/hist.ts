/**
 * hist(n, bits) and lhist(n, min, max, step).
 *
 * Needs: a map of histograms; all buckets of one are one value.
 * Gives: an increment of n's bucket (manifest.ts, ValueLayout hist).
 * Reports: nothing.
 */
import { bucketsOf, type Scale } from '@bpfleet/results/buckets';
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { parameterOf } from '../arithmetic.ts';
import type { FunctionBuilder, Operand } from '../builder.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { addTo } from './addition.ts';
import { withElement } from './element.ts';

export function addToHistogram(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  n: Operand,
): void {
  const { builder } = context;
  const plan = planOf(context, map);
  const { value } = plan;
  invariant(value.kind === 'hist', `${map.name} is no histogram`);
  const { scale } = value;
  const index = scale.kind === 'hist' ? bucketIndex(builder, n, scale.bits) : linearIndex(builder, n, scale);
  withElement(context, map, key, (element) => {
    const [inside, done] = [builder.createBlock(), builder.createBlock()];
    // Always true; it tells the kernel's verifier what the arithmetic cannot.
    builder.branch('ult', index, BigInt(value.buckets), inside, done);
    builder.start(inside);
    addTo(builder, plan, builder.binary('add', element, builder.binary('shl', index, 3n)), 0, 1n);
    builder.jump(done);
    builder.start(done);
    return 0n;
  });
}

/** 0 below min, 1 and on for each step, the last for what is not below the last whole step's end. */
function linearIndex(builder: FunctionBuilder, n: Operand, scale: Scale & { readonly kind: 'lhist' }): ValueId {
  const [min, step] = [BigInt(scale.min), BigInt(scale.step)];
  const steps = BigInt(bucketsOf(scale) - 2);
  const value = typeof n === 'bigint' ? builder.constant(n) : n;
  const [atLeast, below, within, above] = [
    builder.createBlock(),
    builder.createBlock(),
    builder.createBlock(),
    builder.createBlock(),
  ];
  const done = builder.createBlock(['int']);
  builder.branch('slt', value, min, below, atLeast);
  builder.start(atLeast);
  const from = builder.binary('sub', value, min);
  builder.branch('ult', from, steps * step, within, above);
  builder.start(within);
  builder.jump(done, [builder.binary('add', divideBelow(builder, from, steps * step, step), 1n)]);
  builder.start(above);
  builder.jump(done, [steps + 1n]);
  builder.start(below);
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

/**
 * n / step for n < limit: (n * factor) >> 32 with factor = ceil(2^32 / step) where that is exact for all such n. With
 * factor * step = 2^32 + error the product is too large by n * error / step, which stays below the 1 / step (of 2^32) that
 * would reach the next whole number as long as n * error < 2^32.
 */
function divideBelow(builder: FunctionBuilder, n: ValueId, limit: bigint, step: bigint): ValueId {
  const factor = (2n ** 32n + step - 1n) / step;
  const error = factor * step - 2n ** 32n;
  const exact = limit * error < 2n ** 32n && limit * factor < 2n ** 64n;
  if (!exact || step === 1n) return builder.binary('udiv', n, step);
  return builder.binary('lshr', builder.binary('mul', n, factor), 32n);
}

/** 0 for negatives, n + 1 below 2^bits, then 2^bits buckets for each power of two. */
function bucketIndex(builder: FunctionBuilder, n: Operand, bits: number): ValueId {
  const [positive, large, small, negative] = [
    builder.createBlock(),
    builder.createBlock(),
    builder.createBlock(),
    builder.createBlock(),
  ];
  const done = builder.createBlock(['int']);
  const value = typeof n === 'bigint' ? builder.constant(n) : n;
  builder.branch('slt', value, 0n, negative, positive);
  builder.start(positive);
  builder.branch('ult', value, BigInt(1 << bits), small, large);
  builder.start(large);
  const shift = builder.binary('sub', floorLog2(builder, value), BigInt(bits));
  const mantissa = builder.binary('lshr', value, shift);
  const base = builder.binary('shl', shift, BigInt(bits));
  builder.jump(done, [builder.binary('add', builder.binary('add', base, mantissa), 1n)]);
  builder.start(small);
  builder.jump(done, [builder.binary('add', value, 1n)]);
  builder.start(negative);
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

/** floor(log2 n) for 0 < n < 2^63 by halving, without branches: the sign of limit - n says whether n is above it. */
function floorLog2(builder: FunctionBuilder, n: ValueId): ValueId {
  let rest = n;
  let result: ValueId | null = null;
  for (const step of [32n, 16n, 8n, 4n, 2n, 1n]) {
    const limit = (1n << step) - 1n;
    const above = builder.binary('lshr', builder.binary('sub', builder.constant(limit), rest), 63n);
    const shift = step === 1n ? above : builder.binary('shl', above, log2OfStep[Number(step)] ?? 0n);
    result = result === null ? shift : builder.binary('or', result, shift);
    if (step !== 1n) rest = builder.binary('lshr', rest, shift);
  }
  invariant(result !== null, 'no steps');
  return result;
}

const log2OfStep: Readonly<Record<number, bigint>> = { 32: 5n, 16: 4n, 8: 3n, 4: 2n, 2: 1n };
