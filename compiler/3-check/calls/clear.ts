/** clear(@map), zero(@map). */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import { type Context, mapState } from '../context.ts';
import { undefinedMap } from '../expressions/map.ts';
import type { TypedStatement } from '../typed.ts';

export function checkClear(
  context: Context,
  name: 'clear' | 'zero',
  call: Ast.Call,
  span: Span,
): TypedStatement | null {
  const [argument] = call.args;
  if (argument === undefined || argument.kind === 'error') return null;
  if (argument.kind !== 'map' || argument.key !== null) {
    const hint =
      argument.kind === 'map' ? `write ${name}(${argument.name}): it means all of it` : `write ${name}(@map)`;
    context.report.error('bad-argument', argument.span, `${name}() needs a map, without a key`, { hint });
    return null;
  }
  const map = mapState(context, argument)?.symbol() ?? null;
  if (map === null) return undefinedMap(context, argument);
  return { kind: name, span, map };
}
