/** join(array[, delimiter]): the strings that an array of pointers points to, up to the pointer that is zero. */
import type * as Ast from '../../1-parse/ast.ts';
import { byteText } from '../../source/byte-text.ts';
import type { Span } from '../../source/source.ts';
import { asInteger, coerce } from '../checked.ts';
import type { Context } from '../context.ts';
import { defaultSpace, isPointer } from '../expressions/pointer.ts';
import type { TypedStatement } from '../typed.ts';
import { formatType, uint64 } from '../types.ts';

export function checkJoin(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  const [written, delimiter] = call.args;
  const checked = written === undefined ? null : context.expression(context, written);
  if (delimiter !== undefined && delimiter.kind !== 'string') {
    if (delimiter.kind !== 'error')
      context.report.error('bad-argument', delimiter.span, 'the delimiter of join() must be a string, as written');
    return null;
  }
  if (checked === null) return null;
  const { node } = checked;
  const address = node.type.kind === 'bool' ? null : asInteger(node);
  if (address === null) {
    const message = `join() needs an array of pointers to strings, not ${formatType(node.type)}`;
    context.report.error('bad-argument', node.span, message, {
      hint: 'as args.argv of tracepoint:syscalls:sys_enter_execve',
    });
    return null;
  }
  const space = isPointer(node) ? node.type.space : defaultSpace(context);
  const separator = delimiter === undefined ? ' ' : byteText(delimiter.bytes);
  return { kind: 'join', span, address: coerce(address, uint64), space, delimiter: separator };
}
