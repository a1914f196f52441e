/**
 * The plan of a job that ran when the operator lost its database: it goes on where an agent holds what it counted. It is not
 * begun again where nobody does: what came of it until then would be missing, and nothing would say so.
 *
 * Needs, gives, reports: as plan.ts.
 */
import type { Resumed } from '../jobs/job.ts';
import type { Plan } from './action.ts';
import type { Observed } from './observed.ts';
import { planRunning } from './plan-running.ts';

export function planResumed(observed: Observed, { atNs, desired }: Resumed, nowNs: bigint): Plan {
  const { job, nodes, operatorStartedNs, timing } = observed;
  // Agents come back when they find the operator.
  const untilNs = (atNs > operatorStartedNs ? atNs : operatorStartedNs) + timing.graceNs;
  const known = nodes.filter(({ part }) => part !== null).length;
  if (known === 0 && !job.deleted && nowNs < untilNs) return { actions: [], wakeNs: untilNs };
  if (known === 0) {
    const message =
      'the operator lost its database while the job ran, and no agent holds anything of it: make a new job to trace again';
    const outcome = { atNs: nowNs, succeeded: false, reason: 'StateLost', message, refused: false } as const;
    return { actions: [{ kind: 'finish', outcome }], wakeNs: null };
  }
  const plan = planRunning(observed, nowNs);
  const isEarly = known < desired && nowNs < untilNs && plan.actions.some(({ kind }) => kind === 'finish');
  if (!isEarly) return plan;
  return { actions: plan.actions.filter(({ kind }) => kind !== 'finish'), wakeNs: untilNs };
}
