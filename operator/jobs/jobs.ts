/**
 * All jobs, in memory and in the database.
 *
 * Needs: an open database. Gives: states; `apply` commits a change and only then lets it replace the state.
 * Reports: throws what the database says; the state is then as before.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { TraceJobStatus } from '@bpfleet/proto';
import { emptyLedger, emptyRounds } from '@bpfleet/results';
import { type Commit, committer } from '../db/commit.ts';
import { deleteJob, loadJob, loadJobs, loadLines, loadStatus, saveStatus, type StoredLine } from '../db/load.ts';
import type { Change } from '../merge/change.ts';
import { type Job, type JobState, newJobState } from './job.ts';

export class Jobs {
  readonly #db: DatabaseSync;
  readonly #commit: Commit;
  readonly #states: Map<string, JobState>;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#commit = committer(db);
    this.#states = new Map(loadJobs(db).map((state) => [state.job.uid, state]));
  }

  get(uid: string): JobState | null {
    return this.#states.get(uid) ?? null;
  }

  all(): readonly JobState[] {
    return [...this.#states.values()];
  }

  add(job: Job): void {
    this.#commit([{ kind: 'job', job }]);
    this.#states.set(job.uid, newJobState(job));
  }

  apply(change: Change): void {
    this.#commit(change.writes);
    this.#states.set(change.state.job.uid, change.state);
  }

  /** Lets go of what was merged; it stays in the database. */
  unload(uid: string): void {
    const state = this.#states.get(uid);
    if (state === undefined) return;
    this.#states.set(uid, {
      ...state,
      ledger: emptyLedger(state.schemas ?? []),
      rounds: emptyRounds(state.schemas ?? []),
    });
  }

  /** With everything that was merged. */
  loadWhole(uid: string): JobState {
    return loadJob(this.#db, uid);
  }

  lines(uid: string): readonly StoredLine[] {
    return loadLines(this.#db, uid);
  }

  /** For the times at which conditions changed. */
  lastStatus(uid: string): TraceJobStatus | null {
    return loadStatus(this.#db, uid) as TraceJobStatus | null;
  }

  saveStatus(uid: string, status: TraceJobStatus): void {
    saveStatus(this.#db, uid, status);
  }

  forget(uid: string): void {
    deleteJob(this.#db, uid);
    this.#states.delete(uid);
  }
}
