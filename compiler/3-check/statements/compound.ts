/** `target += value` and its like: as `target = target + value`, but atomic on maps when it adds. */
import type * as Ast from '../../1-parse/ast.ts';
import { asInteger, coerce } from '../checked.ts';
import type { Context } from '../context.ts';
import { resultType, type Side, warnSignedDivision, warnZeroDivisor } from '../expressions/arithmetic.ts';
import { distanceOf } from '../expressions/pointer.ts';
import { targetOf, type Target } from '../target.ts';
import type { TypedStatement } from '../typed.ts';
import { formatType, int64, uint64 } from '../types.ts';

export function checkCompound(context: Context, statement: Ast.Compound): TypedStatement | null {
  const { operator, span, step } = statement;
  const value = context.expression(context, statement.value);
  const target = targetOf(context, statement.target, statement.span);
  if (value === null || target === null) return null;
  const integer = value.node.type.kind === 'pointer' ? null : asInteger(value.node);
  const held = target.cell.read()?.type;
  if (held?.kind === 'pointer' && integer !== null && (operator === '+' || operator === '-')) {
    const resolved = target.resolve();
    if (resolved === null) return null;
    return {
      kind: 'compound',
      span,
      target: resolved.target,
      operator,
      value: distanceOf(context, held, integer, span),
    };
  }
  const left = currentSide(target);
  if (integer === null || left === null) {
    const wrong = integer === null ? value.node.type : (target.cell.read()?.type ?? value.node.type);
    context.report.error(
      'bad-operand',
      integer === null ? statement.value.span : statement.target.span,
      `the operator \`${operator}=\` cannot be used on ${formatType(wrong)}`,
    );
    return null;
  }
  if (
    value.literal &&
    value.node.kind === 'integer' &&
    value.node.value === 0n &&
    (operator === '/' || operator === '%')
  ) {
    warnZeroDivisor(context, operator, step);
  }
  const result = resultType(operator, left, { type: integer.type, flexible: value.flexible });
  if (!target.cell.locked) target.cell.note({ ...result, nodeLocal: false }, span);
  const resolved = target.resolve();
  if (resolved === null || resolved.type.kind !== 'int') return null;
  warnSignedDivision(context, operator, step, resolved.type);
  return {
    kind: 'compound',
    span: operator === '/' || operator === '%' ? step : span,
    target: resolved.target,
    operator,
    value: coerce(integer, resolved.type.signed ? int64 : uint64),
  };
}

/** What the target holds; an element that nothing else gives a value begins at zero. */
function currentSide(target: Target): Side | null {
  const slot = target.cell.read();
  if (slot === null) return { type: int64, flexible: true };
  return slot.type.kind === 'int' ? { type: slot.type, flexible: slot.flexible } : null;
}
