/**
 * Where code of macros comes from, for those who read about it.
 *
 * Needs: a diagnostic, and the use of each piece of code. Gives: the diagnostic with the uses that lead to it. Reports: nothing.
 */
import type { Diagnostic, Related } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';

export function withOrigins(diagnostic: Diagnostic, origins: ReadonlyMap<Span, Span>): Diagnostic {
  const uses: Related[] = [];
  for (let use = origins.get(diagnostic.span); use !== undefined; use = origins.get(use))
    uses.push({ span: use, message: 'expanded from' });
  return uses.length === 0 ? diagnostic : { ...diagnostic, related: [...diagnostic.related, ...uses] };
}
