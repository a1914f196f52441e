/**
 * Every use of a map's content, in order of the text. Maps given to print() and clear() as a whole are none: they do
 * not tell whether the map has keys.
 */
import type * as Ast from '../../1-parse/ast.ts';
import type { BoundProgram } from '../../2-bind/bound.ts';

const wholeMapFunctions: ReadonlySet<string> = new Set(['print', 'clear', 'zero', 'len']);

export function mapUses(bound: BoundProgram): Ast.MapAccess[] {
  const uses: Ast.MapAccess[] = [];
  for (const { syntax } of bound.probes) {
    if (syntax.predicate !== null) inExpression(bound, syntax.predicate, uses);
    inBlock(bound, syntax.body, uses);
  }
  return uses;
}

function inBlock(bound: BoundProgram, block: Ast.Block, uses: Ast.MapAccess[]): void {
  for (const statement of block.statements) inStatement(bound, statement, uses);
}

function inStatement(bound: BoundProgram, statement: Ast.Statement, uses: Ast.MapAccess[]): void {
  switch (statement.kind) {
    case 'assign':
    case 'compound':
      inExpression(bound, statement.target, uses);
      return inExpression(bound, statement.value, uses);
    case 'let':
    case 'return':
      return statement.value === null ? undefined : inExpression(bound, statement.value, uses);
    case 'expression':
      return inExpression(bound, statement.expression, uses);
    case 'if':
      inExpression(bound, statement.condition, uses);
      inBlock(bound, statement.then, uses);
      return statement.else === null ? undefined : inBlock(bound, statement.else, uses);
    case 'while':
      inExpression(bound, statement.condition, uses);
      return inBlock(bound, statement.body, uses);
    case 'for':
      if (statement.over.kind === 'range') {
        inExpression(bound, statement.over.from, uses);
        inExpression(bound, statement.over.to, uses);
      }
      return inBlock(bound, statement.body, uses);
    case 'unroll':
      inExpression(bound, statement.count, uses);
      return inBlock(bound, statement.body, uses);
    case 'block':
      return inBlock(bound, statement.block, uses);
    case 'break':
    case 'continue':
    case 'error':
      return;
  }
}

function inExpression(bound: BoundProgram, expression: Ast.Expression, uses: Ast.MapAccess[]): void {
  if (expression.kind === 'blockValue')
    for (const statement of expression.statements) inStatement(bound, statement, uses);
  if (expression.kind === 'map') uses.push(expression);
  for (const operand of operands(bound, expression)) inExpression(bound, operand, uses);
}

function operands(bound: BoundProgram, expression: Ast.Expression): readonly Ast.Expression[] {
  switch (expression.kind) {
    case 'map':
      return expression.key ?? [];
    case 'call':
      return isWholeMap(bound, expression) ? expression.args.slice(1) : callArguments(bound, expression);
    case 'member':
      return [expression.object];
    case 'index':
      return [expression.object, expression.index];
    case 'tuple':
      return expression.elements;
    case 'measure':
      return expressionsIn(expression.subject);
    case 'record':
      return expression.fields.map((field) => field.value);
    case 'type':
    case 'cast':
      return [...expressionsIn(expression.type), ...(expression.kind === 'cast' ? [expression.operand] : [])];
    case 'unary':
    case 'comptime':
      return [expression.operand];
    case 'increment':
      return [expression.target];
    case 'binary':
      return [expression.left, expression.right];
    case 'ternary':
      return [expression.condition, ...(expression.then === null ? [] : [expression.then]), expression.else];
    case 'blockValue':
      return expression.value === null ? [] : [expression.value];
    case 'parameterText':
      return expression.skip === null ? [] : [expression.skip];
    case 'parameter':
    case 'integer':
    case 'string':
    case 'boolean':
    case 'identifier':
    case 'variable':
    case 'error':
      return [];
  }
}

function expressionsIn(node: Ast.TypeName | Ast.Expression): readonly Ast.Expression[] {
  if ('kind' in node) return [node];
  return node.of === null ? [] : expressionsIn(node.of);
}

/** Of delete(@map, key) and its like: the element that is meant. */
function callArguments(bound: BoundProgram, call: Ast.Call): readonly Ast.Expression[] {
  const name = bound.builtinOf.get(call)?.name;
  const [map, key, ...rest] = call.args;
  const meansElement = (name === 'delete' || name === 'has_key' || name === 'find') && key !== undefined;
  return meansElement && map?.kind === 'map' && map.key === null ? [elementOf(map, key), ...rest] : call.args;
}

/** `@map` and a key as `@map[key]`. */
export function elementOf(map: Ast.MapAccess, key: Ast.Expression): Ast.MapAccess {
  return { ...map, key: [key] };
}

function isWholeMap(bound: BoundProgram, call: Ast.Call): boolean {
  const name = bound.builtinOf.get(call)?.name;
  const [first] = call.args;
  return name !== undefined && wholeMapFunctions.has(name) && first?.kind === 'map' && first.key === null;
}
