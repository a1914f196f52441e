/**
 * Needs: `software:event[:count]` or `hardware:event[:count]` as written. Gives: the event and the count after which each
 * run comes. Reports: unknown events with the names that come close, counts that are no number, wildcards.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { type CountingProvider, countingEventNames, findCountingEvent, perfTypes } from '../../builtins/perf-events.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import { parseIntegerLiteral } from '../../source/integer.ts';
import type { AttachPoint } from '../bound.ts';
import { isPattern } from './glob.ts';

/** perf_event_open takes the period as a signed 64-bit number. */
const greatest = 2n ** 63n - 1n;

export function resolveCounting(provider: CountingProvider, point: Ast.AttachPoint, report: Reporter): AttachPoint[] {
  const [, name, count, surplus] = point.parts;
  if (name === undefined || name.text === '' || surplus !== undefined) {
    report.error('bad-attach-point', point.span, `\`${point.text}\` needs an event and may have a count`, {
      hint: `write ${provider}:${example(provider)} or ${provider}:${example(provider)}:1000`,
    });
    return [];
  }
  const event = findCountingEvent(provider, name.text);
  if (event === null) {
    reportUnknown(provider, name, report);
    return [];
  }
  const written = count === undefined ? 0n : readCount(count, report);
  if (written === null) return [];
  return [
    {
      provider,
      text: `${provider}:${name.text}${written === 0n ? '' : `:${written}`}`,
      type: perfTypes[provider],
      config: event.config,
      count: written === 0n ? event.defaultCount : written,
    },
  ];
}

function reportUnknown(provider: CountingProvider, name: Ast.Name, report: Reporter): void {
  const names = countingEventNames(provider);
  const all = `events are ${names.join(', ')}`;
  if (isPattern(name.text))
    return report.error('bad-attach-point', name.span, `wildcards are not allowed for ${provider} probes`, {
      hint: all,
    });
  const hint = didYouMean(closest(name.text, names)) ?? all;
  return report.error('unknown-probe', name.span, `\`${name.text}\` is no ${provider} event`, { hint });
}

/** 0 is the event's own default, as in bpftrace. */
function readCount(part: Ast.Name, report: Reporter): bigint | null {
  const literal = parseIntegerLiteral(part.text);
  if (literal.ok && literal.value >= 0n && literal.value <= greatest) return literal.value;
  const span = part.text === '' ? { start: part.span.start - 1, end: part.span.end } : part.span;
  const problem = part.text === '' ? 'is missing' : `\`${part.text}\` is no whole number below 2^63`;
  report.error('bad-period', span, `the count ${problem}`, { hint: 'leave it out for the default of the event' });
  return null;
}

function example(provider: CountingProvider): string {
  return provider === 'software' ? 'page-faults' : 'cache-misses';
}
