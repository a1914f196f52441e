/** time([format]): the time of day when the event is handled, as strftime(3) formats it. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import type { Context } from '../context.ts';
import type { TypedStatement } from '../typed.ts';

const defaultFormat = '%H:%M:%S\n';

export function checkTime(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  const [format] = call.args;
  if (format === undefined) return { kind: 'time', span, format: defaultFormat };
  if (format.kind === 'string') return { kind: 'time', span, format: new TextDecoder().decode(format.bytes) };
  if (format.kind !== 'error')
    context.report.error('bad-format', format.span, 'the format of time() must be a string, as written', {
      hint: 'write time("%H:%M:%S ")',
    });
  return null;
}
