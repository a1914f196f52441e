/** print(@map[, top[, div]]) prints a map; print(value) prints anything else, also one element of a map. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import { laid } from '../checked.ts';
import { type Context, mapState } from '../context.ts';
import { checkMapRead, undefinedMap } from '../expressions/map.ts';
import type { Type, TypedStatement } from '../typed.ts';
import { formatType } from '../types.ts';
import { literalArgument } from './arguments.ts';

const maxArgument = 2n ** 31n - 1n;

export function checkPrint(context: Context, call: Ast.Call, span: Span): TypedStatement | null {
  const [subject, top, div] = call.args;
  if (subject === undefined) return null;
  if (subject.kind === 'map' && subject.key === null)
    return checkPrintMap(context, subject, top ?? null, div ?? null, span);
  const checked = subject.kind === 'map' ? checkMapRead(context, subject, true) : context.expression(context, subject);
  if (top !== undefined && subject.kind !== 'error') {
    context.report.error('bad-argument', top.span, 'only whole maps are printed with `top` and `div`', {
      hint: 'write print(@map, top, div)',
    });
    return null;
  }
  if (checked !== null && isNothing(checked.node.type)) {
    context.report.error('bad-argument', subject.span, `${formatType(checked.node.type)} has nothing to print`);
    return null;
  }
  return checked === null ? null : { kind: 'printValue', span, value: laid(checked.node) };
}

/** The tuple of nothing, and a struct of C without members. */
function isNothing(type: Type): boolean {
  return (type.kind === 'tuple' && type.elements.length === 0) || (type.kind === 'struct' && type.ctype.bytes === 0);
}

function checkPrintMap(
  context: Context,
  access: Ast.MapAccess,
  top: Ast.Expression | null,
  div: Ast.Expression | null,
  span: Span,
): TypedStatement | null {
  const rows = top === null ? 0 : literalArgument(context, top, 'the `top` of print()', 0n, maxArgument);
  const divisor = div === null ? 1 : literalArgument(context, div, 'the `div` of print()', 0n, maxArgument);
  const map = mapState(context, access)?.symbol() ?? null;
  if (map === null) return undefinedMap(context, access);
  if (rows === null || divisor === null) return null;
  if (map.value.kind === 'stats' && div !== null && divisor > 1)
    context.report.warning('print-arguments', div.span, 'of stats() print() divides the average alone');
  return { kind: 'printMap', span, map, top: rows, div: Math.max(1, divisor) };
}
