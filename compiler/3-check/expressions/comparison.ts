/**
 * `== != < <= > >=`: signed when a side is (inventory L2.13); strings know `==` and `!=` only.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { ComparisonOperator, Type, TypedExpression } from '../typed.ts';
import { bool, equalTypes, formatType, int64, partsOf, uint64 } from '../types.ts';
import { compareWholes } from './tuple.ts';

export function checkComparison(
  context: Context,
  operator: ComparisonOperator,
  expression: Ast.Binary,
): Checked | null {
  const left = context.expression(context, expression.left);
  const right = context.expression(context, expression.right);
  if (left === null || right === null) return null;
  const [a, b] = [left.node.type, right.node.type];
  if (a.kind === 'string' && b.kind === 'string') return compareStrings(context, operator, left, right, expression);
  const comparable = (type: Type): boolean =>
    partsOf(type) !== null || isIntegerArray(type) || type.kind === 'buffer' || type.kind === 'inet';
  if ((a.kind === 'name' || b.kind === 'name') && !equalTypes(a, b)) return cannot(context, a, b, expression);
  if (comparable(a) && comparable(b) && (operator === '==' || operator === '!=')) {
    const compared = compareWholes(operator, left, right, expression.span);
    if (compared !== null) return compared;
  }
  const [leftInteger, rightInteger] = [asInteger(left.node), asInteger(right.node)];
  if (leftInteger === null || rightInteger === null) return cannot(context, a, b, expression);
  const unsigned = (checked: Checked, signed: boolean): boolean => !signed || checked.flexible;
  const bothFlexible = left.flexible && right.flexible;
  const signed = bothFlexible || !unsigned(left, leftInteger.type.signed) || !unsigned(right, rightInteger.type.signed);
  const type = signed ? int64 : uint64;
  const { span } = expression;
  return plain({
    kind: 'comparison',
    operator,
    type: bool,
    span,
    signed,
    left: coerce(leftInteger, type),
    right: coerce(rightInteger, type),
  });
}

function cannot(context: Context, a: Type, b: Type, { span, left, right }: Ast.Binary): null {
  context.report.error('bad-operand', span, `cannot compare ${formatType(a)} with ${formatType(b)}`, {
    related: [
      { span: left.span, message: `left (${formatType(a)})` },
      { span: right.span, message: `right (${formatType(b)})` },
    ],
  });
  return null;
}

function compareStrings(
  context: Context,
  operator: ComparisonOperator,
  left: Checked,
  right: Checked,
  expression: Ast.Binary,
): Checked | null {
  if (operator !== '==' && operator !== '!=') {
    const order = compareWritten(left.node, right.node);
    if (order !== null) return constantTruth(operator, order, expression.span);
    context.report.error('bad-operand', expression.span, `strings cannot be compared with \`${operator}\``, {
      hint: 'use == or !=',
    });
    return null;
  }
  return plain({
    kind: 'contentComparison',
    operator,
    type: bool,
    span: expression.span,
    left: left.node,
    right: right.node,
  });
}

/** Of two strings as written: below 0 when the left one comes first; null for others. */
function compareWritten(left: TypedExpression, right: TypedExpression): number | null {
  return left.kind === 'string' && right.kind === 'string' ? compareBytes(left.bytes, right.bytes) : null;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const place = left.findIndex((byte, index) => byte !== right[index]);
  return place === -1 ? left.length - right.length : (left[place] ?? 0) - (right[place] ?? -1);
}

function constantTruth(operator: '<' | '<=' | '>' | '>=', order: number, span: Ast.Binary['span']): Checked {
  const truths = { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 };
  return plain({ kind: 'integer', type: bool, span, value: truths[operator] ? 1n : 0n });
}

function isIntegerArray(type: Type): boolean {
  return type.kind === 'array' && (type.element.kind === 'int' || isIntegerArray(type.element));
}
