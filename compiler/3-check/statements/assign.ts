/** `target = value`. The target's type has grown to hold the value, unless it was declared. */
import type * as Ast from '../../1-parse/ast.ts';
import { asInteger, type Checked, coerce, laid, slotOf } from '../checked.ts';
import { type Context, mapState, place } from '../context.ts';
import { targetOf, type Target } from '../target.ts';
import type { Type, TypedExpression, TypedStatement } from '../typed.ts';
import { formatType, range } from '../types.ts';
import { aggregateCall, checkAggregate } from './aggregate.ts';

export function checkAssign(context: Context, statement: Ast.Assign): TypedStatement | null {
  const call = aggregateCall(context, statement.value);
  if (call !== null && statement.target.kind === 'map') return checkAggregate(context, statement.target, call);
  if (statement.target.kind === 'map' && copiesAggregate(context, statement.value, statement.span)) return null;
  return assignValue(context, statement.target, statement.value, statement.span);
}

/** Also for `let $x = value`. */
export function assignValue(
  context: Context,
  node: Ast.AssignTarget,
  expression: Ast.Expression,
  span: Ast.Assign['span'],
): TypedStatement | null {
  const given = context.expression(context, expression);
  const value = given === null || node.kind === 'map' ? given : { ...given, node: laid(given.node) };
  const target = targetOf(context, node, span);
  if (value === null || target === null) return null;
  if (!target.cell.note(slotOf(value), expression.span)) return reportMismatch(context, target, value, span);
  const resolved = target.resolve();
  if (resolved === null) return null;
  const converted = convert(context, value, resolved.type, target);
  return converted === null ? null : { kind: 'assign', span, target: resolved.target, value: converted };
}

/** Aggregates are no plain values: copying one needs a cast, which says that the number is meant (inventory L2.56). */
function copiesAggregate(context: Context, value: Ast.Expression, span: Ast.Assign['span']): boolean {
  if (value.kind !== 'map') return false;
  const kind = mapState(context, value)?.kind ?? null;
  if (kind === null || kind === 'scalar') return false;
  const single = kind !== 'stats' && kind !== 'hist' && kind !== 'lhist' && kind !== 'tseries';
  const hint = single ? `cast it: (uint64)${value.name}` : `print(${value.name}) prints it`;
  context.report.error('aggregate-copy', span, `${value.name} holds ${kind}() and cannot be copied to another map`, {
    hint,
  });
  return true;
}

function reportMismatch(context: Context, target: Target, value: Checked, span: Ast.Assign['span']): null {
  const before = target.cell.read();
  const where = target.cell.firstSpan === null ? '' : ` since ${place(context, target.cell.firstSpan)}`;
  const held = before === null ? '' : `, which holds ${formatType(before.type)}${where}`;
  context.report.error(
    'type-mismatch',
    span,
    `type mismatch for ${target.name}: cannot assign ${formatType(value.node.type)} to ${target.name}${held}`,
  );
  return null;
}

/** The value in the target's type. Null when a number cannot be what was declared. */
function convert(context: Context, value: Checked, type: Type, target: Target): TypedExpression | null {
  // A constant among numbers is one of them.
  const node =
    type.kind === 'int' && value.node.type.kind === 'enum' ? (asInteger(value.node) ?? value.node) : value.node;
  // A variable that was declared an enum takes no plain number.
  if (type.kind !== node.type.kind) return reportMismatch(context, target, value, node.span);
  if (type.kind === 'string' && node.type.kind === 'string' && node.type.capacity > type.capacity) {
    const message = `${formatType(node.type)} does not fit in ${target.name}, which is ${formatType(type)}`;
    context.report.error('type-mismatch', node.span, message);
    return null;
  }
  if (type.kind !== 'int' || node.type.kind !== 'int') return coerce(node, type);
  const { min, max } = range(type);
  if (value.literal && node.kind === 'integer' && (node.value < min || node.value > max)) {
    context.report.error(
      'literal-out-of-range',
      node.span,
      `${node.value} does not fit in ${target.name}, which is ${formatType(type)}`,
      { hint: `its values are ${min} to ${max}` },
    );
    return null;
  }
  const fits = value.flexible || (range(node.type).min >= min && range(node.type).max <= max);
  if (!fits && !value.literal) {
    const message = `${formatType(node.type)} is converted to ${formatType(type)}, the type of ${target.name}`;
    context.report.warning('narrowing', node.span, message, {
      hint: 'values outside its range wrap around; a cast says that this is meant',
    });
  }
  return coerce(node, type);
}
