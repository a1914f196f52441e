/**
 * What to do about a job now.
 *
 * Needs: the job and its nodes as observed, and the time. Nothing else: no clock, no memory of earlier plans.
 * Gives: actions, each harmless when it was done already; and when to look again if nothing happens.
 * Reports: nothing; an outcome is an action.
 */
import { firstError } from '../compile/verdict.ts';
import type { OutcomeReason } from '../jobs/job.ts';
import type { ScriptDiagnostic } from '@bpfleet/proto';
import { durationNs } from '../jobs/units.ts';
import type { Action, Plan } from './action.ts';
import { isTargeted, type Observed, type ObservedNode } from './observed.ts';
import { planRunning } from './plan-running.ts';

export function plan(observed: Observed, nowNs: bigint): Plan {
  const { job } = observed;
  if (job.outcome !== null) return { actions: [], wakeNs: null };
  return job.startNs === null ? planStart(observed, nowNs) : planRunning(observed, nowNs);
}

function planStart(observed: Observed, nowNs: bigint): Plan {
  const { job, syntaxErrors } = observed;
  if (job.cancelNs !== null)
    return { actions: [finish(nowNs, 'Cancelled', 'cancelled before it began', false)], wakeNs: null };
  if (syntaxErrors.length > 0) return refuse(nowNs, 'CompileError', syntaxErrors);
  const eligible = observed.nodes.filter(({ node, connection }) => connection !== null && isTargeted(job, node));
  if (eligible.length === 0) return { actions: [], wakeNs: null };
  const readyNs = readyAt(observed, eligible);
  if (readyNs > nowNs) return { actions: [], wakeNs: readyNs };
  return refusal(nowNs, eligible) ?? start(observed, nowNs);
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

function start({ job, nodes }: Observed, nowNs: bigint): Plan {
  const actions: Action[] = [{ kind: 'start', startNs: nowNs, deadlineNs: nowNs + durationNs(job.spec.run.duration) }];
  // A node that was named belongs to the job though nobody has heard of it.
  for (const node of job.spec.target.nodes.names) actions.push({ kind: 'include', node });
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
