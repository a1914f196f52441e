/**
 * Needs: an attach point as written, and the Target. Gives: the concrete attach points it stands for; none when it is
 * wrong. Reports: unknown and unsupported providers, and what each provider finds wrong.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { findProvider, findUnsupportedProvider, providerNames } from '../../builtins/providers.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import type { Policy } from '../../policy.ts';
import type { Target } from '../../target/target.ts';
import type { AttachPoint } from '../bound.ts';
import { resolveCounting } from './counting.ts';
import { isPattern } from './glob.ts';
import { resolveKprobe } from './kprobe.ts';
import { resolveRawTracepoint } from './raw-tracepoint.ts';
import { resolveSelf } from './self.ts';
import { resolveTimer } from './timer.ts';
import { resolveTracepoint } from './tracepoint.ts';
import { resolveUprobe } from './uprobe.ts';
import { resolveTrampoline } from './trampoline.ts';

export function resolveAttachPoint(
  point: Ast.AttachPoint,
  target: Target,
  policy: Policy,
  report: Reporter,
): AttachPoint[] {
  const written = point.parts[0]?.text ?? '';
  const provider = findProvider(written);
  switch (provider) {
    case 'begin':
    case 'end':
      if (point.parts.length === 1) return [{ provider, text: provider }];
      report.error('bad-attach-point', point.span, `\`${provider}\` stands alone`, { hint: `write ${provider} { … }` });
      return [];
    case 'self':
      return resolveSelf(point, report);
    case 'tracepoint':
      return resolveTracepoint(point, target, report);
    case 'interval':
    case 'profile':
      return resolveTimer(provider, point, report);
    case 'software':
    case 'hardware':
      return resolveCounting(provider, point, report);
    case 'uprobe':
    case 'uretprobe':
      return resolveUprobe(provider, point, target, report);
    case 'rawtracepoint':
      return resolveRawTracepoint(point, target, report);
    case 'fentry':
    case 'fexit':
      return resolveTrampoline(provider, point, target, report);
    case 'kprobe':
    case 'kretprobe':
      return resolveKprobe(provider, point, target, policy.unsafe, report);
    case null:
      reportProvider(point, written, target, report);
      return [];
  }
}

function reportProvider(point: Ast.AttachPoint, written: string, target: Target, report: Reporter): void {
  const span = point.parts[0]?.span ?? point.span;
  if (isPattern(written))
    return report.error('not-supported', span, 'Wildcards for the provider are not supported yet');
  const unsupported = findUnsupportedProvider(written);
  if (unsupported !== null)
    return report.error('not-supported', span, `The provider ${unsupported} is not supported yet`);
  const close = closest(written, providerNames);
  const asTracepoint =
    point.parts.length === 2 && target.tracepoints.format(written, point.parts[1]?.text ?? '') !== null;
  const hint = asTracepoint
    ? `did you mean tracepoint:${point.text}?`
    : (didYouMean(close) ?? `providers are ${providerNames.join(', ')}`);
  report.error('unknown-provider', span, `there is no provider \`${written}\``, { hint });
}
