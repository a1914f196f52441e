/**
 * The first state of a job.
 *
 * Needs: what was written, and for an object of an API server its identity and what its status tells. Gives: a job.
 * A job that has run and of which the database knows nothing never runs again: that would count everything twice.
 */
import { randomUUID } from 'node:crypto';
import type { Past, StoredObject } from '../store/store.ts';
import type { ParsedJob } from '../validation/parse.ts';
import type { Job, Outcome, OutcomeReason } from './job.ts';

export function newJob(parsed: ParsedJob, object: StoredObject | null, nowNs: bigint): Job {
  const { kind, namespace, name, spec } = parsed;
  const past = object?.past ?? null;
  const outcome = past === null ? null : outcomeOf(past, nowNs);
  return {
    uid: object?.ref.uid ?? randomUUID(),
    kind,
    namespace,
    name,
    generation: object?.ref.generation ?? 1,
    spec,
    createdNs: object?.createdNs ?? nowNs,
    startNs: outcome === null ? null : (past?.startNs ?? null),
    deadlineNs: null,
    cancelNs: spec.cancel && outcome === null ? nowNs : null,
    deleted: false,
    unsafe: false,
    selected: null,
    outcome,
    diagnostics: [],
  };
}

/** Null: it has not begun, and may. */
function outcomeOf({ startNs, end }: Past, nowNs: bigint): Outcome | null {
  if (end !== null) {
    const { status: _status, ...facts } = end;
    return { ...facts, reason: facts.reason as OutcomeReason, result: null, assertions: [] };
  }
  if (startNs === null) return null;
  return {
    atNs: nowNs,
    succeeded: false,
    reason: 'StateLost',
    message: 'the operator lost its database while the job ran: make a new job to trace again',
    refused: false,
    result: null,
    assertions: [],
  };
}
