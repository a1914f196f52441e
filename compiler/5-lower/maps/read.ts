/**
 * Reads of map elements in the script.
 *
 * Needs: a map whose representation is shared by all CPUs, as 4-plan-maps chooses for maps that are read.
 * Gives: the value; zero or the empty string where the key is missing.
 * Reports: nothing.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { parameterOf } from '../arithmetic.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { clear } from '../memory.ts';
import type { Place } from '../place.ts';
import { copyPadded } from '../strings/padded.ts';
import { buildKey, lookUp, releaseKey } from './key.ts';

export function readNumber(context: ProgramContext, map: MapSymbol, key: readonly TypedExpression[]): ValueId {
  const { builder } = context;
  requireShared(context, map);
  const built = buildKey(context, map, key);
  const element = lookUp(context, map, built);
  releaseKey(context, built);
  const [hit, miss, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  builder.branch('ne', element, 0n, hit, miss);
  builder.start(hit);
  builder.jump(done, [builder.load(element, 0)]);
  builder.start(miss);
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

export function readString(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  to: Place,
  capacity: number,
): void {
  const { builder } = context;
  requireShared(context, map);
  const { value } = planOf(context, map);
  invariant(value.kind === 'datum', `${map.name} holds no strings`);
  const built = buildKey(context, map, key);
  const element = lookUp(context, map, built);
  releaseKey(context, built);
  const [hit, miss, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  builder.branch('ne', element, 0n, hit, miss);
  builder.start(hit);
  copyPadded(context, { base: element, offset: value.column.offset }, to, value.column.size, capacity);
  builder.jump(done);
  builder.start(miss);
  clear(context, to, capacity);
  builder.jump(done);
  builder.start(done);
}

function requireShared(context: ProgramContext, map: MapSymbol): void {
  const { type } = planOf(context, map);
  invariant(type === 'hash' || type === 'array', `${map.name} is read but kept per CPU`);
}
