/**
 * avg(n) and stats(n).
 *
 * Needs: a map whose value is a count and a total.
 * Gives: both added to, each atomically.
 * Reports: nothing.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import type { Operand } from '../builder.ts';
import type { ProgramContext } from '../context.ts';
import { withElement } from './element.ts';
import { buildKey, releaseKey } from './key.ts';

export const countOffset = 0;
export const totalOffset = 8;

export function addToStats(context: ProgramContext, map: MapSymbol, key: readonly TypedExpression[], n: Operand): void {
  const { builder } = context;
  const built = buildKey(context, map, key);
  withElement(context, map, built, (element) => {
    builder.atomicAdd(element, countOffset, 1n);
    builder.atomicAdd(element, totalOffset, n);
    return 0n;
  });
  releaseKey(context, built);
}
