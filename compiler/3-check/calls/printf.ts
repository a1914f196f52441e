/** printf(format, …) and all that takes a format as it does: the format is a literal; its conversions and the arguments must go together. */
import { acceptsArgument, parseFormat } from '@bpfleet/results/printf-format';
import type * as Ast from '../../1-parse/ast.ts';
import type { FormattedAction } from '../../builtins/actions.ts';
import { byteText } from '../../source/byte-text.ts';
import type { Span } from '../../source/source.ts';
import { type Checked, laid } from '../checked.ts';
import type { Context } from '../context.ts';
import type { TypedExpression, TypedStatement } from '../typed.ts';
import { formatType } from '../types.ts';

export function checkPrintf(
  context: Context,
  call: Ast.Call,
  span: Span,
  action: FormattedAction,
): TypedStatement | null {
  const [first, ...rest] = call.args;
  if (first === undefined || first.kind === 'error') return null;
  const args = rest.map((argument) => context.expression(context, argument));
  if (first.kind !== 'string') {
    context.report.error('bad-format', first.span, `the format of ${action}() must be a string, as written`, {
      hint: `write ${action}("%s", …)`,
    });
    return null;
  }
  const text = byteText(first.bytes);
  const format = parseFormat(text);
  for (const error of format.errors) context.report.error('bad-format', first.span, error.message);
  if (format.errors.length > 0) return null;
  const expected = format.conversions.length;
  if (args.length !== expected) {
    const many = args.length < expected ? 'not enough' : 'too many';
    context.report.error(
      'format-arguments',
      span,
      `${many} arguments for the format string (${args.length} supplied, ${expected} expected)`,
    );
    return null;
  }
  const fit = args.map(
    (argument, index) => argument === null || checkConversion(context, argument, index, format.conversions[index]),
  );
  if (fit.includes(false) || args.includes(null)) return null;
  return {
    kind: 'printf',
    span,
    action,
    format: text,
    args: args.filter((argument) => argument !== null).map((argument) => laid(argument.node)),
  };
}

function checkConversion(
  context: Context,
  argument: Checked,
  index: number,
  spec: ReturnType<typeof parseFormat>['conversions'][number] | undefined,
): boolean {
  const { type, span } = argument.node;
  const aggregate = aggregateType(argument.node);
  if (spec !== undefined && aggregate !== null && spec.conversion !== 's') {
    const message = `unsupported format specifier for type '${aggregate}': ${spec.conversion}`;
    const hint = `print argument ${index + 1} with %s, or cast it: (int64)@map`;
    context.report.error('format-arguments', span, message, { hint });
    return false;
  }
  if (spec === undefined || acceptsArgument(spec, type.kind)) return true;
  const hint =
    type.kind === 'string' ? `argument ${index + 1} is a string: print it with %s` : `it is for argument ${index + 1}`;
  context.report.error(
    'format-arguments',
    span,
    `unsupported format specifier for type '${formatType(type)}': ${spec.conversion}`,
    { hint },
  );
  return false;
}

/** `count_t` and the like, of elements that are read as they are; null for plain values. */
function aggregateType(node: TypedExpression): string | null {
  if (node.kind !== 'mapRead' || node.map.value.kind === 'scalar') return null;
  const { value } = node.map;
  const unsigned = 'signed' in value && !value.signed;
  return `${unsigned ? 'u' : ''}${value.kind}_t`;
}
