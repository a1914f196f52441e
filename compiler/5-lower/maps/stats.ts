/**
 * avg(n) and stats(n).
 *
 * Needs: a map whose value is a count and a total.
 * Gives: both added to.
 * Reports: nothing.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import type { Operand } from '../builder.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { addTo } from './addition.ts';
import { withElement } from './element.ts';

export const countOffset = 0;
export const totalOffset = 8;

export function addToStats(context: ProgramContext, map: MapSymbol, key: readonly TypedExpression[], n: Operand): void {
  const { builder } = context;
  const plan = planOf(context, map);
  withElement(context, map, key, (element) => {
    addTo(builder, plan, element, countOffset, 1n);
    addTo(builder, plan, element, totalOffset, n);
    return 0n;
  });
}
