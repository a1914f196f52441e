/**
 * print(@x) and the clear(@x) behind it in one block are one read-and-reset: no event can fall between the two, whenever
 * user space comes to read the map. That they belong together is known here and nowhere later.
 *
 * Needs: the statements of one block.
 * Gives: the same without the clears that belong to a print, and which prints those are.
 * Reports: nothing.
 */
import type { MapSymbol, TypedExpression, TypedStatement } from '../3-check/typed.ts';
import { expressionsOf, walkExpression } from '../3-check/walk.ts';

type PrintMap = TypedStatement & { readonly kind: 'printMap' };

export interface Fused {
  readonly statements: readonly TypedStatement[];
  readonly resetting: ReadonlySet<PrintMap>;
}

export function fuseClears(block: readonly TypedStatement[]): Fused {
  const statements: TypedStatement[] = [];
  const resetting = new Set<PrintMap>();
  for (const statement of block) {
    const print = statement.kind === 'clear' ? printOf(statement.map, statements) : null;
    if (print === null) statements.push(statement);
    else resetting.add(print);
  }
  return { statements, resetting };
}

/** The last print of the map, when nothing between it and the end of the list touches the map or leaves the block. */
function printOf(map: MapSymbol, before: readonly TypedStatement[]): PrintMap | null {
  const blocking = before.findLastIndex((statement) => !isHarmless(statement, map));
  const statement = before[blocking];
  return statement?.kind === 'printMap' && statement.map.id === map.id ? statement : null;
}

/** Whether it makes no difference to `map` if it happens before or after this statement. */
function isHarmless(statement: TypedStatement, map: MapSymbol): boolean {
  switch (statement.kind) {
    case 'printMap':
    case 'clear':
    case 'zero':
    case 'aggregate':
      return statement.map.id !== map.id && !looksAt(statement, map);
    case 'assign':
    case 'compound':
      return !(statement.target.kind === 'map' && statement.target.map.id === map.id) && !looksAt(statement, map);
    case 'printf':
    case 'time':
    case 'join':
    case 'debugf':
    case 'signal':
    case 'printValue':
    case 'expression':
      return !looksAt(statement, map);
    case 'if':
      return !looksAt(statement, map) && [...statement.then, ...statement.else].every((each) => isHarmless(each, map));
    case 'declare':
      return true;
    case 'unroll':
      return statement.body.every((each) => isHarmless(each, map));
    // Whatever happens in it may happen many times, or never.
    case 'loop':
    case 'break':
    case 'continue':
    case 'exit':
    case 'return':
      return false;
  }
}

function looksAt(statement: TypedStatement, map: MapSymbol): boolean {
  return expressionsOf(statement).some((expression) => touches(expression, map));
}

function touches(expression: TypedExpression, map: MapSymbol): boolean {
  let found = false;
  walkExpression(expression, (each) => {
    if (each.kind === 'blockValue') found = true;
    if ('map' in each) found ||= each.map.id === map.id;
    if (each.kind === 'increment') found ||= each.target.kind === 'map' && each.target.map.id === map.id;
  });
  return found;
}
