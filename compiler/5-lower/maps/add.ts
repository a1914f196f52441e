/**
 * Additions to map elements: count(), sum(), `++ -- += -=`.
 *
 * Needs: a map whose value is a 64-bit number.
 * Gives: an addition in place.
 * Reports: nothing.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import type { ValueId } from '../../ir/ir.ts';
import type { Operand } from '../builder.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { addTo } from './addition.ts';
import { withElement } from './element.ts';

export function addToMap(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  value: Operand,
  reads = false,
): void {
  const { builder } = context;
  const add = (element: ValueId): bigint => {
    addTo(builder, planOf(context, map), element, 0, value);
    return 0n;
  };
  withElement(context, map, key, add, null, reads);
}

/** `@m++` and its like as an expression: the old value for postfix, the new one for prefix; a full map gives 0. */
export function incrementMap(
  context: ProgramContext,
  map: MapSymbol,
  key: readonly TypedExpression[],
  delta: number,
  prefix: boolean,
): ValueId {
  const { builder } = context;
  const add = (element: ValueId): ValueId => {
    const old = builder.fetchAdd(element, 0, BigInt(delta));
    return prefix ? builder.binary('add', old, BigInt(delta)) : old;
  };
  return withElement(context, map, key, add, null, true);
}
