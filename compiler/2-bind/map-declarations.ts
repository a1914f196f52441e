/**
 * Needs: the declarations of maps as written. Gives: what each says, by the map's name; of several of one map the last counts.
 * Reports: unknown kinds, and numbers of keys that no map can have.
 */
import type * as Ast from '../1-parse/ast.ts';
import type { Reporter } from '../diagnostics/report.ts';
import { closest, didYouMean } from '../diagnostics/suggest.ts';
import type { Policy } from '../policy.ts';
import type { DeclaredMap } from './bound.ts';

const kinds: ReadonlyMap<string, { readonly perCpu: boolean; readonly evicts: boolean }> = new Map([
  ['hash', { perCpu: false, evicts: false }],
  ['lruhash', { perCpu: false, evicts: true }],
  ['percpuhash', { perCpu: true, evicts: false }],
  ['percpulruhash', { perCpu: true, evicts: true }],
]);
const mostKeys = 1n << 30n;

export function declaredMaps(
  declarations: readonly Ast.MapDeclaration[],
  { limits, mayRaiseLimits }: Policy,
  report: Reporter,
): ReadonlyMap<string, DeclaredMap> {
  const most = mayRaiseLimits ? mostKeys : BigInt(limits.maxMapKeys);
  const declared = new Map<string, DeclaredMap>();
  for (const { name, kind, capacity, span } of declarations) {
    const known = kinds.get(kind.text);
    if (known === undefined) {
      const hint = didYouMean(closest(kind.text, kinds.keys())) ?? `kinds are ${[...kinds.keys()].join(', ')}`;
      report.error('map-kind', kind.span, `there is no kind of map ${kind.text}`, { hint });
    } else if (capacity < 1n || capacity > most)
      report.error('map-kind', span, `${name.text} must have room for 1 to ${most} keys, not ${capacity}`);
    else declared.set(name.text, { kind: kind.text, ...known, capacity: Number(capacity), span });
  }
  return declared;
}
