/**
 * Where variables in memory come to life.
 *
 * Needs: a probe's body.
 * Gives: those that must exist from its start, because no single assignment stands before all
 *   their other uses.
 * Reports: nothing.
 */
import type { TypedExpression, TypedStatement, VariableSymbol } from '../../3-check/typed.ts';
import { inMemory } from '../../3-check/types.ts';
import { expressionsOf, walkExpression, walkStatements } from '../../3-check/walk.ts';

export function lateVariables(body: readonly TypedStatement[]): readonly VariableSymbol[] {
  const total = mentions(body);
  const symbols = new Map<number, VariableSymbol>();
  eachMention(body, (symbol) => symbols.set(symbol.id, symbol));
  const born = new Set<number>();
  findBirths(body, total, born);
  return [...symbols.values()].filter((symbol) => inMemory(symbol.type) && !born.has(symbol.id));
}

/** An assignment gives birth when all mentions of the variable are in its list, from it on, and not in its value. */
function findBirths(list: readonly TypedStatement[], total: ReadonlyMap<number, number>, born: Set<number>): void {
  // From a statement on to the list's end: counted backwards, so that a long list is walked once.
  const fromHere = new Map<number, number>();
  for (const statement of list.toReversed()) {
    eachMention([statement], ({ id }) => fromHere.set(id, (fromHere.get(id) ?? 0) + 1));
    if (statement.kind === 'if') {
      findBirths(statement.then, total, born);
      findBirths(statement.else, total, born);
    }
    if (statement.kind === 'loop' || statement.kind === 'unroll') findBirths(statement.body, total, born);
    // Its tuple is written before anything else in each run.
    if (statement.kind === 'loop' && statement.over.kind === 'map') born.add(statement.over.variable.id);
    if (statement.kind !== 'assign' || statement.target.kind !== 'variable') continue;
    const { id } = statement.target.symbol;
    if (fromHere.get(id) === total.get(id) && !mentionsIn(statement.value, id)) born.add(id);
  }
}

export function mentions(statements: readonly TypedStatement[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  eachMention(statements, ({ id }) => counts.set(id, (counts.get(id) ?? 0) + 1));
  return counts;
}

export function eachMention(statements: readonly TypedStatement[], visit: (symbol: VariableSymbol) => void): void {
  walkStatements(statements, (statement) => {
    if (statement.kind === 'declare') visit(statement.symbol);
    if (statement.kind === 'loop' && statement.over.kind !== 'while') visit(statement.over.variable);
    if ((statement.kind === 'assign' || statement.kind === 'compound') && statement.target.kind === 'variable')
      visit(statement.target.symbol);
    for (const expression of expressionsOf(statement)) {
      walkExpression(expression, (node) => {
        if (node.kind === 'variable') visit(node.symbol);
        if (node.kind === 'increment' && node.target.kind === 'variable') visit(node.target.symbol);
        if (node.kind === 'find') visit(node.variable);
      });
    }
  });
}

export function mentionsIn(expression: TypedExpression, id: number): boolean {
  return mentions([{ kind: 'expression', expression, span: expression.span }]).has(id);
}
