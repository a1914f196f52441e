/**
 * Needs: a bound expression. Gives: its typed form; null when there is an error in it. Reports: through the rule of its
 * kind, one file each.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import type { Checked } from '../checked.ts';
import type { Context } from '../context.ts';
import { variableCell } from '../target.ts';
import { checkArithmetic, checkNegation } from './arithmetic.ts';
import { checkBlockValue } from './block-value.ts';
import { checkBuiltin } from './builtin.ts';
import { checkCast } from './cast.ts';
import { checkComparison } from './comparison.ts';
import { checkMember } from './field.ts';
import { checkMeasure } from './measure.ts';
import { checkComptime } from './comptime.ts';
import { checkDereference } from './pointer.ts';
import { checkIncrement } from './increment.ts';
import { booleanLiteral, integerLiteral, stringLiteral } from './literal.ts';
import { checkLogical, checkNot, checkTernary } from './logical.ts';
import { checkIndex } from './index.ts';
import { checkMapRead } from './map.ts';
import { checkParameter, checkParameterText } from './positional.ts';
import { checkRecord, checkTuple } from './tuple.ts';

export function checkExpression(context: Context, expression: Ast.Expression): Checked | null {
  switch (expression.kind) {
    case 'integer':
      return integerLiteral(expression.value, expression.span);
    case 'parameter':
      return checkParameter(context, expression);
    case 'parameterText':
      return checkParameterText(context, expression);
    case 'string':
      return stringLiteral(context, expression);
    case 'boolean':
      return booleanLiteral(expression.value, expression.span);
    case 'identifier':
    case 'call':
      return checkBuiltin(context, expression);
    case 'variable':
      return checkVariable(context, expression);
    case 'map':
      return checkMapRead(context, expression);
    case 'member':
      return checkMember(context, expression);
    case 'index':
      return checkIndex(context, expression);
    case 'measure':
      return checkMeasure(context, expression);
    case 'tuple':
      return checkTuple(context, expression);
    case 'record':
      return checkRecord(context, expression);
    case 'unary':
      return checkUnary(asPart(context, expression), expression);
    case 'increment':
      return checkIncrement(context, expression);
    case 'binary':
      return checkBinary(asPart(context, expression), expression);
    case 'ternary':
      return checkTernary(asPart(context, expression), expression);
    case 'blockValue':
      return checkBlockValue(context, expression);
    case 'cast':
      return checkCast(context, expression);
    case 'comptime':
      return checkComptime(context, expression);
    case 'type':
      context.report.error('bad-operand', expression.span, 'a type is no value', {
        hint: 'it can stand in sizeof(), in a cast, and behind let $x :',
      });
      return null;
    case 'error':
      return null;
  }
}

/** What stands in the expression is wanted by it. */
function asPart(context: Context, { span }: Ast.Expression): Context {
  return { ...context, wants: span };
}

function checkUnary(context: Context, expression: Ast.Unary): Checked | null {
  switch (expression.operator) {
    case '!':
      return checkNot(context, expression);
    case '*':
      return checkDereference(context, expression);
    case '-':
    case '~':
      return checkNegation(context, expression.operator, expression);
  }
}

function checkBinary(context: Context, expression: Ast.Binary): Checked | null {
  switch (expression.operator) {
    case '&&':
    case '||':
      return checkLogical(context, expression.operator, expression);
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return checkComparison(context, expression.operator, expression);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
      return checkArithmetic(context, expression.operator, expression);
  }
}

function checkVariable(context: Context, expression: Ast.Variable): Checked | null {
  const variable = context.bound.variableOf.get(expression);
  const slot = variableCell(context, expression)?.read() ?? null;
  if (variable === undefined) return null;
  if (slot === null) {
    // What should have given it a type may be wrong itself, and says so.
    if (hasErrors(context.report.diagnostics) || !context.reachable) return null;
    context.report.error(
      'untyped-variable',
      expression.span,
      `${expression.name} has no type, as nothing is ever assigned to it`,
    );
    return null;
  }
  const symbol = context.variables.symbol(variable, slot, context.nextVariableId);
  return {
    node: { kind: 'variable', symbol, type: slot.type, span: expression.span },
    flexible: slot.flexible,
    nodeLocal: slot.nodeLocal,
    literal: false,
  };
}
