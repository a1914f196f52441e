/** signal(number or name), signal_thread(…): sends a signal to the current process, or to its current thread. */
import type * as Ast from '../../1-parse/ast.ts';
import { lastSignal, signalNumber, signalNumbers } from '../../builtins/signals.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import type { Span } from '../../source/source.ts';
import { asInteger } from '../checked.ts';
import type { Context } from '../context.ts';
import type { TypedExpression, TypedStatement } from '../typed.ts';
import { formatType, uint32 } from '../types.ts';

export function checkSignal(
  context: Context,
  call: Ast.Call,
  span: Span,
  name: 'signal' | 'signal_thread',
): TypedStatement | null {
  const [argument] = call.args;
  if (argument === undefined || argument.kind === 'error') return null;
  const point = context.attachPoints.find(({ provider }) => withoutTask.has(provider));
  if (point !== undefined) {
    context.report.error('bad-argument', span, `${name}() has no process to signal in the probe ${point.text}`);
    return null;
  }
  const number = numberOf(context, argument);
  return number === null ? null : { kind: 'signal', span, number, thread: name === 'signal_thread' };
}

/** Probes whose current task is nobody's business. */
const withoutTask: ReadonlySet<string> = new Set(['begin', 'end', 'interval', 'self']);

function numberOf(context: Context, argument: Ast.Expression): TypedExpression | null {
  if (argument.kind === 'string') return named(context, new TextDecoder().decode(argument.bytes), argument.span);
  const checked = context.expression(context, argument);
  if (checked === null) return null;
  const integer = checked.node.type.kind === 'int' ? asInteger(checked.node) : null;
  if (integer === null) {
    const type = formatType(checked.node.type);
    context.report.error('bad-argument', argument.span, `a signal is a number or a name like "KILL", not ${type}`);
    return null;
  }
  if (integer.kind !== 'integer' || (integer.value >= 1n && integer.value <= BigInt(lastSignal))) return integer;
  context.report.error('bad-argument', argument.span, `${integer.value} is no signal: they are 1 to ${lastSignal}`);
  return null;
}

function named(context: Context, name: string, span: Span): TypedExpression | null {
  const number = signalNumber(name);
  if (number !== null) return { kind: 'integer', type: uint32, span, value: BigInt(number) };
  const hint = didYouMean(closest(name.replace(/^SIG/, ''), signalNumbers.keys()));
  context.report.error('bad-argument', span, `there is no signal "${name}"`, { hint });
  return null;
}
