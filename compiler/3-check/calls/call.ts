/** Calls that stand alone: printf, print, clear, exit. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import type { Context } from '../context.ts';
import type { TypedStatement } from '../typed.ts';
import { checkArgumentCount } from './arguments.ts';
import { checkClear } from './clear.ts';
import { checkExit } from './exit.ts';
import { checkPrint } from './print.ts';
import { checkPrintf } from './printf.ts';

export function checkCall(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  const builtin = context.bound.builtinOf.get(call);
  if (builtin?.kind !== 'action' || !checkArgumentCount(context, call)) return null;
  switch (builtin.name) {
    case 'printf':
      return checkPrintf(context, call, span);
    case 'print':
      return checkPrint(context, call, span);
    case 'clear':
      return checkClear(context, call, span);
    case 'exit':
      return checkExit(context, call, span);
  }
}
