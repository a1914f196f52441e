/**
 * What to do about a job now.
 *
 * Needs: the job and its nodes as observed, and the time. Nothing else: no clock, no memory of earlier plans.
 * Gives: actions, each harmless when it was done already; and when to look again if nothing happens.
 * Reports: nothing; an outcome is an action.
 */
import { firstError } from '../compile/first-error.ts';
import type { OutcomeReason } from '../jobs/job.ts';
import type { ScriptDiagnostic } from '@bpfleet/proto';
import { durationNs } from '../jobs/units.ts';
import type { Action, Plan } from './action.ts';
import type { Observed, ObservedNode } from './observed.ts';
import { planResumed } from './plan-resumed.ts';
import { planRunning } from './plan-running.ts';

export function plan(observed: Observed, nowNs: bigint): Plan {
  const { job } = observed;
  if (job.outcome !== null) return planAfterEnd(observed, job.outcome.atNs, nowNs);
  if (job.startNs === null) return planStart(observed, nowNs);
  return job.resumed === null ? planRunning(observed, nowNs) : planResumed(observed, job.resumed, nowNs);
}

function planStart(observed: Observed, nowNs: bigint): Plan {
  const { job, scriptErrors, assertionErrors, gate } = observed;
  if (job.cancelNs !== null)
    return { actions: [finish(nowNs, 'Cancelled', 'cancelled before it began', false)], wakeNs: null };
  if (scriptErrors.length > 0) return refuse(nowNs, 'CompileError', scriptErrors);
  if (assertionErrors.length > 0)
    return { actions: [finish(nowNs, 'AssertionInvalid', assertionErrors.join('; '), true)], wakeNs: null };
  if (gate.kind === 'wait') return { actions: [], wakeNs: gate.untilNs };
  if (gate.kind === 'end') {
    const { succeeded, reason, message, refused } = gate;
    return {
      actions: [{ kind: 'finish', outcome: { atNs: nowNs, succeeded, reason, message, refused } }],
      wakeNs: null,
    };
  }
  const eligible = observed.nodes.filter(({ meant, connection }) => connection !== null && meant);
  // Pods need an agent as much as nodes do; but those that have none are told of, where the pods are known.
  if (eligible.length === 0 && (observed.selected === null || observed.required.length === 0))
    return { actions: [], wakeNs: null };
  const readyNs = readyAt(observed, eligible);
  if (readyNs > nowNs) return { actions: [], wakeNs: readyNs };
  const refused = eligible.length === 0 ? null : refusal(nowNs, eligible);
  if (refused !== null) return refused;
  if (observed.hold === 'missing') return { actions: [{ kind: 'hold' }], wakeNs: null };
  return observed.hold === 'asked' ? { actions: [], wakeNs: null } : start(observed, nowNs);
}

/** Nothing is attached any more: the object may go, and does when its time is over. */
function planAfterEnd({ job, hold, expiring }: Observed, endNs: bigint, nowNs: bigint): Plan {
  if (hold === 'none') return { actions: [], wakeNs: null };
  const release: readonly Action[] = hold === 'held' ? [{ kind: 'release' }] : [];
  const expiresNs = endNs + BigInt(job.spec.ttlSecondsAfterFinished) * 1_000_000_000n;
  if (nowNs < expiresNs) return { actions: release, wakeNs: expiresNs };
  return { actions: expiring ? release : [...release, { kind: 'expire' }], wakeNs: null };
}

/** The operator waits for agents to return after its own restart, and for Targets it has not seen. */
function readyAt({ operatorStartedNs, timing }: Observed, eligible: readonly ObservedNode[]): bigint {
  const settled = operatorStartedNs + timing.settleNs;
  const targets = eligible
    .filter(({ connection }) => connection?.verdict.kind === 'pending')
    .map(({ connection }) => (connection?.sinceNs ?? 0n) + timing.targetNs);
  return [settled, ...targets].reduce((latest, at) => (at > latest ? at : latest));
}

/** When the script cannot run on any node that is there. */
function refusal(nowNs: bigint, eligible: readonly ObservedNode[]): Plan | null {
  const verdicts = eligible.map(({ connection }) => connection?.verdict ?? { kind: 'unknown' as const });
  const wrong = verdicts.find((verdict) => verdict.kind === 'wrong');
  const lacking = verdicts.filter((verdict) => verdict.kind === 'lacks');
  const failing = lacking.length + verdicts.filter(({ kind }) => kind === 'wrong').length;
  if (failing < verdicts.length) return null;
  if (wrong !== undefined) return refuse(nowNs, 'CompileError', wrong.diagnostics);
  const [first] = lacking;
  return first === undefined ? null : refuse(nowNs, first.reason, first.diagnostics);
}

function start({ job, nodes, required, selected, unsafe }: Observed, nowNs: bigint): Plan {
  const deadlineNs = nowNs + durationNs(job.spec.run.duration);
  const actions: Action[] = [{ kind: 'start', startNs: nowNs, deadlineNs, unsafe }];
  if (selected !== null) actions.push({ kind: 'select', selected });
  // A node that was named, or that has pods of the job, belongs to it though nobody has heard of it.
  for (const node of required) actions.push({ kind: 'include', node });
  const warnings = nodes.map(({ connection }) => connection?.verdict).find((verdict) => verdict?.kind === 'runs');
  if (warnings?.kind === 'runs') actions.push({ kind: 'diagnose', diagnostics: warnings.diagnostics });
  return { actions, wakeNs: nowNs };
}

function refuse(nowNs: bigint, reason: OutcomeReason, diagnostics: readonly ScriptDiagnostic[]): Plan {
  const outcome = finish(nowNs, reason, firstError(diagnostics), true);
  return { actions: [{ kind: 'diagnose', diagnostics }, outcome], wakeNs: null };
}

function finish(atNs: bigint, reason: OutcomeReason, message: string, refused: boolean): Action {
  return { kind: 'finish', outcome: { atNs, succeeded: false, reason, message, refused } };
}
