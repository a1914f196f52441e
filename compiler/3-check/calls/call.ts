/** Calls that stand alone: they do something, and give no value. */
import type * as Ast from '../../1-parse/ast.ts';
import { unsafeActions } from '../../builtins/actions.ts';
import type { Span } from '../../source/source.ts';
import type { Context } from '../context.ts';
import type { TypedStatement } from '../typed.ts';
import { checkArgumentCount } from './arguments.ts';
import { checkAssert, checkAssertString, checkFail, checkStaticAssert } from './assert.ts';
import { checkClear } from './clear.ts';
import { checkDebugf } from './debugf.ts';
import { checkExit } from './exit.ts';
import { checkJoin } from './join.ts';
import { checkPrint } from './print.ts';
import { checkPrintf } from './printf.ts';
import { checkSignal } from './signal.ts';
import { checkTime } from './time.ts';

export function checkCall(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  const builtin = context.bound.builtinOf.get(call);
  if (builtin?.kind !== 'action' || !checkArgumentCount(context, call)) return null;
  if (unsafeActions.has(builtin.name) && !context.policy.unsafe) {
    context.report.error('unsafe', span, `${builtin.name}() is an unsafe function being used in safe mode`, {
      hint: 'it changes the system; --unsafe allows that',
    });
    return null;
  }
  switch (builtin.name) {
    case 'printf':
    case 'errorf':
    case 'warnf':
    case 'cat':
    case 'system':
      return checkPrintf(context, call, span, builtin.name);
    case 'time':
      return checkTime(context, call, span);
    case 'signal':
    case 'signal_thread':
      return checkSignal(context, call, span, builtin.name);
    case 'print':
      return checkPrint(context, call, span);
    case 'clear':
    case 'zero':
      return checkClear(context, builtin.name, call, span);
    case 'debugf':
      return checkDebugf(context, call, span);
    case 'join':
      return checkJoin(context, call, span);
    case 'assert':
      return checkAssert(context, call, span);
    case 'static_assert':
      return checkStaticAssert(context, call, span);
    case 'assert_str':
      return checkAssertString(context, call, span);
    case 'fail':
      return checkFail(context, call, span);
    case 'exit':
      return checkExit(context, call, span);
  }
}
