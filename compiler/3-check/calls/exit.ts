/** exit([code]): the code is cut to 8 bits, as a process's exit status is. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import { asInteger, coerce } from '../checked.ts';
import type { Context } from '../context.ts';
import type { TypedStatement } from '../typed.ts';
import { formatType, uint8 } from '../types.ts';

export function checkExit(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  if (context.inFor) {
    context.report.error('bad-loop', call.span, 'exit() cannot stand in the body of `for`', {
      hint: 'note it in a variable, leave the loop by `break`, and call exit() behind it',
    });
    return null;
  }
  const [argument] = call.args;
  if (argument === undefined) return { kind: 'exit', span, code: { kind: 'integer', type: uint8, span, value: 0n } };
  const checked = context.expression(context, argument);
  if (checked === null) return null;
  const integer =
    checked.node.type.kind === 'pointer' || checked.node.type.kind === 'bool' ? null : asInteger(checked.node);
  if (integer !== null) return { kind: 'exit', span, code: coerce(integer, uint8) };
  context.report.error(
    'bad-argument',
    argument.span,
    `the exit code must be an integer, not ${formatType(checked.node.type)}`,
  );
  return null;
}
