/** `&& || !`, the ternary, and everything else that takes a condition. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import { asBool, type Checked, coerce, plain, slotOf } from '../checked.ts';
import type { Context } from '../context.ts';
import { join } from '../slot.ts';
import type { TypedExpression } from '../typed.ts';
import { knownValue } from './constant.ts';
import { aggregateOf } from './map.ts';
import { bool, formatType } from '../types.ts';

/** An expression as a condition: integers and pointers are true when not zero, and an aggregate has to be compared. */
export function checkCondition(context: Context, expression: Ast.Expression, what: string): TypedExpression | null {
  const checked = context.expression(context, expression);
  return checked === null ? null : toStrictCondition(context, checked, expression, expression.span, what);
}

/** Where bpftrace takes an aggregate, too: the condition of `while`, and the operands of `&&` and `||`. */
export function checkLooseCondition(
  context: Context,
  expression: Ast.Expression,
  what: string,
): TypedExpression | null {
  const checked = context.expression(context, expression);
  return checked === null ? null : toCondition(context, checked, expression.span, what);
}

function toStrictCondition(
  context: Context,
  checked: Checked,
  written: Ast.Expression,
  span: Span,
  what: string,
): TypedExpression | null {
  const aggregate = aggregateOf(context, written);
  if (aggregate === null) return toCondition(context, checked, span, what);
  context.report.error('bad-operand', span, `${what} must be a number, not ${aggregate}`, {
    hint: 'compare it, `@map > 0`, or cast it, `(int64)@map`',
  });
  return null;
}

function toCondition(context: Context, checked: Checked, span: Span, what: string): TypedExpression | null {
  const condition = asBool(checked.node);
  if (condition !== null) return condition;
  context.report.error('bad-operand', span, `${what} must be a number, not ${formatType(checked.node.type)}`, {
    hint: checked.node.type.kind === 'record' ? 'a comparison is written ==' : 'compare it: == "…"',
  });
  return null;
}

export function checkLogical(context: Context, operator: '&&' | '||', expression: Ast.Binary): Checked | null {
  const left = checkLooseCondition(context, expression.left, `the operand of \`${operator}\``);
  const right = checkLooseCondition(context, expression.right, `the operand of \`${operator}\``);
  if (left === null || right === null) return null;
  return plain({ kind: 'logical', operator, type: bool, span: expression.span, left, right });
}

export function checkNot(context: Context, expression: Ast.Unary): Checked | null {
  const checked = context.expression(context, expression.operand);
  const operand =
    checked === null
      ? null
      : toStrictCondition(context, checked, expression.operand, expression.span, 'the operand of `!`');
  if (operand === null) return null;
  const { span } = expression;
  if (operand.kind === 'integer') return plain({ ...operand, span, value: 1n - operand.value });
  return plain({ kind: 'unary', operator: '!', type: bool, span, operand });
}

/** Both values in one type: integers widen, strings take the longer capacity. */
export function checkTernary(context: Context, expression: Ast.Ternary): Checked | null {
  const first = context.expression(context, expression.condition);
  const { condition: written } = expression;
  const condition = first === null ? null : toStrictCondition(context, first, written, written.span, 'the condition');
  // Where `comptime` decides, the other side is not looked at: it may not fit the types that this one is for.
  const decided = written.kind === 'comptime' && condition !== null ? knownValue(condition) : null;
  if (decided !== null && expression.then !== null)
    return context.expression(context, decided === 0n ? expression.else : expression.then);
  const then = expression.then === null ? first : context.expression(context, expression.then);
  const otherwise = context.expression(context, expression.else);
  if (condition === null || then === null || otherwise === null) return null;
  const joined = join(slotOf(then), slotOf(otherwise));
  if (joined === null) {
    const message = `both values must have one type, not ${formatType(then.node.type)} and ${formatType(otherwise.node.type)}`;
    context.report.error('type-mismatch', expression.span, message);
    return null;
  }
  const { span } = expression;
  const type = joined.type;
  return {
    node: { kind: 'ternary', type, span, condition, then: coerce(then.node, type), else: coerce(otherwise.node, type) },
    flexible: joined.flexible,
    nodeLocal: joined.nodeLocal,
    literal: false,
  };
}
