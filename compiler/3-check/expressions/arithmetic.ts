/**
 * `+ - * / % & | ^ << >>`, and unary `-` and `~`: 64 bits wide, int64 when a side is signed or the operator is `-`
 * (inventory L2.12). Division is unsigned, and says so when an operand is not (L2.13).
 */
import type * as Ast from '../../1-parse/ast.ts';
import { asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Span } from '../../source/source.ts';
import type { Context } from '../context.ts';
import type { ArithmeticOperator, IntType, TypedExpression } from '../typed.ts';
import { bool, formatType, int64, uint64 } from '../types.ts';
import { fold, type Folded, foldNegation } from './fold.ts';
import { integerLiteral } from './literal.ts';
import { aggregateOf } from './map.ts';
import { pointerArithmetic } from './pointer.ts';
import { foldStrings } from './string-fold.ts';

export function checkArithmetic(
  context: Context,
  operator: ArithmeticOperator,
  expression: Ast.Binary,
): Checked | null {
  const left = context.expression(context, expression.left);
  const right = context.expression(context, expression.right);
  if (left === null || right === null) return null;
  return combine(context, operator, left, right, expression.span);
}

/** `left operator right`, also for compound assignments. */
function combine(
  context: Context,
  operator: ArithmeticOperator,
  left: Checked,
  right: Checked,
  span: Ast.Binary['span'],
): Checked | null {
  if (left.literal && right.literal && left.node.kind === 'integer' && right.node.kind === 'integer') {
    return folded(context, fold(operator, left.node.value, right.node.value), span);
  }
  const text = operator === '+' ? foldStrings(context, left, right, span) : 'none';
  if (text !== 'none') return text;
  if (left.node.type.kind === 'pointer' || right.node.type.kind === 'pointer')
    return pointerArithmetic(context, operator, left, right, span);
  const [a, b] = [asInteger(left.node), asInteger(right.node)];
  if (a === null || b === null) return reportOperands(context, operator, left, right, span);
  if (right.literal && b.kind === 'integer' && b.value === 0n) warnZeroDivisor(context, operator, span);
  const { type, flexible } = resultType(
    operator,
    { type: a.type, flexible: left.flexible },
    { type: b.type, flexible: right.flexible },
  );
  if (!flexible) warnSignedDivision(context, operator, span, type);
  const node: TypedExpression = {
    kind: 'arithmetic',
    operator,
    type,
    span,
    left: coerce(a, type),
    right: coerce(b, type),
  };
  if (left.node.type.kind === 'bool' && right.node.type.kind === 'bool')
    return plain({ kind: 'convert', type: bool, span, operand: node });
  return { node, flexible, nodeLocal: false, literal: false };
}

/** An integer, and whether its sign is open. */
export interface Side {
  readonly type: IntType;
  readonly flexible: boolean;
}

export function resultType(operator: ArithmeticOperator, left: Side, right: Side): Side {
  if (operator === '-') return { type: int64, flexible: false };
  if (left.flexible && right.flexible) return { type: int64, flexible: true };
  const signed = (left.type.signed && !left.flexible) || (right.type.signed && !right.flexible);
  return { type: signed ? int64 : uint64, flexible: false };
}

function reportOperands(context: Context, operator: string, left: Checked, right: Checked, span: Span): null {
  const [a, b] = [formatType(left.node.type), formatType(right.node.type)];
  context.report.error('bad-operand', span, `the operator \`${operator}\` cannot be used on ${a} and ${b}`, {
    related: [
      { span: left.node.span, message: `left (${a})` },
      { span: right.node.span, message: `right (${b})` },
    ],
  });
  return null;
}

/** Integers as they are, bools as 0 and 1. */
function operand(context: Context, operator: string, checked: Checked, span: Span): ReturnType<typeof asInteger> {
  const { type } = checked.node;
  if (type.kind === 'pointer') {
    const message = `the operator \`${operator}\` cannot be used on ${formatType(type)}`;
    context.report.error('bad-operand', span, message, { hint: 'cast it to uint64' });
    return null;
  }
  const integer = asInteger(checked.node);
  if (integer === null)
    context.report.error('bad-operand', span, `the operator \`${operator}\` cannot be used on ${formatType(type)}`);
  return integer;
}

export function warnSignedDivision(
  context: Context,
  operator: ArithmeticOperator,
  span: Ast.Binary['span'],
  type: IntType,
): void {
  if ((operator !== '/' && operator !== '%') || !type.signed) return;
  const hint = 'if no operand can be negative, cast them to uint64';
  context.report.warning(
    'signed-division',
    span,
    `\`${operator}\` is unsigned: a negative operand counts as a large number`,
    { hint },
  );
}

export function warnZeroDivisor(context: Context, operator: ArithmeticOperator, span: Ast.Binary['span']): void {
  if (operator !== '/' && operator !== '%') return;
  context.report.warning('division-by-zero', span, 'division by zero, which gives 1');
}

export function checkNegation(context: Context, operator: '-' | '~', expression: Ast.Unary): Checked | null {
  const checked = context.expression(context, expression.operand);
  if (checked === null) return null;
  const { span } = expression;
  if (checked.literal && checked.node.kind === 'integer') {
    const { value } = checked.node;
    return folded(context, operator === '-' ? foldNegation(value) : { ok: true, value: complement(value) }, span);
  }
  const refused = notNumeric(context, expression.operand, checked);
  if (refused !== null) {
    const message = `the operator \`${operator}\` cannot be used on ${refused}`;
    context.report.error('bad-operand', span, message, { hint: 'cast it: (int64)…' });
    return null;
  }
  const integer = operand(context, operator, checked, span);
  if (integer === null) return null;
  const type = operator === '-' || integer.type.signed ? int64 : uint64;
  const wide: TypedExpression = { kind: 'unary', operator, type, span, operand: coerce(integer, type) };
  // It wraps around in its own width: -(uint32)1 is 4294967295. See also laid().
  const narrow = integer.type.size < 8;
  return plain(narrow ? coerce(coerce(wide, integer.type), integer.type.signed ? int64 : uint64) : wide);
}

/** What has a number and is none, as bpftrace sees it; null for all else. */
function notNumeric(context: Context, written: Ast.Expression, { node }: Checked): string | null {
  if (node.type.kind === 'bool') return 'bool';
  return aggregateOf(context, written);
}

/** All bits turned: of a number without a sign one without a sign. */
function complement(value: bigint): bigint {
  return value >= 0n ? BigInt.asUintN(64, ~value) : ~value;
}

function folded(context: Context, result: Folded, span: Ast.Binary['span']): Checked | null {
  if (result.ok) return integerLiteral(result.value, span);
  if (result.problem === 'overflow')
    context.report.error('literal-overflow', span, 'the result of these numbers does not fit in 64 bits');
  else context.report.error('literal-overflow', span, 'division by zero');
  return null;
}
