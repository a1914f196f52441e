/**
 * Needs: a `fentry:[module:]function` or `fexit:…` as written, and the Target. Gives: the functions it names, wildcards
 * expanded to those with a prototype. Reports: functions that are not there, not traceable, without prototype, or in several
 * modules; a kernel that cannot do it.
 */
import type * as Ast from '../../1-parse/ast.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import type { Reporter } from '../../diagnostics/report.ts';
import { hasFeature } from '../../target/features.ts';
import { functionPrototype } from '../../target/prototypes.ts';
import type { KernelFunction } from '../../target/functions.ts';
import type { Target } from '../../target/target.ts';
import type { AttachPoint } from '../bound.ts';
import { requireBtf } from './btf.ts';
import { isPattern } from './glob.ts';
import { functionNames, matchingFunctions } from './kernel-function.ts';

type Trampoline = 'fentry' | 'fexit';

export function resolveTrampoline(
  provider: Trampoline,
  point: Ast.AttachPoint,
  target: Target,
  report: Reporter,
): AttachPoint[] {
  const parts = point.parts.slice(1).map((part) => part.text);
  const [module = '*', name = ''] = parts.length === 2 ? parts : ['*', parts[0]];
  if (parts[0]?.toLowerCase() === 'bpf' && parts.length > 1) {
    report.error('not-supported', point.span, `${provider} of BPF programs is not supported yet`);
    return [];
  }
  if (name === '' || module === '' || parts.length > 2) {
    report.error('bad-attach-point', point.span, `\`${point.text}\` needs the name of a function`, {
      hint: `write ${provider}:vfs_read or ${provider}:MODULE:FUNCTION`,
    });
    return [];
  }
  if (!requireBtf(point, target, report) || !requireFentry(point, target, report)) return [];
  const found = isPattern(name) ? matching(target, module, name) : named(target, module, name);
  if (found.length === 0) reportMissing(provider, point, { module, name }, target, report);
  if (found.length > 1 && !isPattern(name + (module === '*' ? '' : module))) {
    reportAmbiguous(provider, point, found, report);
    return [];
  }
  return found.map((each) => ({ provider, text: `${provider}:${each.module}:${each.name}`, ...each }));
}

function requireFentry(point: Ast.AttachPoint, target: Target, report: Reporter): boolean {
  if (hasFeature(target.types, 'fentry')) return true;
  report.error(
    'kernel-feature',
    point.span,
    `${point.text}: this kernel cannot attach programs to functions by fentry`,
    {
      hint: 'it was built without CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS',
      cause: 'ProbeMissing',
    },
  );
  return false;
}

/** Where the kernel does not say what can be traced, a prototype is all that is asked for. */
function named(target: Target, module: string, name: string): KernelFunction[] {
  const traceable = new Set(target.functions.modulesOf(name));
  const isKnown = traceable.size > 0 || target.functions.modules().length > 0;
  return target.types
    .findAll('function', name)
    .filter((found) => (module === '*' || module === found.module) && (!isKnown || traceable.has(found.module)))
    .map((found) => ({ module: found.module, name }));
}

function matching(target: Target, module: string, pattern: string): readonly KernelFunction[] {
  return matchingFunctions(target, module, pattern).filter(
    (each) => functionPrototype(target.types, each.module, each.name) !== null,
  );
}

function reportMissing(
  provider: Trampoline,
  point: Ast.AttachPoint,
  { module, name }: KernelFunction,
  target: Target,
  report: Reporter,
): void {
  const cause = 'ProbeMissing';
  if (isPattern(name)) return report.error('no-matches', point.span, `no function matches ${point.text}`, { cause });
  const owners = target.functions.modulesOf(name);
  if (module !== '*' && owners.length > 0 && !owners.includes(module)) {
    const hint = didYouMean(owners.map((owner) => `${provider}:${owner}:${name}`));
    return report.error('unknown-probe', point.span, `there is no function ${name} in the module ${module}`, {
      hint,
      cause,
    });
  }
  if (owners.length > 0) {
    const hint = `its BTF has no prototype of it; kprobe:${name} needs none`;
    return report.error('unknown-probe', point.span, `${provider} cannot attach to ${name}`, { hint, cause });
  }
  if (target.types.find('function', name) !== null) {
    const hint = 'it is inlined, or the kernel forbids it (notrace)';
    return report.error('unknown-probe', point.span, `${name} is not traceable`, { hint, cause });
  }
  report.error('unknown-probe', point.span, `there is no function ${name} in this kernel`, {
    hint: didYouMean(closest(name, functionNames(target)).map((close) => `${provider}:${close}`)),
    cause,
  });
}

function reportAmbiguous(
  provider: Trampoline,
  point: Ast.AttachPoint,
  found: readonly KernelFunction[],
  report: Reporter,
): void {
  const names = found.map(({ module, name }) => `${provider}:${module}:${name}`);
  report.error('ambiguous-function', point.span, `${point.text} stands for functions of ${found.length} modules`, {
    hint: didYouMean(names.slice(0, 6)),
  });
}
