/** Scripts to typed programs, for tests of the phases behind the checker. */
import assert from 'node:assert/strict';
import type { TypedProgram } from '../3-check/typed.ts';
import { planMaps } from '../4-plan-maps/plan.ts';
import type { MapPlans } from '../4-plan-maps/planned.ts';
import { type Lowered, lower, lowerUnoptimised } from '../5-lower/lower.ts';
import { type Diagnostic, hasErrors, type PhaseResult } from '../diagnostics/diagnostic.ts';
import { localPolicy, type Policy } from '../policy.ts';
import type { Target } from '../target/target.ts';
import { checkScript } from './check-script.ts';
import { targetOf } from './target.ts';

export interface Setting {
  readonly target: Target;
  readonly policy: Policy;
}

/** The defaults, changed by words in a comment on the script's first line: `// guard`, `// cpus 256`, `// keys 100`, `// kernel 6.12-x86_64`. */
export function settingOf(script: string): Setting {
  const [first = ''] = script.split('\n');
  const number = (word: string): number | null => {
    const found = new RegExp(`^//.*\\b${word} (\\d+)`).exec(first)?.[1];
    return found === undefined ? null : Number(found);
  };
  const target = targetOf(script);
  const limits = { ...localPolicy.limits, maxMapKeys: number('keys') ?? localPolicy.limits.maxMapKeys };
  return {
    target: { ...target, possibleCpus: number('cpus') ?? target.possibleCpus },
    policy: {
      ...localPolicy,
      limits,
      guard: /^\/\/.*\bguard\b/.test(first) ? { kind: 'cgroup', levels: [1] } : { kind: 'none' },
      containers: { levels: [2, 3] },
    },
  };
}

/** Throws where the script has errors. */
function typedProgram(script: string, { target, policy }: Setting): { program: TypedProgram; policy: Policy } {
  const checked = checkScript(script, target, policy);
  return { program: good(checked), policy: checked.policy };
}

export function plannedMaps(script: string, setting: Setting): PhaseResult<MapPlans> {
  const { program, policy } = typedProgram(script, setting);
  return planMaps(program, setting.target, policy);
}

export function lowered(script: string, setting: Setting = settingOf(script)): Lowered {
  return loweredBy(lower, script, setting);
}

/** Before the passes. */
export function loweredUnoptimised(script: string, setting: Setting = settingOf(script)): Lowered {
  return loweredBy(lowerUnoptimised, script, setting);
}

function loweredBy(phase: typeof lower, script: string, setting: Setting): Lowered {
  const { program, policy } = typedProgram(script, setting);
  const plans = good(planMaps(program, setting.target, policy));
  return phase(program, plans, { name: 'test.bt', text: script }, setting.target, policy);
}

function good<T>({ output, diagnostics }: PhaseResult<T>): T {
  assert.ok(output !== null && !hasErrors(diagnostics), describe(diagnostics));
  return output;
}

function describe(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ code, message, span }) => `${code} at ${span.start}: ${message}`).join('\n');
}
