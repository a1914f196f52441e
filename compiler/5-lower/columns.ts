/**
 * Rows of columns in memory: map keys and the arguments of records.
 *
 * Needs: typed expressions and the columns they go to.
 * Gives: evaluation first, then writing: what lies in memory goes straight to its place unless an operand has an effect
 *   that it could see.
 * Reports: nothing.
 */
import type { TypedExpression } from '../3-check/typed.ts';
import { inMemory } from '../3-check/types.ts';
import { walkExpression } from '../3-check/walk.ts';
import { invariant } from '../diagnostics/invariant.ts';
import type { ColumnLayout } from '../manifest.ts';
import type { Operand } from './builder.ts';
import { operandOf, type ProgramContext } from './context.ts';
import { at, type Place } from './place.ts';
import { copyPadded } from './values/copy.ts';
import { type Held, holdCopy, release } from './values/hold.ts';
import { placeOf } from './values/home.ts';

export type Cell =
  | { readonly kind: 'number'; readonly value: Operand }
  | { readonly kind: 'held'; readonly held: Held }
  | { readonly kind: 'late'; readonly expression: TypedExpression };

/** Evaluates left to right what must be evaluated before the place to write to is there. */
export function evaluateCells(context: ProgramContext, expressions: readonly TypedExpression[]): readonly Cell[] {
  const early = expressions.some(hasEffect);
  return expressions.map((expression): Cell => {
    if (!inMemory(expression.type)) return { kind: 'number', value: operandOf(context, expression) };
    if (early) return { kind: 'held', held: holdCopy(context, expression) };
    return { kind: 'late', expression };
  });
}

/** Writes every byte of the columns, padding included. */
export function writeCells(
  context: ProgramContext,
  cells: readonly Cell[],
  columns: readonly ColumnLayout[],
  to: Place,
): void {
  cells.forEach((cell, index) => {
    const column = columns[index];
    invariant(column !== undefined, 'more cells than columns');
    writeCell(context, cell, column, at(to, column.offset));
  });
}

export function writeCell(context: ProgramContext, cell: Cell, column: ColumnLayout, to: Place): void {
  switch (cell.kind) {
    case 'number':
      return context.builder.store(to.base, to.offset, cell.value);
    case 'held':
      copyPadded(context, placeOf(context, cell.held.home), to, cell.held.size, column.size);
      return release(context, cell.held);
    case 'late':
      return context.lower.memory(context, cell.expression, to, column.size);
  }
}

export function hasEffect(expression: TypedExpression): boolean {
  let found = false;
  walkExpression(expression, (node) => {
    if (node.kind === 'increment' || node.kind === 'delete' || node.kind === 'find' || node.kind === 'blockValue')
      found = true;
  });
  return found;
}
