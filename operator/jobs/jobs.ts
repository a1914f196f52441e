/**
 * All jobs, in memory and in the database.
 *
 * Needs: an open database. Gives: states; `apply` commits a change and only then lets it replace the state; `applySoon`
 * commits all that agents say in one turn of the event loop at once, as each commit waits for the disk.
 * Reports: what the database says, by a throw or to `failed`; the state is then as before.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { TraceJobStatus } from '@bpfleet/proto';
import { emptyLedger, emptyRounds } from '@bpfleet/results';
import { type Commit, committer, deleteJob } from '../db/commit.ts';
import { loadJobs, loadLines, loadLinesAfter, type NumberedLine, readState, type StoredLine } from '../db/load.ts';
import type { StoredState } from '../db/restore.ts';
import { loadStatus, saveStatus } from '../db/status.ts';
import type { Change } from '../merge/change.ts';
import { type Job, type JobState, newJobState } from './job.ts';

/** Something an agent said, to be committed together with what others say at that time. */
export interface Pending {
  readonly uid: string;
  /** Called again, on a later state, when what was to be committed with it could not be. */
  accept(state: JobState): Change;
  /** It is on disk: whoever waits for that may be told. */
  committed(change: Change): void;
  /** It is not on disk, and the state is without it. */
  failed(error: unknown): void;
}

interface Waiting {
  readonly pending: Pending;
  readonly change: Change;
}

export class Jobs {
  readonly #db: DatabaseSync;
  readonly #commit: Commit;
  /** With what waits to be committed. */
  readonly #states: Map<string, JobState>;
  #waiting: Waiting[] = [];
  /** States of the jobs in `#waiting` as they are on disk. */
  #committed = new Map<string, JobState>();
  #scheduled: NodeJS.Immediate | null = null;
  readonly #sealed = new Set<string>();

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

  /** Commits now, after what waits. Throws also when the change rests on something that could not be committed. */
  apply(change: Change): void {
    if (!this.flush()) throw new Error('what agents sent could not be committed: this is to be figured again');
    this.#commit(change.writes);
    this.#states.set(change.state.job.uid, change.state);
  }

  /** The change holds at once for what comes after it, and is committed in this turn of the event loop. Throws what `accept` throws. */
  applySoon(pending: Pending): void {
    const before = this.#states.get(pending.uid);
    if (before === undefined) throw new Error(`no job ${pending.uid}`);
    const change = pending.accept(before);
    if (!this.#committed.has(pending.uid)) this.#committed.set(pending.uid, before);
    this.#states.set(pending.uid, change.state);
    this.#waiting.push({ pending, change });
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Commits what waits. False when some of it could not be: that is undone, and those who sent it know. */
  flush(): boolean {
    if (this.#scheduled !== null) clearImmediate(this.#scheduled);
    this.#scheduled = null;
    const waiting = this.#waiting;
    const committed = this.#committed;
    this.#waiting = [];
    this.#committed = new Map();
    try {
      this.#commit(waiting.flatMap(({ change }) => change.writes));
    } catch {
      // One of them may be to blame: the others must not suffer for it.
      for (const [uid, state] of committed) this.#states.set(uid, state);
      return waiting.map(({ pending }) => this.#applyAlone(pending)).every((done) => done);
    }
    for (const { pending, change } of waiting) pending.committed(change);
    return true;
  }

  #applyAlone(pending: Pending): boolean {
    const state = this.#states.get(pending.uid);
    if (state === undefined) return true;
    try {
      const change = pending.accept(state);
      this.#commit(change.writes);
      this.#states.set(pending.uid, change.state);
      pending.committed(change);
      return true;
    } catch (error) {
      pending.failed(error);
      return false;
    }
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

  /** As it is on disk, with everything that was merged. */
  stored(uid: string): StoredState {
    this.flush();
    return readState(this.#db, uid);
  }

  /** From now on nothing that agents say is merged: the result is made of what is there. Not kept over a restart. */
  seal(uid: string): void {
    this.#sealed.add(uid);
  }

  /** There is no result after all. */
  unseal(uid: string): void {
    this.#sealed.delete(uid);
  }

  isSealed(uid: string): boolean {
    return this.#sealed.has(uid);
  }

  lines(uid: string): readonly StoredLine[] {
    this.flush();
    return loadLines(this.#db, uid);
  }

  /** Committed behind that row (0: all), in the order in which they came. */
  linesAfter(uid: string, row: number, most: number): readonly NumberedLine[] {
    this.flush();
    return loadLinesAfter(this.#db, uid, row, most);
  }

  /** For the times at which conditions changed. */
  lastStatus(uid: string): TraceJobStatus | null {
    return loadStatus(this.#db, uid) as TraceJobStatus | null;
  }

  saveStatus(uid: string, status: TraceJobStatus): void {
    saveStatus(this.#db, uid, status);
  }

  forget(uid: string): void {
    this.flush();
    deleteJob(this.#db, uid);
    this.#states.delete(uid);
    this.#sealed.delete(uid);
  }
}
