/**
 * Every intermediate form of a script as text (`--emit`).
 *
 * Needs: what compile() needs, and a stage. Gives: the stage's text form; of the object a summary, its bytes are compile()'s.
 * Reports: what the phases up to that stage report; null output when one of them fails. Later phases do not run.
 */
import { printAst } from './1-parse/print.ts';
import { printBound } from './2-bind/print.ts';
import { printTyped } from './3-check/print.ts';
import { printMapPlans } from './4-plan-maps/print.ts';
import { printElf } from './7-emit/print.ts';
import { printAsm } from './asm/print.ts';
import { phases, type Stage } from './compile.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { printModule } from './ir/print.ts';
import { printPreamble } from './preamble/print.ts';
import type { Policy } from './policy.ts';
import type { Source } from './source/source.ts';
import type { Target } from './target/target.ts';

export type EmitStage = Stage['kind'];

/** In the order of the phases. */
export const emitStages = [
  'declared',
  'ast',
  'bound',
  'typed',
  'maps',
  'ir',
  'asm',
  'elf',
] as const satisfies readonly EmitStage[];

export interface Emitted {
  readonly output: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function emitStage(wanted: EmitStage, source: Source, target: Target, policy: Policy): Emitted {
  const diagnostics: Diagnostic[] = [];
  for (const stage of phases(source, target, policy, diagnostics)) {
    if (stage.kind === wanted) return { output: textOf(stage, source), diagnostics };
  }
  return { output: null, diagnostics };
}

function textOf(stage: Stage, source: Source): string {
  switch (stage.kind) {
    case 'declared':
      return printPreamble(stage.preamble);
    case 'ast':
      return printAst(stage.tree);
    case 'bound':
      return printBound(stage.program);
    case 'typed':
      return printTyped(stage.program);
    case 'maps':
      return printMapPlans(stage.plans);
    case 'ir':
      return printModule(stage.module);
    case 'asm':
      return printAsm(stage.asm, source);
    case 'elf':
      return printElf(stage.elf);
  }
}
