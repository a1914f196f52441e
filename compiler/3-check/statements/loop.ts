/** Loops, and the statements that leave them: `while`, `for`, `unroll`, `break`, `continue`, `return`. */
import type * as Ast from '../../1-parse/ast.ts';
import { asInteger, type Checked, coerce, slotOf } from '../checked.ts';
import { type Context, mapState } from '../context.ts';
import { constantOf } from '../expressions/constant.ts';
import { checkLooseCondition } from '../expressions/logical.ts';
import { aggregateOf, readType, undefinedMap } from '../expressions/map.ts';
import { join } from '../slot.ts';
import { canLoop } from './can-loop.ts';
import { targetOf } from '../target.ts';
import type { MapSymbol, Type, TypedStatement } from '../typed.ts';
import { formatType, int64, uint64 } from '../types.ts';

/** A program has room for so many copies (inventory X10). */
const maxUnroll = 100n;
/** `unroll` in `unroll`. */
const maxCopies = 10_000;

export function checkWhile(context: Context, statement: Ast.While): TypedStatement | null {
  const { span } = statement;
  const keyword = { start: span.start, end: span.start + 'while'.length };
  context.report.warning('deprecated', span, '`while` is deprecated', {
    hint: 'a range says how often: for ($i : 0..10) { … }',
  });
  if (!canLoop(context, keyword)) return null;
  const condition = checkLooseCondition(context, statement.condition, 'the condition');
  const body = loopBody(context, statement.body, context.inFor);
  return condition === null ? null : { kind: 'loop', span, over: { kind: 'while', condition }, body };
}

export function checkFor(context: Context, statement: Ast.For): TypedStatement | null {
  const { span, variable, over } = statement;
  if (over.kind === 'map') return checkForMap(context, statement, over.map);
  const possible = canLoop(context, { start: span.start, end: span.start + 'for'.length });
  const from = checkBound(context, over.from, 'start');
  const to = checkBound(context, over.to, 'end');
  const target = targetOf(context, variable, variable.span);
  const joined = from === null || to === null ? null : join(slotOf(from), slotOf(to));
  if (joined !== null) target?.cell.note(joined, variable.span);
  const resolved = target?.resolve() ?? null;
  const body = loopBody(context, statement.body, true);
  if (!possible || from === null || to === null || joined === null) return null;
  if (resolved === null || resolved.target.kind !== 'variable') return null;
  const type = joined.type;
  const wide = type.kind === 'int' && !type.signed ? uint64 : int64;
  const range = {
    kind: 'range',
    variable: resolved.target.symbol,
    from: coerce(from.node, wide),
    to: coerce(to.node, wide),
  } as const;
  return { kind: 'loop', span, over: range, body };
}

/** The variable is a tuple of the key and the value, as they are when its turn comes. */
function checkForMap(
  context: Context,
  { span, variable, body: block }: Ast.For,
  access: Ast.MapAccess,
): TypedStatement | null {
  const possible = canLoop(context, { start: span.start, end: span.start + 'for'.length });
  const target = targetOf(context, variable, variable.span);
  const map = mapState(context, access);
  const symbol = map?.symbol() ?? null;
  const type = symbol === null ? undefinedMap(context, access) : elementType(context, access, symbol);
  const nodeLocal = symbol?.nodeLocalKeys.includes(true) ?? false;
  if (type !== null) target?.cell.note({ type, flexible: false, nodeLocal }, variable.span);
  const resolved = target?.resolve() ?? null;
  const body = loopBody(context, block, true);
  if (!possible || symbol === null || type === null || resolved?.target.kind !== 'variable') return null;
  return { kind: 'loop', span, over: { kind: 'map', variable: resolved.target.symbol, map: symbol }, body };
}

function loopBody(context: Context, { statements }: Ast.Block, inFor: boolean): readonly TypedStatement[] {
  return context.statements({ ...context, loopDepth: context.loopDepth + 1, inFor }, statements).statements;
}

function elementType(context: Context, access: Ast.MapAccess, { name, keys, value, series }: MapSymbol): Type | null {
  const [first] = keys;
  if (first === undefined) {
    context.report.error('bad-loop', access.span, `${name} has no keys to go through`, {
      hint: `its value is ${name}`,
    });
    return null;
  }
  const type = series === null ? readType(value) : null;
  if (type === null) {
    const kind = series === null ? value.kind : 'tseries';
    context.report.error('bad-loop', access.span, `${name} holds ${kind}(), which has no single value`, {
      hint: `print(${name}) prints it`,
    });
    return null;
  }
  return { kind: 'tuple', elements: [keys.length === 1 ? first : { kind: 'tuple', elements: keys }, type] };
}

function checkBound(context: Context, expression: Ast.Expression, which: string): Checked | null {
  const checked = context.expression(context, expression);
  if (checked === null) return null;
  const aggregate = aggregateOf(context, expression);
  if (checked.node.type.kind === 'int' && aggregate === null) return checked;
  context.report.error(
    'bad-loop',
    expression.span,
    `the ${which} of a range must be an integer, not ${aggregate ?? formatType(checked.node.type)}`,
    { hint: aggregate === null ? null : 'cast it: (int64)@map' },
  );
  return null;
}

export function checkUnroll(context: Context, statement: Ast.Unroll): TypedStatement | null {
  const count = checkCount(context, statement.count);
  const copies = context.copies * (count ?? 1);
  if (copies > maxCopies) {
    const { span } = statement.count;
    context.report.error(
      'bad-loop',
      span,
      `this would be repeated ${copies} times; at most ${maxCopies} are possible`,
      {
        hint: 'use for ($i : 0..10) { … }',
      },
    );
    return null;
  }
  const body = context.statements({ ...context, copies }, statement.body.statements).statements;
  return count === null ? null : { kind: 'unroll', span: statement.span, count, body };
}

function checkCount(context: Context, expression: Ast.Expression): number | null {
  const checked = context.expression(context, expression);
  if (checked === null) return null;
  const count = constantOf(checked.node);
  if (count !== null && count >= 1n && count <= maxUnroll) return Number(count);
  context.report.error('bad-loop', expression.span, `unroll needs a constant number from 1 to ${maxUnroll}`);
  return null;
}

export function checkJump(
  context: Context,
  { kind, span }: Ast.Statement & { readonly kind: 'break' | 'continue' },
): TypedStatement | null {
  if (context.loopDepth > 0) return { kind, span };
  context.report.error('bad-loop', span, `\`${kind}\` stands outside of any loop`, {
    hint: kind === 'break' ? '`return` ends the probe' : null,
  });
  return null;
}

/** The value is the program's result, which few providers look at. */
export function checkReturn(
  context: Context,
  { value, span }: Ast.Statement & { readonly kind: 'return' },
): TypedStatement | null {
  if (value === null) return { kind: 'return', span, value: null };
  const checked = context.expression(context, value);
  if (checked === null) return null;
  const { type } = checked.node;
  const integer = type.kind === 'pointer' ? null : asInteger(checked.node);
  if (integer !== null) return { kind: 'return', span, value: coerce(integer, integer.type.signed ? int64 : uint64) };
  context.report.error('bad-operand', span, `a probe returns an integer, not ${formatType(type)}`);
  return null;
}
