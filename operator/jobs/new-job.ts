/**
 * The first state of a job.
 *
 * Needs: what was written, and for an object of an API server its identity and what its status tells. Gives: a job.
 * One that has ended stays ended. One that runs, and of which the database knows nothing, is resumed: it is never begun again,
 * it goes on where agents hold it.
 */
import { randomUUID } from 'node:crypto';
import type { Past, StoredObject } from '../store/store.ts';
import type { ParsedJob } from '../validation/parse.ts';
import type { Job, Outcome, OutcomeReason } from './job.ts';
import { durationNs } from './units.ts';

export interface NewJobFacts {
  readonly nowNs: bigint;
  /** What the job's class lets it do; of one that has not begun that is looked up when it does. */
  readonly unsafe: boolean;
}

export function newJob(parsed: ParsedJob, object: StoredObject | null, { nowNs, unsafe }: NewJobFacts): Job {
  const { kind, namespace, name, spec } = parsed;
  const past = object?.past ?? null;
  const startNs = past?.startNs ?? null;
  const outcome = past === null ? null : outcomeOf(past);
  const isResumed = startNs !== null && outcome === null;
  return {
    uid: object?.ref.uid ?? randomUUID(),
    kind,
    namespace,
    name,
    generation: object?.ref.generation ?? 1,
    spec,
    createdNs: object?.createdNs ?? nowNs,
    startNs,
    deadlineNs: isResumed ? startNs + durationNs(spec.run.duration) : null,
    cancelNs: spec.cancel && outcome === null ? nowNs : null,
    deleted: false,
    unsafe: isResumed && unsafe,
    resumed: isResumed ? { atNs: nowNs, desired: past?.status?.nodes?.desired ?? 0 } : null,
    selected: null,
    outcome,
    diagnostics: [],
  };
}

/** Null: it has not ended. */
function outcomeOf({ end }: Past): Outcome | null {
  return end === null ? null : { ...end, reason: end.reason as OutcomeReason, result: null, assertions: [] };
}
