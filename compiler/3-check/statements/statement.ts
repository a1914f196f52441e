/**
 * Needs: bound statements. Gives: typed ones, blocks dissolved, what cannot be reached left out; those with errors are
 * missing. Reports: through the rule of each kind, one file each.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { checkCall } from '../calls/call.ts';
import { finished } from '../checked.ts';
import type { Context } from '../context.ts';
import { checkCondition } from '../expressions/logical.ts';
import { targetOf } from '../target.ts';
import type { TypedStatement } from '../typed.ts';
import { assignValue, checkAssign } from './assign.ts';
import { checkCompound } from './compound.ts';
import { checkFor, checkJump, checkReturn, checkUnroll, checkWhile } from './loop.ts';

export function checkBlock(context: Context, block: Ast.Block): TypedStatement[] {
  const checked: TypedStatement[] = [];
  let ended = false;
  let warned = false;
  for (const statement of block.statements) {
    const typed = checkStatement(ended ? { ...context, reachable: false } : context, statement);
    if (ended) {
      // Left out, but checked: its mistakes are mistakes, and it may be the only one that gives a map its type.
      if (!warned) context.report.warning('unreachable', statement.span, 'this statement is never reached');
      warned = true;
      continue;
    }
    for (const one of typed) checked.push(one);
    ended = endsBlock(checked.at(-1));
  }
  return checked;
}

function endsBlock(statement: TypedStatement | undefined): boolean {
  switch (statement?.kind) {
    case 'return':
    case 'exit':
    case 'break':
    case 'continue':
      return true;
    case 'if':
      return endsBlock(statement.then.at(-1)) && endsBlock(statement.else.at(-1));
    default:
      return false;
  }
}

function checkStatement(context: Context, statement: Ast.Statement): readonly TypedStatement[] {
  switch (statement.kind) {
    case 'assign':
      return list(context, checkAssign(context, statement));
    case 'compound':
      return list(context, checkCompound(context, statement));
    case 'let':
      return checkLet(context, statement);
    case 'expression':
      return list(context, checkExpressionStatement(context, statement));
    case 'if':
      return list(context, checkIf(context, statement));
    case 'block':
      return checkBlock(context, statement.block);
    case 'while':
      return list(context, checkWhile(context, statement, checkBlock));
    case 'for':
      return list(context, checkFor(context, statement, checkBlock));
    case 'unroll':
      return list(context, checkUnroll(context, statement, checkBlock));
    case 'break':
    case 'continue':
      return list(context, checkJump(context, statement));
    case 'return':
      return list(context, checkReturn(context, statement));
    case 'error':
      return [];
  }
}

function list(context: Context, statement: TypedStatement | null): readonly TypedStatement[] {
  if (statement !== null) return [statement];
  if (context.reachable) context.incomplete();
  return [];
}

/** A declaration alone makes the variable zero, again in each run of a loop. Nothing where it is never used. */
function checkLet(context: Context, statement: Ast.Let): readonly TypedStatement[] {
  if (statement.value !== null)
    return list(context, assignValue(context, statement.variable, statement.value, statement.span));
  const resolved = targetOf(context, statement.variable)?.resolve() ?? null;
  if (resolved === null || resolved.target.kind !== 'variable') return [];
  return [{ kind: 'declare', span: statement.span, symbol: resolved.target.symbol }];
}

function checkExpressionStatement(
  context: Context,
  statement: Ast.Statement & { readonly kind: 'expression' },
): TypedStatement | null {
  const { expression, span } = statement;
  if (expression.kind === 'call' && context.bound.builtinOf.get(expression)?.kind === 'action')
    return checkCall(context, expression, span);
  const checked = context.expression(context, expression);
  if (checked === null) return null;
  if (expression.kind !== 'increment' && !statement.discarded) {
    context.report.warning('discarded-value', span, 'this value is not used', {
      hint: 'write _ = …; to say that this is meant',
    });
  }
  return { kind: 'expression', span, expression: finished(checked) };
}

function checkIf(context: Context, statement: Ast.If): TypedStatement | null {
  const condition = checkCondition(context, statement.condition, 'the condition');
  const then = checkBlock(context, statement.then);
  const otherwise = statement.else === null ? [] : checkBlock(context, statement.else);
  return condition === null ? null : { kind: 'if', span: statement.span, condition, then, else: otherwise };
}
