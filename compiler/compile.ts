/**
 * The compiler, top to bottom. Pure: the same source, target and policy give the same bytes.
 *
 * Needs: a script, facts about a kernel, and a policy. Nothing else is looked at: no files, clock or environment.
 * Gives: an ELF object for libbpf and the manifest that explains it, or diagnostics.
 * Reports: every user error of the first phase that finds any; warnings of all phases that ran.
 */
import type { Program } from './1-parse/ast.ts';
import { parse } from './1-parse/parse.ts';
import { bind } from './2-bind/bind.ts';
import type { BoundProgram } from './2-bind/bound.ts';
import { configure } from './config/configure.ts';
import { expand } from './macros/expand.ts';
import { withOrigins } from './macros/origins.ts';
import { check } from './3-check/check.ts';
import type { TypedProgram } from './3-check/typed.ts';
import { planMaps } from './4-plan-maps/plan.ts';
import type { MapPlans } from './4-plan-maps/planned.ts';
import { lower } from './5-lower/lower.ts';
import { select } from './6-select/select.ts';
import { emit } from './7-emit/emit.ts';
import type { AsmModule } from './asm/module.ts';
import { type Diagnostic, hasErrors, type PhaseResult } from './diagnostics/diagnostic.ts';
import { invariant } from './diagnostics/invariant.ts';
import type { Module } from './ir/ir.ts';
import { verify } from './ir/verify.ts';
import type { Manifest } from './manifest.ts';
import type { Policy } from './policy.ts';
import { type Preamble, readPreamble } from './preamble/preamble.ts';
import type { Source, Span } from './source/source.ts';
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

/** What each phase gives, in the order of the phases. */
export type Stage =
  | { readonly kind: 'declared'; readonly preamble: Preamble }
  | { readonly kind: 'ast'; readonly tree: Program }
  | { readonly kind: 'bound'; readonly program: BoundProgram }
  | { readonly kind: 'typed'; readonly program: TypedProgram }
  | { readonly kind: 'maps'; readonly plans: MapPlans }
  | { readonly kind: 'ir'; readonly module: Module }
  | { readonly kind: 'asm'; readonly asm: AsmModule }
  | ({ readonly kind: 'elf' } & Compiled);

export function compile(source: Source, target: Target, policy: Policy): CompileResult {
  const diagnostics: Diagnostic[] = [];
  for (const stage of phases(source, target, policy, diagnostics)) {
    if (stage.kind === 'elf') return { output: { elf: stage.elf, manifest: stage.manifest }, diagnostics };
  }
  invariant(hasErrors(diagnostics), 'a phase gave nothing and reported no error');
  return { output: null, diagnostics };
}

/** Each phase runs when what it gives is asked for. Ends early, with an error among the diagnostics, when one finds any. */
export function* phases(source: Source, target: Target, given: Policy, diagnostics: Diagnostic[]): Generator<Stage> {
  /** The phase's output, or null when it or one before it failed. */
  let origins: ReadonlyMap<Span, Span> = new Map();
  const take = <T>(result: PhaseResult<T>): T | null => {
    diagnostics.push(...result.diagnostics.map((diagnostic) => withOrigins(diagnostic, origins)));
    return hasErrors(diagnostics) ? null : result.output;
  };

  const preamble = take(readPreamble(source, target));
  if (preamble === null) return;
  yield { kind: 'declared', preamble };
  // A copy would ask a live target for its helpers, which takes a program load each; few scripts need to know.
  const seen: Target = preamble.types === target.types ? target : { ...target, types: preamble.types };

  const tree = take(parse(source, preamble));
  if (tree === null) return;
  yield { kind: 'ast', tree };

  const policy = take(configure(tree, given));
  if (policy === null) return;

  const expanding = expand(tree);
  ({ origins } = expanding.output ?? { origins });
  const expanded = take(expanding);
  if (expanded === null) return;

  const bound = take(bind(expanded.program, source, seen, policy));
  if (bound === null) return;
  yield { kind: 'bound', program: bound };

  const typed = take(check(bound, seen, policy));
  if (typed === null) return;
  yield { kind: 'typed', program: typed };

  const plans = take(planMaps(typed, target, policy));
  if (plans === null) return;
  yield { kind: 'maps', plans };

  const { module, manifest } = lower(typed, plans, source, target, policy);
  yield { kind: 'ir', module };
  verify(module);

  const asm = take(select(module, target));
  if (asm === null) return;
  yield { kind: 'asm', asm };

  yield { kind: 'elf', elf: emit(asm, source, policy.settings.license), manifest };
}
