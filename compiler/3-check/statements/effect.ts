/**
 * Expressions that stand for their effect alone: `@x++`, `printf(…)`, `c ? print(1) : print(2)`, a macro that does
 * something.
 */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import { checkCall } from '../calls/call.ts';
import type { Context } from '../context.ts';
import { knownValue } from '../expressions/constant.ts';
import { checkCondition } from '../expressions/logical.ts';
import type { TypedStatement } from '../typed.ts';

/** Statements, null for one that is wrong. */
export function checkExpressionStatement(
  context: Context,
  { expression, span, discarded }: Ast.ExpressionStatement,
): readonly (TypedStatement | null)[] {
  if (!isIdle(context, expression)) {
    // A choice, or a block, of which nothing but its value is wanted is one thing that nobody wants.
    const idle = !discarded && expression.kind !== 'call' && endsIdle(context, expression);
    if (idle) warnDiscarded(context, span);
    return checkEffect(context, expression, span, discarded || idle);
  }
  const checked = context.expression(context, expression);
  if (checked === null) return [null];
  if (!discarded) warnDiscarded(context, span);
  return [{ kind: 'expression', span, expression: checked.node }];
}

function checkEffect(
  context: Context,
  expression: Ast.Expression,
  span: Ast.Expression['span'],
  discarded: boolean,
): readonly (TypedStatement | null)[] {
  switch (expression.kind) {
    case 'call':
      return [checkCall(context, expression, expression.span)];
    case 'blockValue': {
      const { statements, ends } = context.statements(context, expression.statements);
      if (expression.value === null || ends) return statements;
      return [...statements, ...checkPart(context, expression.value, discarded)];
    }
    case 'ternary': {
      const condition = checkCondition(context, expression.condition, 'the condition');
      const decided = expression.condition.kind === 'comptime' && condition !== null ? knownValue(condition) : null;
      if (decided !== null)
        return checkPart(
          context,
          decided === 0n ? expression.else : (expression.then ?? expression.condition),
          discarded,
        );
      const then = checkPart(context, expression.then ?? expression.condition, discarded);
      const otherwise = checkPart(context, expression.else, discarded);
      if (condition === null) return [null];
      const known = (list: readonly (TypedStatement | null)[]): TypedStatement[] => list.filter((one) => one !== null);
      const failed = [...then, ...otherwise].includes(null) ? [null] : [];
      return [{ kind: 'if', span, condition, then: known(then), else: known(otherwise) }, ...failed];
    }
    default: {
      const checked = context.expression(context, expression);
      return [checked === null ? null : { kind: 'expression', span, expression: checked.node }];
    }
  }
}

function checkPart(
  context: Context,
  expression: Ast.Expression,
  discarded: boolean,
): readonly (TypedStatement | null)[] {
  const { span } = expression;
  return checkExpressionStatement(context, { kind: 'expression', span, expression, discarded, open: true });
}

function warnDiscarded(context: Context, span: Span): void {
  context.report.warning('discarded-value', span, 'this value is not used', {
    hint: 'to discard it on purpose, write _ = …;',
  });
}

/** Whether every end of a choice or a block is a value that nobody wants. */
function endsIdle(context: Context, expression: Ast.Expression): boolean {
  switch (expression.kind) {
    case 'blockValue':
      return expression.value !== null && endsIdle(context, expression.value);
    case 'ternary':
      return endsIdle(context, expression.then ?? expression.condition) && endsIdle(context, expression.else);
    default:
      return isIdle(context, expression);
  }
}

/** Whether there is a value that nobody wants. Of a block or a choice each end is asked for itself. */
function isIdle(context: Context, expression: Ast.Expression): boolean {
  switch (expression.kind) {
    case 'increment':
    case 'blockValue':
      return false;
    case 'ternary':
      return expression.then === null;
    case 'call':
      return context.bound.builtinOf.get(expression)?.kind !== 'action';
    default:
      return true;
  }
}
