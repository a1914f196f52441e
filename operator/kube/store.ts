/**
 * Kubernetes as the store of jobs: TraceJobs and ClusterTraceJobs of the API server.
 *
 * Needs: the API server. Gives: a JobStore; what it is told to write is written soon, tried again while nobody answers.
 * Reports: to the log; transitions to users as Events.
 *
 * Status is applied by the server, under one field manager, and never over 32 KiB. Results are in the operator's database
 * only: they are served from there.
 */
import type { TraceJobStatus } from '@bpfleet/proto';
import type { Log } from '../log.ts';
import { type JobRef, type JobStore, refKey, type StoredJob, type StoredObjects } from '../store/store.ts';
import type { Api } from './api.ts';
import { applyFinalizers, applyStatus } from './apply.ts';
import { Calls } from './calls.ts';
import { happenings } from './events.ts';
import { fit } from './fit.ts';
import { jobReflectors } from './job-reflectors.ts';
import { finalizer, type JobObject, storedJob } from './jobs.ts';
import { objectPath } from './paths.ts';
import { Recorder } from './recorder.ts';
import type { Reflector } from './reflector.ts';

const quietMs = 50;
/** It is looked at this often without a change: what the operator wrote may have been lost. */
const rescanMs = 10_000;

export class KubernetesStore implements JobStore {
  readonly #api: Api;
  readonly calls: Calls;
  readonly #recorder: Recorder;
  readonly #reflectors: readonly Reflector<JobObject>[];
  readonly #listeners = new Set<() => void>();
  /** By uid; conditions as they were written last. */
  readonly #told = new Map<string, TraceJobStatus['conditions']>();
  #quiet: NodeJS.Timeout | null = null;

  constructor(api: Api, log: Log, identity: string) {
    this.#api = api;
    this.calls = new Calls(log);
    this.#recorder = new Recorder(api, this.calls, identity);
    this.#reflectors = jobReflectors(api, log, () => this.#changed());
  }

  get restarts(): number {
    return this.#reflectors.reduce((sum, { restarts }) => sum + restarts, 0);
  }

  /** Resolves when everything was listed once; with false when it was closed before. */
  async start(): Promise<boolean> {
    const listed = await Promise.all(this.#reflectors.map((reflector) => reflector.start()));
    return listed.every((done) => done);
  }

  /** What is to be written is still written, if the server takes it soon. */
  async close(): Promise<void> {
    for (const reflector of this.#reflectors) reflector.close();
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    await this.calls.drain(5000);
    this.calls.close();
  }

  list(): readonly StoredJob[] {
    return this.#reflectors.flatMap(({ objects }) => [...objects.values()].map(storedJob));
  }

  watch(onChange: () => void): () => void {
    this.#listeners.add(onChange);
    const rescan = setInterval(onChange, rescanMs);
    return () => {
      this.#listeners.delete(onChange);
      clearInterval(rescan);
    };
  }

  writeStatus(job: JobRef, status: TraceJobStatus): void {
    const { uid } = job;
    if (uid === null) return;
    const before = this.#told.get(uid) ?? this.#find(uid)?.conditions ?? [];
    this.#told.set(uid, status.conditions);
    for (const happening of happenings(before, status.conditions)) this.#recorder.record(job, happening);
    const fitting = fit(status);
    this.#ask(`status ${refKey(job)}`, () => applyStatus(this.#api, job, fitting));
  }

  removeStatus({ uid, ...job }: JobRef): void {
    // The object goes, and its status with it.
    this.calls.drop(`status ${refKey(job)}`);
    if (uid !== null) this.#told.delete(uid);
  }

  /** A lost database is told of in each job's status; it keeps nobody from starting. */
  accepted(): readonly string[] {
    return [];
  }

  writeResult(): void {
    // It is in the database.
  }

  hasResult(): boolean {
    return true;
  }

  removeResult(): void {
    // Nothing was written.
  }

  readonly objects: StoredObjects = {
    holdOf: (job) => {
      if (this.calls.has(`finalizer ${refKey(job)}`)) return 'asked';
      return this.#find(job.uid)?.held === true ? 'held' : 'missing';
    },
    hold: (job) => this.#finalizers(job, [finalizer]),
    release: (job) => {
      if (this.#find(job.uid)?.held === true) this.#finalizers(job, []);
    },
    isExpiring: (job) => this.calls.has(`delete ${refKey(job)}`) || this.#find(job.uid)?.deleting !== false,
    expire: (job) =>
      this.calls.ask(`delete ${refKey(job)}`, async () => {
        const body = { preconditions: { uid: job.uid }, propagationPolicy: 'Background' };
        await this.#api.call({ method: 'DELETE', path: objectPath(job), body });
      }),
  };

  #finalizers(job: JobRef, finalizers: readonly string[]): void {
    this.#ask(`finalizer ${refKey(job)}`, () => applyFinalizers(this.#api, job, finalizers));
  }

  #ask(key: string, apply: () => Promise<void>): void {
    this.calls.ask(key, async () => {
      await apply();
      this.#changed();
    });
  }

  #find(uid: string | null): JobObject | null {
    if (uid === null) return null;
    for (const { objects } of this.#reflectors) {
      const found = objects.get(uid);
      if (found !== undefined) return found;
    }
    return null;
  }

  #changed(): void {
    this.#quiet ??= setTimeout(() => {
      this.#quiet = null;
      for (const listener of this.#listeners) listener();
    }, quietMs);
  }
}
