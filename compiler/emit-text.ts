/**
 * Every intermediate form of a script as text (`--emit`).
 *
 * Needs: what compile() needs, and a stage. Gives: the stage's text form; of the object a summary, its bytes are compile()'s.
 * Reports: what the phases up to that stage report; null output when one of them fails.
 */
import { parse } from './1-parse/parse.ts';
import { printAst } from './1-parse/print.ts';
import { bind } from './2-bind/bind.ts';
import { printBound } from './2-bind/print.ts';
import { check } from './3-check/check.ts';
import { printTyped } from './3-check/print.ts';
import { planMaps } from './4-plan-maps/plan.ts';
import { printMapPlans } from './4-plan-maps/print.ts';
import { lower } from './5-lower/lower.ts';
import { select } from './6-select/select.ts';
import { emit } from './7-emit/emit.ts';
import { printElf } from './7-emit/print.ts';
import { printAsm } from './asm/print.ts';
import { type Diagnostic, hasErrors, type PhaseResult } from './diagnostics/diagnostic.ts';
import { printModule } from './ir/print.ts';
import type { Policy } from './policy.ts';
import type { Source } from './source/source.ts';
import type { Target } from './target/target.ts';

/** In the order of the phases. */
export const emitStages = ['ast', 'bound', 'typed', 'maps', 'ir', 'asm', 'elf'] as const;
export type EmitStage = (typeof emitStages)[number];

export interface Emitted {
  readonly output: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function emitStage(stage: EmitStage, source: Source, target: Target, policy: Policy): Emitted {
  const diagnostics: Diagnostic[] = [];
  /** The phase's output, or null when it or one before it failed. */
  const take = <T>(result: PhaseResult<T>): T | null => {
    diagnostics.push(...result.diagnostics);
    return hasErrors(diagnostics) ? null : result.output;
  };
  return { output: upTo(stage, source, target, policy, take), diagnostics };
}

function upTo(
  stage: EmitStage,
  source: Source,
  target: Target,
  policy: Policy,
  take: <T>(result: PhaseResult<T>) => T | null,
): Emitted['output'] {
  const ast = take(parse(source));
  if (ast === null) return null;
  if (stage === 'ast') return printAst(ast);

  const bound = take(bind(ast, source, target, policy));
  if (bound === null) return null;
  if (stage === 'bound') return printBound(bound);

  const typed = take(check(bound, target, policy));
  if (typed === null) return null;
  if (stage === 'typed') return printTyped(typed);

  const plans = take(planMaps(typed, target, policy));
  if (plans === null) return null;
  if (stage === 'maps') return printMapPlans(plans);

  const { module } = lower(typed, plans, source, target, policy);
  if (stage === 'ir') return printModule(module);

  const asm = take(select(module, target));
  if (asm === null) return null;
  return stage === 'asm' ? printAsm(asm, source) : printElf(emit(asm, source));
}
