/**
 * How the script uses each map, over all probes.
 *
 * Needs: a typed program.
 * Gives: for each map, the facts that its representation depends on.
 * Reports: nothing.
 */
import type {
  MapQuery,
  MapSymbol,
  TypedExpression,
  TypedProbe,
  TypedProgram,
  TypedStatement,
} from '../3-check/typed.ts';
import { expressionsOf, walkExpression, walkStatements } from '../3-check/walk.ts';
import { invariant } from '../diagnostics/invariant.ts';
import { stringReadOf } from './short.ts';

export interface MapUse {
  /** A plain `=`, or a compound assignment that is not an addition: values of two CPUs then do not add up. */
  replaced: boolean;
  /** `++ -- += -=`. */
  added: boolean;
  /** The script sees the values or which keys there are, or changes them: they must be what clear() and delete() left. */
  read: boolean;
  /** Some update's key is a long string that is read from memory. */
  readsString: boolean;
  /** delete(). */
  deleted: boolean;
  /** clear(), also behind a print. */
  cleared: boolean;
  /** The probes that look at it or change it. */
  readonly probes: Set<TypedProbe>;
}

/** By MapSymbol.id. */
export function mapUses(program: TypedProgram): readonly Readonly<MapUse>[] {
  const uses: MapUse[] = program.maps.map(() => ({
    replaced: false,
    added: false,
    read: false,
    readsString: false,
    deleted: false,
    cleared: false,
    probes: new Set(),
  }));
  for (const probe of program.probes) {
    const useOf = (map: MapSymbol): MapUse => {
      const use = uses[map.id];
      invariant(use !== undefined, `map ${map.name} is not among the program's`);
      use.probes.add(probe);
      return use;
    };
    if (probe.predicate !== null) readUses(probe.predicate, useOf);
    walkStatements(probe.body, (statement) => statementUses(statement, useOf));
  }
  return uses;
}

type UseOf = (map: MapSymbol) => MapUse;

function statementUses(statement: TypedStatement, useOf: UseOf): void {
  if (statement.kind === 'aggregate') noteKey(useOf(statement.map), statement.key);
  if (statement.kind === 'zero') useOf(statement.map).read = true;
  if (statement.kind === 'loop' && statement.over.kind === 'map') useOf(statement.over.map).read = true;
  if (statement.kind === 'clear') useOf(statement.map).cleared = true;
  if (statement.kind === 'assign' && statement.target.kind === 'map') useOf(statement.target.map).replaced = true;
  if (statement.kind === 'compound' && statement.target.kind === 'map') {
    const use = useOf(statement.target.map);
    noteKey(use, statement.target.key);
    if (statement.operator === '+' || statement.operator === '-') use.added = true;
    else use.replaced = true;
  }
  if (statement.kind === 'expression' && statement.expression.kind === 'increment') {
    discardedIncrement(statement.expression, useOf);
    return;
  }
  for (const expression of expressionsOf(statement)) readUses(expression, useOf);
}

function discardedIncrement(expression: TypedExpression & { readonly kind: 'increment' }, useOf: UseOf): void {
  if (expression.target.kind !== 'map') return;
  const use = useOf(expression.target.map);
  use.added = true;
  noteKey(use, expression.target.key);
  for (const key of expression.target.key) readUses(key, useOf);
}

function noteKey(use: MapUse, key: readonly TypedExpression[]): void {
  if (stringReadOf(key) !== null) use.readsString = true;
}

function readUses(expression: TypedExpression, useOf: UseOf): void {
  walkExpression(expression, (node) => {
    if (node.kind === 'mapRead' || isQuery(node)) useOf(node.map).read = true;
    if (node.kind === 'delete') useOf(node.map).deleted = true;
    if (node.kind === 'increment' && node.target.kind === 'map') {
      useOf(node.target.map).added = true;
      useOf(node.target.map).read = true;
    }
  });
}

function isQuery(node: TypedExpression): node is MapQuery {
  return node.kind === 'delete' || node.kind === 'hasKey' || node.kind === 'find' || node.kind === 'length';
}
