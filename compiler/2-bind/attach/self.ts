/** Needs: `self:signal:SIGUSR1` as written. Gives: the attach point; the program runs when the tracer gets the signal. Reports: anything else. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import type { AttachPoint } from '../bound.ts';

export function resolveSelf(point: Ast.AttachPoint, report: Reporter): AttachPoint[] {
  const [, kind, signal, surplus] = point.parts.map((part) => part.text);
  if (kind === 'signal' && signal === 'SIGUSR1' && surplus === undefined)
    return [{ provider: 'self', text: 'self:signal:SIGUSR1' }];
  const message =
    kind === 'signal' && signal !== undefined
      ? `${signal} is not a supported signal`
      : `\`${point.text}\` is no event of the tracer`;
  report.error('bad-attach-point', point.span, message, { hint: 'write self:signal:SIGUSR1' });
  return [];
}
