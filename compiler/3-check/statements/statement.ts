/**
 * Needs: bound statements. Gives: typed ones, blocks dissolved, what cannot be reached left out; those with errors are
 * missing. Reports: through the rule of each kind, one file each.
 */
import type * as Ast from '../../1-parse/ast.ts';
import type { CheckedBlock, Context } from '../context.ts';
import { knownValue } from '../expressions/constant.ts';
import { checkCondition } from '../expressions/logical.ts';
import { targetOf } from '../target.ts';
import type { TypedStatement } from '../typed.ts';
import { assignValue, checkAssign } from './assign.ts';
import { checkCompound } from './compound.ts';
import { checkExpressionStatement } from './effect.ts';
import { endsBlock } from './ends.ts';
import { checkFor, checkJump, checkReturn, checkUnroll, checkWhile } from './loop.ts';

export function checkBlock(context: Context, block: Ast.Block): readonly TypedStatement[] {
  return checkStatements(context, block.statements).statements;
}

export function checkStatements(context: Context, statements: readonly Ast.Statement[]): CheckedBlock {
  const checked: TypedStatement[] = [];
  let ends = false;
  let warned = false;
  for (const statement of statements) {
    const typed = checkStatement(ends ? { ...context, reachable: false } : context, statement);
    if (ends) {
      // Left out, but checked: its mistakes are mistakes, and it may be the only one that gives a map its type.
      if (!warned) context.report.warning('unreachable', statement.span, 'this statement is never reached');
      warned = true;
      continue;
    }
    for (const one of typed) {
      checked.push(one);
      ends ||= endsBlock(one);
    }
  }
  return { statements: checked, ends };
}

function checkStatement(around: Context, statement: Ast.Statement): readonly TypedStatement[] {
  const whole = statement.kind === 'expression' ? statement.expression : statement;
  const context = { ...around, wants: whole.span };
  switch (statement.kind) {
    case 'assign':
      return list(context, checkAssign(context, statement));
    case 'compound':
      return list(context, checkCompound(context, statement));
    case 'let':
      return checkLet(context, statement);
    case 'expression':
      return checkExpressionStatement(context, statement).flatMap((one) => list(context, one));
    case 'if':
      return statement.condition.kind === 'comptime'
        ? checkTaken(context, statement)
        : list(context, checkIf(context, statement));
    case 'block':
      return checkBlock(context, statement.block);
    case 'while':
      return list(context, checkWhile(context, statement));
    case 'for':
      return list(context, checkFor(context, statement));
    case 'unroll':
      return list(context, checkUnroll(context, statement));
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
  const resolved = targetOf(context, statement.variable, statement.span)?.resolve() ?? null;
  if (resolved === null || resolved.target.kind !== 'variable') return [];
  return [{ kind: 'declare', span: statement.span, symbol: resolved.target.symbol }];
}

/** Where `comptime` decides, the other side is not looked at: it may not fit the types that this one is for. */
function checkTaken(context: Context, { condition, then, else: otherwise }: Ast.If): readonly TypedStatement[] {
  const checked = checkCondition(context, condition, 'the condition');
  const value = checked === null ? null : knownValue(checked);
  if (value === null) return list(context, null);
  const taken = value === 0n ? otherwise : then;
  return taken === null ? [] : checkBlock(context, taken);
}

function checkIf(context: Context, statement: Ast.If): TypedStatement | null {
  const condition = checkCondition(context, statement.condition, 'the condition');
  const then = checkBlock(context, statement.then);
  const otherwise = statement.else === null ? [] : checkBlock(context, statement.else);
  return condition === null ? null : { kind: 'if', span: statement.span, condition, then, else: otherwise };
}
