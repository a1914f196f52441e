/**
 * Which variables a loop shares with what is around it.
 *
 * Needs: a loop where it stands.
 * Gives: the variables from outside that it names, and those of them that it may change.
 * Reports: nothing.
 */
import type { TypedLoop, VariableSymbol } from '../../3-check/typed.ts';
import { inMemory } from '../../3-check/types.ts';
import { expressionsOf, walkExpression, walkStatements } from '../../3-check/walk.ts';
import type { ProgramContext } from '../context.ts';
import type { Home } from '../values/home.ts';
import { eachMention, mentions } from '../values/late.ts';

export interface Captures {
  /** Variables with a register's value that also exist outside the loop. */
  readonly values: ReadonlySet<number>;
  /** Those of them that it may change. */
  readonly changed: readonly VariableSymbol[];
  /** Variables that lie in memory outside the loop. */
  readonly homes: ReadonlyMap<number, Home>;
  /** Those of them that it may change. */
  readonly changedInMemory: readonly VariableSymbol[];
}

/** A variable that lives inside the loop only is mentioned nowhere else. */
export function capturesOf(context: ProgramContext, loop: TypedLoop): Captures {
  const inside = mentions([loop]);
  const isOuter = ({ id, type }: VariableSymbol): boolean =>
    !inMemory(type) && (inside.get(id) ?? 0) < (context.mentions.get(id) ?? 0);
  const values = new Set<number>();
  eachMention([loop], (symbol) => {
    if (isOuter(symbol)) values.add(symbol.id);
  });
  const changed = new Map<number, VariableSymbol>();
  const changedInMemory = new Map<number, VariableSymbol>();
  const change = (symbol: VariableSymbol): void => {
    if (isOuter(symbol)) changed.set(symbol.id, symbol);
    if (inMemory(symbol.type) && context.homes.has(symbol.id)) changedInMemory.set(symbol.id, symbol);
  };
  walkStatements([loop], (statement) => {
    if (statement.kind === 'declare') change(statement.symbol);
    if ((statement.kind === 'assign' || statement.kind === 'compound') && statement.target.kind === 'variable')
      change(statement.target.symbol);
    for (const expression of expressionsOf(statement)) {
      walkExpression(expression, (node) => {
        if (node.kind === 'increment' && node.target.kind === 'variable') change(node.target.symbol);
        if (node.kind === 'find') change(node.variable);
      });
    }
  });
  const homes = new Map([...context.homes].filter(([id]) => inside.has(id)));
  return { values, changed: [...changed.values()], homes, changedInMemory: [...changedInMemory.values()] };
}
