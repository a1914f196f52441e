/**
 * Needs: `interval:unit:count`, `interval:duration`, the same for profile. Gives: its period, or frequency for
 * `profile:hz:`. Reports: forms and numbers that are no time.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import { nanoseconds, parseIntegerLiteral } from '../../source/integer.ts';
import type { AttachPoint } from '../bound.ts';

const units = ['hz', 's', 'ms', 'us'] as const;
const second = 1_000_000_000n;
/** Anything shorter is below what the timers of the kernel can do. */
const shortest = 1_000n;
/** perf_event_open takes the period as a signed 64-bit number. */
const longest = 2n ** 63n - 1n;

interface Time {
  readonly periodNs: bigint;
  readonly frequency: bigint | null;
}

export function resolveTimer(
  provider: 'interval' | 'profile',
  point: Ast.AttachPoint,
  report: Reporter,
): AttachPoint[] {
  const time = readTime(provider, point, report);
  if (time === null) return [];
  if (time.periodNs < shortest || time.periodNs > longest) {
    report.error(
      'bad-period',
      point.span,
      `the period of ${point.text} is ${time.periodNs} ns; it must be at least 1 us and fit in 63 bits`,
    );
    return [];
  }
  const text = [provider, ...point.parts.slice(1).map((part) => part.text)].join(':');
  if (provider === 'interval') return [{ provider, text, periodNs: time.periodNs }];
  return [{ provider, text, periodNs: time.frequency === null ? time.periodNs : null, frequency: time.frequency }];
}

function readTime(provider: string, point: Ast.AttachPoint, report: Reporter): Time | null {
  const [, first, second_, surplus] = point.parts;
  const hint = `write ${provider}:s:1, ${provider}:ms:100, ${provider}:us:50, ${provider}:hz:99 or ${provider}:100ms`;
  if (first === undefined || first.text === '' || surplus !== undefined) {
    report.error('bad-attach-point', point.span, `\`${point.text}\` needs a unit and a count`, { hint });
    return null;
  }
  if (second_ === undefined) return readDuration(first, hint, report);
  const unit = units.find((one) => one === first.text);
  if (unit === undefined) {
    report.error('bad-period', first.span, `\`${first.text}\` is no unit of time`, {
      hint: didYouMean(closest(first.text, units)) ?? `units are ${units.join(', ')}`,
    });
    return null;
  }
  const count = readCount(second_, hint, report);
  if (count === null) return null;
  if (unit === 'hz') return { periodNs: second / count, frequency: count };
  return { periodNs: count * (nanoseconds.get(unit) ?? 1n), frequency: null };
}

/** `interval:100ms`. */
function readDuration(part: Ast.Name, hint: string, report: Reporter): Time | null {
  const literal = parseIntegerLiteral(part.text);
  if (literal.ok && /(?:ns|us|ms|s|m|h|d)$/.test(part.text) && !/^0x/i.test(part.text))
    return { periodNs: literal.value, frequency: null };
  report.error('bad-period', part.span, `\`${part.text}\` is no duration`, { hint });
  return null;
}

function readCount(part: Ast.Name, hint: string, report: Reporter): bigint | null {
  const literal = parseIntegerLiteral(part.text);
  if (literal.ok && literal.value > 0n) return literal.value;
  const problem = literal.ok
    ? 'must be more than zero'
    : part.text === ''
      ? 'is missing'
      : `\`${part.text}\` is no whole number`;
  report.error(
    'bad-period',
    part.text === '' ? { start: part.span.start - 1, end: part.span.end } : part.span,
    `the count ${problem}`,
    { hint },
  );
  return null;
}
