/**
 * Additions to map elements: count(), sum(), `++ -- += -=`.
 *
 * Needs: a map whose value is a 64-bit number.
 * Gives: an atomic addition in place; atomic on per-CPU maps too, for another program may come in between.
 * Reports: nothing.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import type { ValueId } from '../../ir/ir.ts';
import type { Operand } from '../builder.ts';
import type { ProgramContext } from '../context.ts';
import { withElement } from './element.ts';
import { buildKey, releaseKey } from './key.ts';

export function addToMap(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  value: Operand,
): void {
  const { builder } = context;
  const built = buildKey(context, map, key);
  withElement(context, map, built, (element) => {
    builder.atomicAdd(element, 0, value);
    return 0n;
  });
  releaseKey(context, built);
}

/** `@m++` and its like as an expression: the old value for postfix, the new one for prefix; a full map gives 0. */
export function incrementMap(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  delta: 1 | -1,
  prefix: boolean,
): ValueId {
  const { builder } = context;
  const built = buildKey(context, map, key);
  const value = withElement(context, map, built, (element) => {
    const old = builder.fetchAdd(element, 0, BigInt(delta));
    return prefix ? builder.binary('add', old, BigInt(delta)) : old;
  });
  releaseKey(context, built);
  return value;
}
