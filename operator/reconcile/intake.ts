/**
 * What the store holds against what is known: which jobs begin, change, or are gone.
 *
 * Needs: what the store lists, parsed, and the jobs that are known. Gives: actions, and for everything that cannot be
 * followed what is wrong with it. Pure.
 * Reports: problems with line and column; a job that runs goes on by its last good spec.
 */
import type { TraceJobSpec } from '@bpfleet/proto';
import type { Job } from '../jobs/job.ts';
import type { JobRef, StoredObject } from '../store/store.ts';
import { type Parsed, type ParsedJob, updateProblems } from '../validation/parse.ts';
import type { Problem } from '../validation/problem.ts';
import { intakeObject } from './intake-object.ts';

export interface Listed {
  readonly key: string;
  readonly parsed: Parsed;
  readonly object: StoredObject | null;
}

export type IntakeAction =
  /** `object` null: it gets an identity of its own. */
  | { readonly kind: 'create'; readonly job: ParsedJob; readonly object: StoredObject | null }
  /** Only what may change has changed. `generation` null: the next one. */
  | { readonly kind: 'update'; readonly uid: string; readonly spec: TraceJobSpec; readonly generation: number | null }
  /** Its file or object is gone, or about to be: end it, and forget it then. */
  | { readonly kind: 'remove'; readonly uid: string }
  /** It is to be deleted, and nothing is known of it. */
  | { readonly kind: 'release'; readonly ref: JobRef };

export interface FileProblem {
  /** Of a file that is no job `uid` is null. */
  readonly ref: JobRef;
  /** The job that goes on without this change, or null. */
  readonly uid: string | null;
  readonly reason: 'Malformed' | 'Immutable';
  readonly problems: readonly Problem[];
}

/** What one file or object comes to. */
export interface Taken {
  readonly actions: readonly IntakeAction[];
  readonly problem: FileProblem | null;
  /** The job that it is, and that is not gone. */
  readonly kept: string | null;
}

export interface Intake {
  readonly actions: readonly IntakeAction[];
  readonly problems: readonly FileProblem[];
}

export function intake(listed: readonly Listed[], jobs: readonly Job[]): Intake {
  const there = jobs.filter(({ deleted }) => !deleted);
  const byUid = new Map(jobs.map((job) => [job.uid, job]));
  const taken = listed.map((one) =>
    one.object === null ? intakeFile(one, there) : intakeObject(one.parsed, one.object, byUid),
  );
  const actions = taken.flatMap((one) => one.actions);
  const kept = new Set(taken.map((one) => one.kept));
  const handled = new Set(actions.map((action) => ('uid' in action ? action.uid : null)));
  // Removals first: the same name may be free for another job then.
  const removals = there
    .filter(({ uid }) => !kept.has(uid) && !handled.has(uid))
    .map(({ uid }): IntakeAction => ({ kind: 'remove', uid }));
  return {
    actions: [...removals, ...actions],
    problems: taken.flatMap(({ problem }) => (problem === null ? [] : [problem])),
  };
}

function intakeFile({ key, parsed }: Listed, jobs: readonly Job[]): Taken {
  const known =
    jobs.find((job) => job.name === key && (parsed.kind === 'malformed' || isSameOwner(job, parsed.job))) ?? null;
  if (parsed.kind === 'malformed') {
    const ref: JobRef = { kind: 'TraceJob', namespace: 'default', name: key, uid: null, generation: 0 };
    const uid = known?.uid ?? null;
    return { actions: [], problem: { ref, uid, reason: 'Malformed', problems: parsed.problems }, kept: uid };
  }
  const { job, located } = parsed;
  const create: IntakeAction = { kind: 'create', job, object: null };
  if (known === null) return { actions: [create], problem: null, kept: null };
  if (isSame(known.spec, job.spec)) return { actions: [], problem: null, kept: known.uid };
  // It never ran: a corrected file is another try.
  if (known.outcome?.refused === true)
    return { actions: [{ kind: 'remove', uid: known.uid }, create], problem: null, kept: null };
  const forbidden = updateProblems(located, known.spec, job.spec);
  if (forbidden.length > 0) {
    const ref: JobRef = { ...job, uid: known.uid, generation: known.generation };
    return {
      actions: [],
      problem: { ref, uid: known.uid, reason: 'Immutable', problems: forbidden },
      kept: known.uid,
    };
  }
  const update: IntakeAction = { kind: 'update', uid: known.uid, spec: job.spec, generation: null };
  return { actions: [update], problem: null, kept: known.uid };
}

function isSameOwner(job: Job, other: ParsedJob): boolean {
  return job.kind === other.kind && job.namespace === other.namespace;
}

/** Both have their members in the schema's order and every default filled in. */
function isSame(a: TraceJobSpec, b: TraceJobSpec): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
