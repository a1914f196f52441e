/**
 * Walks over the typed tree, in order of evaluation.
 *
 * Needs: a typed tree.
 * Gives: each expression, target and statement below a node, once.
 * Reports: nothing.
 */
import type { AssignTarget, TypedExpression, TypedLoop, TypedStatement } from './typed.ts';

/** Direct operands of an expression, left to right, those of an increment's key included. */
function operandsOf(expression: TypedExpression): readonly TypedExpression[] {
  switch (expression.kind) {
    case 'integer':
    case 'string':
    case 'builtin':
    case 'field':
    case 'register':
    case 'argument':
    case 'stack':
    case 'stackLength':
    case 'functionAddress':
    case 'variable':
      return [];
    case 'mapRead':
    case 'delete':
    case 'hasKey':
    case 'find':
      return expression.key;
    case 'length':
      return [];
    case 'arithmetic':
    case 'comparison':
    case 'contentComparison':
    case 'logical':
      return [expression.left, expression.right];
    case 'unary':
    case 'convert':
      return [expression.operand];
    case 'bytes':
      return [];
    case 'copyString':
    case 'copyBuffer':
      return [expression.source, expression.length];
    case 'prefixComparison':
    case 'concatenation':
      return [expression.left, expression.right];
    case 'search':
      return [expression.haystack, expression.needle];
    case 'byteDifference':
      return [expression.left, expression.right, expression.length];
    case 'address':
      return expression.family === null ? [expression.source] : [expression.family, expression.source];
    case 'hardwareAddress':
      return [expression.source];
    case 'stringLength':
    case 'byteSwap':
    case 'dereference':
      return [expression.operand];
    case 'item':
      return [expression.object, expression.index];
    case 'tuple':
      return expression.elements;
    case 'element':
    case 'path':
    case 'socketCookie':
    case 'member':
      return [expression.object];
    // What its statements say is theirs: walkStatements() goes there.
    case 'blockValue':
      return [expression.value];
    case 'ternary':
      return [expression.condition, expression.then, expression.else];
    case 'increment':
      return keyOf(expression.target);
  }
}

/** Expressions that stand directly in a statement, not in the statements nested in it. */
export function expressionsOf(statement: TypedStatement): readonly TypedExpression[] {
  switch (statement.kind) {
    case 'assign':
    case 'compound':
      return [statement.value, ...keyOf(statement.target)];
    case 'aggregate':
      return statement.argument === null ? statement.key : [statement.argument, ...statement.key];
    case 'expression':
      return [statement.expression];
    case 'if':
      return [statement.condition];
    case 'printf':
    case 'debugf':
      return statement.args;
    case 'printValue':
      return [statement.value];
    case 'exit':
      return [statement.code];
    case 'return':
      return statement.value === null ? [] : [statement.value];
    case 'loop':
      return loopExpressions(statement);
    case 'signal':
      return [statement.number];
    case 'join':
      return [statement.address];
    case 'printMap':
    case 'time':
    case 'clear':
    case 'zero':
    case 'declare':
    case 'unroll':
    case 'break':
    case 'continue':
      return [];
  }
}

function loopExpressions({ over }: TypedLoop): readonly TypedExpression[] {
  switch (over.kind) {
    case 'while':
      return [over.condition];
    case 'range':
      return [over.from, over.to];
    case 'map':
      return [];
  }
}

/** Visits an expression and all below it, outer first. */
export function walkExpression(expression: TypedExpression, visit: (expression: TypedExpression) => void): void {
  visit(expression);
  for (const operand of operandsOf(expression)) walkExpression(operand, visit);
}

/** Visits every statement of a list, nested ones, in its expressions too, after the statement that holds them. */
export function walkStatements(
  statements: readonly TypedStatement[],
  visit: (statement: TypedStatement) => void,
): void {
  for (const statement of statements) {
    visit(statement);
    for (const expression of expressionsOf(statement)) {
      walkExpression(expression, (node) => {
        if (node.kind === 'blockValue') walkStatements(node.statements, visit);
      });
    }
    if (statement.kind === 'if') {
      walkStatements(statement.then, visit);
      walkStatements(statement.else, visit);
    }
    if (statement.kind === 'unroll' || statement.kind === 'loop') walkStatements(statement.body, visit);
  }
}

export function holdsStatements(expression: TypedExpression): boolean {
  let found = false;
  walkExpression(expression, (node) => {
    if (node.kind === 'blockValue') found = true;
  });
  return found;
}

function keyOf(target: AssignTarget): readonly TypedExpression[] {
  return target.kind === 'map' ? target.key : [];
}
