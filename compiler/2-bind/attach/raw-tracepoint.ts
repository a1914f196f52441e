/**
 * Needs: a `rawtracepoint:[module:]event` as written, and the Target. Gives: the events it names, wildcards expanded.
 * Reports: what the Target does not have, with the names that come close; a kernel without BTF.
 *
 * An event's prototype is the typedef `btf_trace_EVENT` in the BTF of the module that defines it.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import { rawTracepointPrefix } from '../../target/prototypes.ts';
import type { Target } from '../../target/target.ts';
import type { AttachPoint } from '../bound.ts';
import { requireBtf } from './btf.ts';
import { isPattern, matches } from './glob.ts';

export function resolveRawTracepoint(point: Ast.AttachPoint, target: Target, report: Reporter): AttachPoint[] {
  const parts = point.parts.slice(1).map((part) => part.text);
  const [module, name] = parts.length === 2 ? parts : ['*', parts[0]];
  if (name === undefined || name === '' || module === '' || parts.length > 2) {
    report.error('bad-attach-point', point.span, `\`${point.text}\` is no raw tracepoint: it needs an event`, {
      hint: 'write rawtracepoint:sched_switch or rawtracepoint:MODULE:EVENT',
    });
    return [];
  }
  if (!requireBtf(point, target, report)) return [];
  const found = isPattern(name) ? matching(target, module ?? '*', name) : named(target, module ?? '*', name);
  if (found.length === 0) reportMissing(point, name, target, report);
  // A tracepoint is defined once; where a module repeats the typedef, the first is it.
  return isPattern(name) ? found : found.slice(0, 1);
}

function named(target: Target, module: string, name: string): AttachPoint[] {
  return target.types
    .findAll('typedef', rawTracepointPrefix + name)
    .filter((found) => matches(module, found.module))
    .map((found) => attachPoint(found.module, name));
}

function matching(target: Target, module: string, pattern: string): AttachPoint[] {
  return eventNames(target, module)
    .filter(([, name]) => matches(pattern, name))
    .map(([owner, name]) => attachPoint(owner, name));
}

/** [module, event], sorted within each module. */
function eventNames(target: Target, module: string): readonly (readonly [string, string])[] {
  return target.types
    .modules()
    .filter((owner) => matches(module, owner))
    .flatMap((owner) => {
      const names = [...(target.types.btf(owner)?.names('typedef') ?? [])]
        .filter((name) => name.startsWith(rawTracepointPrefix))
        .map((name) => name.slice(rawTracepointPrefix.length));
      return [...new Set(names)].toSorted().map((name) => [owner, name] as const);
    });
}

function attachPoint(module: string, name: string): AttachPoint {
  return { provider: 'rawtracepoint', text: `rawtracepoint:${module}:${name}`, module, name };
}

function reportMissing(point: Ast.AttachPoint, name: string, target: Target, report: Reporter): void {
  const cause = 'ProbeMissing';
  if (isPattern(name)) return report.error('no-matches', point.span, `no raw tracepoint matches ${name}`, { cause });
  const names = new Set(eventNames(target, '*').map(([, event]) => event));
  report.error('unknown-probe', point.span, `there is no raw tracepoint ${name} on this kernel`, {
    hint: didYouMean(closest(name, names).map((event) => `rawtracepoint:${event}`)),
    cause,
  });
}
