/** Rules about arguments that all calls share. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Context } from '../context.ts';
import { constantOf } from '../expressions/constant.ts';

/** Whether the number of arguments is one the function takes. Comes before all else that is looked at in a call. */
export function checkArgumentCount(context: Context, call: Ast.Call): boolean {
  const builtin = context.bound.builtinOf.get(call);
  if (builtin === undefined || builtin.kind === 'value') return false;
  const { minArguments, maxArguments, signature, name } = builtin;
  const count = call.args.length;
  if (count >= minArguments && count <= maxArguments) {
    context.calls.note(call);
    return true;
  }
  const expected = minArguments === maxArguments ? `${minArguments}` : `${minArguments} to ${maxArguments}`;
  const plural = expected === '1' ? '' : 's';
  context.report.error('argument-count', call.span, `${name}() takes ${expected} argument${plural}, not ${count}`, {
    hint: `write ${signature}`,
  });
  return false;
}

/** A number that must be known beforehand, such as the `top` of print(); null when it is not, which is then reported. */
export function literalArgument(
  context: Context,
  expression: Ast.Expression,
  what: string,
  min: bigint,
  max: bigint,
): number | null {
  const checked = expression.kind === 'error' ? null : context.expression(context, expression);
  if (checked === null) return null;
  const value = constantOf(checked.node);
  if (value !== null && value >= min && value <= max) return Number(value);
  context.report.error('bad-argument', expression.span, `${what} must be a constant number from ${min} to ${max}`);
  return null;
}
