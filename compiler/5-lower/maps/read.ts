/**
 * Reads of map elements in the script.
 *
 * Needs: a map whose representation is shared by all CPUs, as 4-plan-maps chooses for maps that are read.
 * Gives: the value; zeros where the key is missing.
 * Reports: nothing.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { extremeMask } from '../../manifest.ts';
import { parameterOf } from '../arithmetic.ts';
import type { FunctionBuilder } from '../builder.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { failedAggregate, failedLookup, readOfCell } from '../failures.ts';
import { clear } from '../memory.ts';
import type { Place } from '../place.ts';
import { copyPadded } from '../values/copy.ts';
import { buildKey, lookUp, releaseKey } from './key.ts';
import { readOnce } from './known-reads.ts';
import { cellAddress, handleOf, isCell } from './place.ts';
import { countOffset, totalOffset } from './stats.ts';

export function readNumber(context: ProgramContext, map: MapSymbol, key: readonly TypedExpression[]): ValueId {
  requireShared(context, map);
  return readOnce(context, map, key, () => readAnew(context, map, key));
}

function readAnew(context: ProgramContext, map: MapSymbol, key: readonly TypedExpression[]): ValueId {
  const { builder } = context;
  const plan = planOf(context, map);
  if (isCell(plan)) {
    const cell = cellAddress(context, plan);
    readOfCell(context, plan, cell);
    return elementNumber(context, map, cell);
  }
  const built = buildKey(context, map, key);
  const element = lookUp(context, handleOf(context, plan), built);
  releaseKey(context, built);
  const [hit, miss, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  builder.branch('ne', element, 0n, hit, miss);
  builder.start(hit);
  builder.jump(done, [elementNumber(context, map, element)]);
  builder.start(miss);
  if (map.value.kind === 'scalar') failedLookup(context);
  else failedAggregate(context);
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

/** The number that an element holds. */
export function elementNumber(context: ProgramContext, map: MapSymbol, element: ValueId): ValueId {
  const { builder } = context;
  const { value } = planOf(context, map);
  if (value.kind === 'stats') return averageOf(builder, element, value.signed);
  const kept = builder.load(element, 0);
  if (value.kind !== 'extreme' || extremeMask(value) === 0n) return kept;
  if (value.presentOffset === null) return builder.binary('xor', kept, extremeMask(value));
  // Never written: zero, as of every missing value.
  const [written, unwritten, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  builder.branch('ne', builder.load(element, value.presentOffset), 0n, written, unwritten);
  builder.start(written);
  builder.jump(done, [builder.binary('xor', kept, extremeMask(value))]);
  builder.start(unwritten);
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

/** Truncated towards zero; 0 of nothing. The machine divides unsigned numbers only. */
function averageOf(builder: FunctionBuilder, element: ValueId, signed: boolean): ValueId {
  const [count, total] = [builder.load(element, countOffset), builder.load(element, totalOffset)];
  const [some, none, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  builder.branch('ne', count, 0n, some, none);
  builder.start(some);
  if (!signed) builder.jump(done, [builder.binary('udiv', total, count)]);
  else {
    const sign = builder.binary('ashr', total, 63n);
    const magnitude = builder.binary('sub', builder.binary('xor', total, sign), sign);
    const quotient = builder.binary('udiv', magnitude, count);
    builder.jump(done, [builder.binary('sub', builder.binary('xor', quotient, sign), sign)]);
  }
  builder.start(none);
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

export function readMemory(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  to: Place,
  size: number,
): void {
  const { builder } = context;
  requireShared(context, map);
  const plan = planOf(context, map);
  const built = buildKey(context, map, key);
  const element = lookUp(context, handleOf(context, plan), built);
  releaseKey(context, built);
  const [hit, miss, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  builder.branch('ne', element, 0n, hit, miss);
  builder.start(hit);
  copyElement(context, map, element, to, size);
  builder.jump(done);
  builder.start(miss);
  failedLookup(context);
  clear(context, to, size);
  builder.jump(done);
  builder.start(done);
}

function copyElement(context: ProgramContext, map: MapSymbol, element: ValueId, to: Place, size: number): void {
  const { value } = planOf(context, map);
  if (value.kind === 'stats') return copyStats(context.builder, element, value.signed, to);
  invariant(value.kind === 'datum', `${map.name} holds numbers only`);
  copyPadded(context, { base: element, offset: value.column.offset }, to, value.column.size, size);
}

/** The record of count, average and total that print() shows. */
function copyStats(builder: FunctionBuilder, element: ValueId, signed: boolean, to: Place): void {
  builder.store(to.base, to.offset, builder.load(element, countOffset));
  builder.store(to.base, to.offset + 8, averageOf(builder, element, signed));
  builder.store(to.base, to.offset + 16, builder.load(element, totalOffset));
}

function requireShared(context: ProgramContext, map: MapSymbol): void {
  const { type } = planOf(context, map);
  invariant(type === 'hash' || type === 'cell', `${map.name} is read but kept per CPU`);
}
