/**
 * The compiler, top to bottom. Pure: the same source, target and policy give the same bytes.
 *
 * Needs: a script, facts about a kernel, and a policy. Nothing else is looked at: no files, clock or environment.
 * Gives: an ELF object for libbpf and the manifest that explains it, or diagnostics.
 * Reports: every user error of the first phase that finds any; warnings of all phases that ran.
 */
import { parse } from './1-parse/parse.ts';
import { bind } from './2-bind/bind.ts';
import { check } from './3-check/check.ts';
import { planMaps } from './4-plan-maps/plan.ts';
import { lower } from './5-lower/lower.ts';
import { select } from './6-select/select.ts';
import { emit } from './7-emit/emit.ts';
import { type Diagnostic, hasErrors } from './diagnostics/diagnostic.ts';
import { invariant } from './diagnostics/invariant.ts';
import { verify } from './ir/verify.ts';
import type { Manifest } from './manifest.ts';
import type { Policy } from './policy.ts';
import type { Source } from './source/source.ts';
import type { Target } from './target/target.ts';

export interface Compiled {
  readonly elf: Uint8Array;
  readonly manifest: Manifest;
}

export interface CompileResult {
  /** Null when there is an error among the diagnostics. */
  readonly output: Compiled | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function compile(source: Source, target: Target, policy: Policy): CompileResult {
  const diagnostics: Diagnostic[] = [];
  const failed = (): CompileResult => {
    invariant(hasErrors(diagnostics), 'a phase gave nothing and reported no error');
    return { output: null, diagnostics };
  };

  const parsed = parse(source);
  diagnostics.push(...parsed.diagnostics);
  if (parsed.output === null || hasErrors(diagnostics)) return failed();

  const bound = bind(parsed.output, source, target, policy);
  diagnostics.push(...bound.diagnostics);
  if (bound.output === null || hasErrors(diagnostics)) return failed();

  const checked = check(bound.output, target, policy);
  diagnostics.push(...checked.diagnostics);
  if (checked.output === null || hasErrors(diagnostics)) return failed();

  const planned = planMaps(checked.output, target, policy);
  diagnostics.push(...planned.diagnostics);
  if (planned.output === null || hasErrors(diagnostics)) return failed();

  const { module, manifest } = lower(checked.output, planned.output, source, target, policy);
  verify(module);

  const selected = select(module, target);
  diagnostics.push(...selected.diagnostics);
  if (selected.output === null || hasErrors(diagnostics)) return failed();

  return { output: { elf: emit(selected.output, source), manifest }, diagnostics };
}
