/**
 * Variables that are other names of the current task, or of the program's context.
 *
 * Needs: a probe's body, and which of the two.
 * Gives: those that are assigned that and nothing else. A variable that may be read before its assignment has a
 *   declaration of its own (`let $t;`), which gives it a zero, and is none of them.
 * Reports: nothing.
 */
import type { TypedStatement } from '../../3-check/typed.ts';
import { expressionsOf, walkExpression, walkStatements } from '../../3-check/walk.ts';

export function variablesOf(name: 'curtask' | 'ctx', body: readonly TypedStatement[]): ReadonlySet<number> {
  const found = new Set<number>();
  const others = new Set<number>();
  walkStatements(body, (statement) => {
    if (statement.kind === 'assign' && statement.target.kind === 'variable') {
      const { value, target } = statement;
      (value.kind === 'builtin' && value.name === name ? found : others).add(target.symbol.id);
    }
    if (statement.kind === 'declare') others.add(statement.symbol.id);
    if (statement.kind === 'compound' && statement.target.kind === 'variable') others.add(statement.target.symbol.id);
    if (statement.kind === 'loop' && statement.over.kind !== 'while') others.add(statement.over.variable.id);
    for (const expression of expressionsOf(statement)) {
      walkExpression(expression, (node) => {
        if (node.kind === 'increment' && node.target.kind === 'variable') others.add(node.target.symbol.id);
        if (node.kind === 'find') others.add(node.variable.id);
      });
    }
  });
  return found.difference(others);
}
