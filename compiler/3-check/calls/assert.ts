/** assert(), which ends the run; static_assert(), assert_str() and fail(), which are errors of the script. */
import { parseFormat } from '@bpfleet/results/printf-format';
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import type { Context } from '../context.ts';
import { constantOf, knownValue } from '../expressions/constant.ts';
import { checkCondition } from '../expressions/logical.ts';
import type { TypedStatement } from '../typed.ts';
import { bool, formatType, uint8 } from '../types.ts';

export function checkAssert(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  const [written] = call.args;
  const message = literalText(context, call, 1);
  const condition = written === undefined ? null : checkCondition(context, written, 'the condition');
  if (message === null || condition === null) return null;
  const format = `assert failed: ${message.replaceAll('%', '%%')}`;
  return {
    kind: 'if',
    span,
    condition: { kind: 'unary', operator: '!', type: bool, span, operand: condition },
    then: [
      { kind: 'printf', span, action: 'errorf', format, args: [] },
      { kind: 'exit', span, code: { kind: 'integer', type: uint8, span, value: 1n } },
    ],
    else: [],
  };
}

export function checkStaticAssert(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  const [written] = call.args;
  const message = literalText(context, call, 1);
  const checked = written === undefined ? null : context.expression(context, written);
  if (message === null || checked === null) return null;
  const value = knownValue(checked.node);
  if (value === null) {
    context.report.error(
      'bad-argument',
      checked.node.span,
      'the condition of static_assert() must be known beforehand',
      {
        hint: 'write assert(…) for one that depends on the run',
      },
    );
    return null;
  }
  if (value === 0n) context.report.error('failed', span, message);
  return value === 0n ? null : nothing(span);
}

export function checkAssertString(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  const [written] = call.args;
  const checked = written === undefined ? null : context.expression(context, written);
  if (checked === null) return null;
  const { kind } = checked.node.type;
  if (kind === 'string' || kind === 'array' || kind === 'pointer') return nothing(span);
  const message = `string-like values must be strings, arrays or pointers, not ${formatType(checked.node.type)}`;
  context.report.error('failed', span, message);
  return null;
}

/** Where control can arrive it is an error, with the values of its arguments, which are as written. */
export function checkFail(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  const text = literalText(context, call, 0);
  if (text === null || !context.reachable) return null;
  const rest = call.args.slice(1).map((written) => textOf(context, written));
  if (rest.includes(null)) return null;
  const { conversions, errors } = parseFormat(text);
  for (const error of errors) context.report.error('bad-format', span, error.message);
  if (errors.length > 0) return null;
  if (conversions.length !== rest.length) {
    const many = rest.length < conversions.length ? 'not enough' : 'too many';
    const counts = `(${rest.length} supplied, ${conversions.length} expected)`;
    context.report.error('format-arguments', span, `${many} arguments for the format string ${counts}`);
    return null;
  }
  let next = 0;
  const message = text.replaceAll(/%(?:%|[-+ #0]*[0-9]*(?:\.[0-9]+)?(?:hh|h|ll|l|j|z|t|L)?[a-zA-Z])/g, (found) => {
    if (found === '%%') return '%';
    next += 1;
    return rest[next - 1] ?? '';
  });
  context.report.error('failed', span, message);
  return null;
}

function textOf(context: Context, written: Ast.Expression): string | null {
  const checked = context.expression(context, written);
  if (checked === null) return null;
  const { node } = checked;
  if (node.kind === 'string') return new TextDecoder().decode(node.bytes);
  const value = constantOf(node);
  if (value !== null) return `${value}`;
  context.report.error('bad-argument', node.span, 'the arguments of fail() must be known beforehand');
  return null;
}

function literalText(context: Context, call: Ast.Call, index: number): string | null {
  const written = call.args[index];
  if (written === undefined || written.kind === 'error') return null;
  if (written.kind === 'string') return new TextDecoder().decode(written.bytes);
  const message = `the message of ${call.callee.text}() must be a string, as written`;
  context.report.error('bad-format', written.span, message);
  return null;
}

/** What was asked is so, and nothing is to be done. */
function nothing(span: Span): TypedStatement {
  return { kind: 'unroll', span, count: 0, body: [] };
}
