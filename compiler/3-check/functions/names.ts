/** Functions that give the name of a number: strftime, strerror, signal_name, syscall_name, cgroup_path. */
import type * as Ast from '../../1-parse/ast.ts';
import { asInteger, type Checked } from '../checked.ts';
import type { Context } from '../context.ts';
import type { NameSource, TypedExpression } from '../typed.ts';
import { formatType } from '../types.ts';
import { namedNumber } from './named-number.ts';

export function checkNumberName(context: Context, call: Ast.Call, source: NameSource): Checked | null {
  const [argument] = call.args;
  const number = argument === undefined ? null : numberOf(context, call, argument);
  return number === null ? null : namedNumber(number, source);
}

export function checkStrftime(context: Context, call: Ast.Call): Checked | null {
  const [format, time] = call.args;
  if (format === undefined || time === undefined) return null;
  const number = numberOf(context, call, time);
  if (format.kind !== 'string') {
    if (format.kind !== 'error')
      context.report.error('bad-format', format.span, 'the format of strftime() must be a string, as written', {
        hint: 'write strftime("%H:%M:%S", nsecs)',
      });
    return null;
  }
  if (number === null) return null;
  if (number.kind === 'builtin' && number.name === 'nsecs(monotonic)') {
    context.report.error('bad-argument', time.span, 'strftime() cannot tell the time of day from the monotonic clock', {
      hint: 'use nsecs or nsecs(tai)',
    });
    return null;
  }
  if (number.kind === 'integer' && number.value < 0n) {
    context.report.error('bad-argument', time.span, 'strftime() knows no time below zero');
    return null;
  }
  const clock = number.kind === 'builtin' && number.name === 'nsecs(tai)' ? 'tai' : 'boot';
  return namedNumber(number, { of: 'time', format: new TextDecoder().decode(format.bytes), clock });
}

export function checkCgroupPath(context: Context, call: Ast.Call): Checked | null {
  const [id, filter] = call.args;
  const number = id === undefined ? null : numberOf(context, call, id);
  if (filter !== undefined && filter.kind !== 'string') {
    context.report.error('bad-argument', filter.span, 'the hierarchy of cgroup_path() must be a string, as written');
    return null;
  }
  const hierarchy = filter === undefined ? '*' : new TextDecoder().decode(filter.bytes);
  return number === null ? null : namedNumber(number, { of: 'cgroup', hierarchy });
}

function numberOf(context: Context, call: Ast.Call, argument: Ast.Expression): TypedExpression | null {
  const checked = context.expression(context, argument);
  if (checked === null) return null;
  const integer = checked.node.type.kind === 'int' ? asInteger(checked.node) : null;
  if (integer !== null) return integer;
  const type = formatType(checked.node.type);
  context.report.error('bad-argument', argument.span, `${call.callee.text}() needs a number, not ${type}`);
  return null;
}
