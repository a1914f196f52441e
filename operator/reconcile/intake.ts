/**
 * What the store holds against what is known: which jobs begin, change, or are gone.
 *
 * Needs: what the store lists, parsed, and the jobs whose files were there before. Gives: actions, and for every file
 * that cannot be followed what is wrong with it. Pure.
 * Reports: problems with line and column; a job that runs goes on by its last good spec.
 */
import type { TraceJobSpec } from '@bpfleet/proto';
import type { Job } from '../jobs/job.ts';
import { type Parsed, updateProblems } from '../validation/parse.ts';
import type { Problem } from '../validation/problem.ts';

export interface Listed {
  /** Of the file. */
  readonly name: string;
  readonly parsed: Parsed;
}

export type IntakeAction =
  | { readonly kind: 'create'; readonly namespace: string; readonly name: string; readonly spec: TraceJobSpec }
  /** Only what may change has changed. */
  | { readonly kind: 'update'; readonly uid: string; readonly spec: TraceJobSpec }
  /** Its file is gone: end it, and forget it then. */
  | { readonly kind: 'remove'; readonly uid: string };

export interface FileProblem {
  readonly name: string;
  /** The job that goes on without this change, or null. */
  readonly uid: string | null;
  readonly reason: 'Malformed' | 'Immutable';
  readonly problems: readonly Problem[];
}

export interface Intake {
  readonly actions: readonly IntakeAction[];
  readonly problems: readonly FileProblem[];
}

export function intake(listed: readonly Listed[], jobs: readonly Job[]): Intake {
  const actions: IntakeAction[] = [];
  const problems: FileProblem[] = [];
  const kept = new Set<string>();
  for (const { name, parsed } of listed) {
    const known = jobs.find(
      (job) => job.name === name && (parsed.kind === 'malformed' || job.namespace === parsed.job.metadata.namespace),
    );
    if (parsed.kind === 'malformed') {
      if (known !== undefined) kept.add(known.uid);
      problems.push({ name, uid: known?.uid ?? null, reason: 'Malformed', problems: parsed.problems });
      continue;
    }
    const { spec, metadata } = parsed.job;
    const create: IntakeAction = { kind: 'create', namespace: metadata.namespace, name, spec };
    if (known === undefined) actions.push(create);
    else if (isSame(known.spec, spec)) kept.add(known.uid);
    // It never ran: a corrected file is another try.
    else if (known.outcome?.refused === true) actions.push({ kind: 'remove', uid: known.uid }, create);
    else {
      kept.add(known.uid);
      const forbidden = updateProblems(parsed.located, known.spec, spec);
      if (forbidden.length === 0) actions.push({ kind: 'update', uid: known.uid, spec });
      else problems.push({ name, uid: known.uid, reason: 'Immutable', problems: forbidden });
    }
  }
  const removed = jobs.filter(
    ({ uid }) => !kept.has(uid) && !actions.some((action) => action.kind !== 'create' && action.uid === uid),
  );
  // Removals first: the same name may be free for another job then.
  const removals = removed.map(({ uid }): IntakeAction => ({ kind: 'remove', uid }));
  return { actions: [...removals, ...actions], problems };
}

/** Both have their members in the schema's order and every default filled in. */
function isSame(a: TraceJobSpec, b: TraceJobSpec): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
