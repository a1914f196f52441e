/** debugf(format, …): a line in the kernel's own trace buffer, for whoever looks for a mistake in a script. */
import { type ConversionSpec, parseFormat } from '@bpfleet/results/printf-format';
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import { asInteger, coerce } from '../checked.ts';
import type { Context } from '../context.ts';
import type { TypedExpression, TypedStatement } from '../typed.ts';
import { formatType, uint64 } from '../types.ts';

/** What bpf_trace_printk() takes. */
const maxArguments = 3;
const numbers: ReadonlySet<string> = new Set(['d', 'i', 'u', 'x', 'p', 'c']);

export function checkDebugf(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  const [first, ...rest] = call.args;
  if (first === undefined || first.kind === 'error') return null;
  context.report.warning(
    'debug-only',
    span,
    'debugf() is slow, and all tracers of this kernel share the buffer it writes to',
    {
      hint: 'read it from trace_pipe in tracefs; printf() is for everything else',
    },
  );
  const args = rest.map((argument) => context.expression(context, argument));
  if (first.kind !== 'string') {
    context.report.error('bad-format', first.span, 'the format of debugf() must be a string, as written');
    return null;
  }
  const format = new TextDecoder().decode(first.bytes);
  const { conversions, errors } = parseFormat(format);
  for (const error of errors) context.report.error('bad-format', first.span, error.message);
  if (errors.length > 0) return null;
  if (conversions.length > maxArguments) {
    context.report.error('bad-format', span, `debugf() cannot use more than ${maxArguments} conversion specifiers`);
    return null;
  }
  if (args.length !== conversions.length) {
    const many = args.length < conversions.length ? 'not enough' : 'too many';
    const counts = `(${args.length} supplied, ${conversions.length} expected)`;
    context.report.error('format-arguments', span, `${many} arguments for the format string ${counts}`);
    return null;
  }
  const values = args.map((checked, index) => {
    const spec = conversions[index];
    return checked === null || spec === undefined ? null : operand(context, checked.node, spec);
  });
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : { kind: 'debugf', span, format, args: known };
}

/** A number of 64 bits, or a string. */
function operand(context: Context, node: TypedExpression, { conversion }: ConversionSpec): TypedExpression | null {
  if (conversion === 's' && node.type.kind === 'string') return node;
  const integer = numbers.has(conversion) ? asInteger(node) : null;
  if (integer !== null) return coerce(integer, uint64);
  const message = `debugf() cannot print ${formatType(node.type)} with %${conversion}`;
  context.report.error('format-arguments', node.span, message);
  return null;
}
