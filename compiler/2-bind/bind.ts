/**
 * Needs: a syntax tree, and the Target whose probes it means. Gives: concrete attach points, and for every name what it
 * stands for; the tree itself is unchanged. Reports: unknown probes and names, with what was probably meant.
 */
import type { Program } from '../1-parse/ast.ts';
import { hasErrors, type PhaseResult } from '../diagnostics/diagnostic.ts';
import { type Reporter, reporter } from '../diagnostics/report.ts';
import type { Policy, Settings } from '../policy.ts';
import { nowhere, type Source, type Span } from '../source/source.ts';
import type { Target } from '../target/target.ts';
import { withParameters } from './attach/parameters.ts';
import { resolveAttachPoint } from './attach/resolve.ts';
import type { AttachPoint, BoundProbe, BoundProgram } from './bound.ts';
import { declaredMaps } from './map-declarations.ts';
import { Names } from './names.ts';

export function bind(program: Program, source: Source, target: Target, policy: Policy): PhaseResult<BoundProgram> {
  const report = reporter();
  const declared = declaredMaps(program.mapDeclarations, policy, report);
  const names = new Names(target.types, declared, report);
  const attachPoints = resolveAll(program, target, policy, report);
  reportEmpty(program, attachPoints, policy, report);
  const probes = program.probes.map((syntax, index): BoundProbe => {
    const perAttachPoint = names.probe(syntax, attachPoints[index] ?? []);
    const first = syntax.attachPoints[0]?.span ?? syntax.span;
    const last = syntax.attachPoints.at(-1)?.span ?? first;
    return {
      syntax,
      attachPoints: attachPoints[index] ?? [],
      perAttachPoint,
      span: { start: first.start, end: last.end },
    };
  });
  names.finish();
  for (const [name, { span }] of declared)
    if (!names.mapsByName.has(name)) report.warning('unused-map', span, `Unused map: ${name}`);
  const { maps, mapsByName, variables, variableOf, builtinOf, constantOf } = names;
  return {
    output: { source, probes, maps, mapsByName, variables, variableOf, builtinOf, constantOf },
    diagnostics: report.diagnostics,
  };
}

/** Looking for what was meant takes a look at every tracepoint; after so many wrong attach points the rest are left out. */
const maxWrong = 20;

/** All is well with the probes, but the filter, or a kernel without those that may be missing, leaves none. */
function reportEmpty(program: Program, attachPoints: AttachPoint[][], { inputs }: Policy, report: Reporter): void {
  if (program.probes.length === 0 || hasErrors(report.diagnostics) || attachPoints.some((points) => points.length > 0))
    return;
  const filter = inputs.probeFilter;
  const hint = filter === null ? null : `no probe of this script matches --probe-filter ${filter.source}`;
  report.error('no-probes', nowhere, 'No probes to attach', { hint });
}

function passes({ provider, text }: AttachPoint, { inputs }: Policy): boolean {
  return provider === 'begin' || provider === 'end' || inputs.probeFilter === null || inputs.probeFilter.test(text);
}

/** The attach points of each probe. Beyond the policy's limit nothing more is expanded. */
function resolveAll(program: Program, target: Target, policy: Policy, report: Reporter): AttachPoint[][] {
  const { maxProbes } = policy.limits;
  const tolerant = lenient(report, policy.settings);
  let total = 0;
  return program.probes.map((probe) => {
    const patterns = deferred(tolerant);
    let found = 0;
    const points = probe.attachPoints.flatMap((point) => {
      if (total > maxProbes || report.diagnostics.length >= maxWrong) return [];
      const given = withParameters(point, policy.inputs, report);
      const whole = at(patterns.report, point.span);
      const expanded = given === null ? [] : resolveAttachPoint(given, target, policy, whole);
      found += expanded.length;
      const resolved = expanded.filter((one) => passes(one, policy));
      total += resolved.length;
      if (total <= maxProbes) return resolved;
      const hint = 'make the wildcard narrower, or allow more with config = { max_probes = … }';
      report.error(
        'too-many-probes',
        point.span,
        `the script would attach to ${total} probes with \`${point.text}\`; at most ${maxProbes} are allowed`,
        { hint },
      );
      return [];
    });
    if (found === 0) patterns.tell();
    return points;
  });
}

/** All that is wrong with an attach point is shown at the whole of it, as bpftrace does; the message says what it is. */
function at(report: Reporter, span: Span): Reporter {
  return { ...report, error: (code, _part, message, details) => report.error(code, span, message, details) };
}

/** A pattern that matches nothing is an error only where the whole list of its probe does. */
function deferred(report: Reporter): { readonly report: Reporter; readonly tell: () => void } {
  const waiting: (() => void)[] = [];
  return {
    tell: () => waiting.forEach((each) => each()),
    report: {
      ...report,
      error: (code, span, message, details) => {
        if (code === 'no-matches') waiting.push(() => report.error(code, span, message, details));
        else report.error(code, span, message, details);
      },
    },
  };
}

/** What the kernel does not have is an error unless the script's `missing_probes` says otherwise. */
function lenient(report: Reporter, { missingProbes }: Settings): Reporter {
  if (missingProbes === 'error') return report;
  return {
    ...report,
    error: (code, span, message, details = {}) => {
      if (details.cause !== 'ProbeMissing') report.error(code, span, message, details);
      else if (missingProbes === 'warn') report.warning(code, span, message, details);
    },
  };
}
