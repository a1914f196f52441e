/**
 * intake.ts for objects of an API server: they have a uid and a generation of their own, and are deleted in two steps.
 *
 * Needs, gives, reports: as intake.ts.
 */
import type { Job } from '../jobs/job.ts';
import type { StoredObject } from '../store/store.ts';
import { type Parsed, updateProblems } from '../validation/parse.ts';
import type { Taken } from './intake.ts';

export function intakeObject(parsed: Parsed, object: StoredObject, jobs: ReadonlyMap<string, Job>): Taken {
  const { ref } = object;
  const known = jobs.get(ref.uid) ?? null;
  const nothing: Taken = { actions: [], problem: null, kept: ref.uid };
  if (object.deleting) {
    if (known === null) return { ...nothing, actions: [{ kind: 'release', ref }] };
    return known.deleted ? nothing : { ...nothing, actions: [{ kind: 'remove', uid: ref.uid }] };
  }
  if (known?.deleted === true) return nothing;
  if (parsed.kind === 'malformed') {
    const uid = known?.uid ?? null;
    return { ...nothing, problem: { ref, uid, reason: 'Malformed', problems: parsed.problems } };
  }
  const { job, located } = parsed;
  if (known === null) return { ...nothing, actions: [{ kind: 'create', job, object }] };
  if (known.generation === ref.generation) return nothing;
  // The API server holds to the same rules; a CRD that was tampered with does not.
  const forbidden = updateProblems(located, known.spec, job.spec);
  if (forbidden.length > 0)
    return { ...nothing, problem: { ref, uid: ref.uid, reason: 'Immutable', problems: forbidden } };
  return {
    ...nothing,
    actions: [{ kind: 'update', uid: ref.uid, spec: job.spec, generation: ref.generation }],
  };
}
