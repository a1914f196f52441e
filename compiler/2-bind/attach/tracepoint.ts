/**
 * Needs: a `tracepoint:category:name` as written, and the Target. Gives: the tracepoints it names, wildcards expanded in
 * the Target's (sorted) order. Reports: what the Target does not have, with the names that come close.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { renamedTracepoint } from '../../builtins/renamed-tracepoints.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import type { Target } from '../../target/target.ts';
import type { AttachPoint } from '../bound.ts';
import { isPattern, matches } from './glob.ts';

export function resolveTracepoint(point: Ast.AttachPoint, target: Target, report: Reporter): AttachPoint[] {
  const [, category, name, surplus] = point.parts;
  const names = target.tracepoints.names();
  if (
    category === undefined ||
    name === undefined ||
    surplus !== undefined ||
    category.text === '' ||
    name.text === ''
  ) {
    const elsewhere = category === undefined ? [] : withName(names, category.text);
    const hint = didYouMean(elsewhere) ?? 'tracepoints are written tracepoint:category:name';
    report.error('bad-attach-point', point.span, `\`${point.text}\` is no tracepoint: it needs a category and a name`, {
      hint,
    });
    return [];
  }
  const pattern = `${category.text}:${name.text}`;
  const found = isPattern(pattern)
    ? names.filter((full) => matchesBoth(category.text, name.text, full))
    : target.tracepoints.format(category.text, name.text) === null
      ? []
      : [pattern];
  if (found.length === 0) reportMissing(point, category.text, name.text, names, report);
  return found.map(tracepoint);
}

function tracepoint(full: string): AttachPoint {
  const colon = full.indexOf(':');
  return {
    provider: 'tracepoint',
    text: `tracepoint:${full}`,
    category: full.slice(0, colon),
    name: full.slice(colon + 1),
  };
}

function matchesBoth(category: string, name: string, full: string): boolean {
  const colon = full.indexOf(':');
  return matches(category, full.slice(0, colon)) && matches(name, full.slice(colon + 1));
}

function reportMissing(
  point: Ast.AttachPoint,
  category: string,
  name: string,
  names: readonly string[],
  report: Reporter,
): void {
  const cause = 'ProbeMissing';
  if (isPattern(category + name)) {
    return report.error('no-matches', point.span, `no tracepoint matches ${category}:${name}`, { cause });
  }
  const predicate = /[^/]\/.*\/$/.test(name);
  const hint = predicate ? 'put a space before the predicate' : suggest(category, name, names);
  report.error('unknown-probe', point.span, `there is no tracepoint ${category}:${name} on this kernel`, {
    hint,
    cause: predicate ? 'script' : cause,
  });
}

function suggest(category: string, name: string, names: readonly string[]): string | null {
  const now = renamedTracepoint(`${category}:${name}`);
  if (now !== null && names.includes(now)) return `it is tracepoint:${now} now`;
  const categories = new Set(names.map((full) => full.slice(0, full.indexOf(':'))));
  if (categories.has(category)) {
    const within = names
      .filter((full) => full.startsWith(`${category}:`))
      .map((full) => full.slice(category.length + 1));
    const close = closest(name, within).map((one) => `tracepoint:${category}:${one}`);
    return didYouMean(close.length > 0 ? close : withName(names, name));
  }
  const sameName = withName(names, name);
  if (sameName.length > 0) return didYouMean(sameName);
  const close = closest(category, categories).filter((one) => names.includes(`${one}:${name}`));
  if (close.length > 0) return didYouMean(close.map((one) => `tracepoint:${one}:${name}`));
  return didYouMean(closest(`${category}:${name}`, names).map((full) => `tracepoint:${full}`));
}

/** Tracepoints of exactly this name, in any category. */
function withName(names: readonly string[], name: string): string[] {
  return names
    .filter((full) => full.endsWith(`:${name}`))
    .slice(0, 4)
    .map((full) => `tracepoint:${full}`);
}
