/**
 * Follows the store: jobs begin, change and end with their files.
 *
 * Needs: a store and the jobs. Gives: `run`, harmless at any time; what is wrong with files that cannot be followed.
 * Reports: to users by the status of the file; to the log what changed.
 */
import { randomUUID } from 'node:crypto';
import type { TraceJobStatus } from '@bpfleet/proto';
import { fullName, type Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Log } from '../log.ts';
import { malformedStatus } from '../status/status.ts';
import type { StatusWriter } from '../status/writer.ts';
import type { JobStore, StoredText } from '../store/store.ts';
import { type Parsed, parseJob } from '../validation/parse.ts';
import { withJob } from './apply.ts';
import { type FileProblem, intake, type IntakeAction } from './intake.ts';

export interface FilesOptions {
  readonly store: JobStore;
  readonly jobs: Jobs;
  readonly writer: StatusWriter;
  readonly log: Log;
  readonly nowNs: () => bigint;
  readonly touch: (uid: string) => void;
}

export class Files {
  readonly #options: FilesOptions;
  /** Parsed once for each content. */
  readonly #parsed = new Map<string, { readonly text: string; readonly parsed: Parsed }>();
  #problems: readonly FileProblem[] = [];
  /** Statuses of files that are no job. */
  readonly #malformed = new Map<string, TraceJobStatus>();

  constructor(options: FilesOptions) {
    this.#options = options;
  }

  /** What keeps a job's file from being followed, or null. */
  problemOf(uid: string): FileProblem | null {
    return this.#problems.find((problem) => problem.uid === uid) ?? null;
  }

  run(): void {
    const { store, jobs } = this.#options;
    const listed = store.list().map((file) => ({ name: file.name, parsed: this.#parse(file) }));
    for (const name of this.#parsed.keys()) if (!listed.some((file) => file.name === name)) this.#parsed.delete(name);
    const known = jobs.all().map(({ job }) => job);
    const result = intake(
      listed,
      known.filter(({ deleted }) => !deleted),
    );
    for (const action of result.actions) this.#execute(action);
    this.#report(result.problems);
  }

  #parse({ name, content }: StoredText): Parsed {
    if (content.kind === 'unreadable')
      return { kind: 'malformed', problems: [{ line: 1, column: 1, path: '', message: content.message }] };
    const before = this.#parsed.get(name);
    if (before?.text === content.text) return before.parsed;
    const parsed = parseJob(content.text, name);
    this.#parsed.set(name, { text: content.text, parsed });
    return parsed;
  }

  #execute(action: IntakeAction): void {
    switch (action.kind) {
      case 'create':
        return this.#create(action);
      case 'update':
        return this.#update(action.uid, action.spec);
      case 'remove':
        return this.#remove(action.uid);
    }
  }

  #create({ namespace, name, spec }: Extract<IntakeAction, { kind: 'create' }>): void {
    const { jobs, store, log, nowNs, touch } = this.#options;
    const uid = randomUUID();
    const facts = {
      startNs: null,
      deadlineNs: null,
      cancelNs: spec.cancel ? nowNs() : null,
      deleted: false,
      outcome: null,
      diagnostics: [],
    };
    const job: Job = { uid, namespace, name, generation: 1, spec, createdNs: nowNs(), ...facts };
    store.removeResult(name);
    jobs.add(job);
    log.info({ job: fullName(job), uid }, 'job accepted into the queue');
    touch(uid);
  }

  #update(uid: string, spec: Job['spec']): void {
    const { jobs, log, nowNs, touch } = this.#options;
    const state = jobs.get(uid);
    if (state === null) return;
    const { job } = state;
    const cancelNs = spec.cancel && job.outcome === null ? (job.cancelNs ?? nowNs()) : job.cancelNs;
    jobs.apply(withJob(state, { ...job, spec, generation: job.generation + 1, cancelNs }));
    log.info({ job: fullName(job), uid, generation: job.generation + 1, cancel: spec.cancel }, 'job changed');
    touch(uid);
  }

  /** A job that runs is ended first; its agents flush, and then it is forgotten. */
  #remove(uid: string): void {
    const { jobs, writer, log, nowNs, touch } = this.#options;
    const state = jobs.get(uid);
    if (state === null) return;
    const { job } = state;
    log.info({ job: fullName(job), uid }, 'the file of the job is gone');
    writer.remove(job.name);
    if (job.outcome !== null) return jobs.forget(uid);
    jobs.apply(withJob(state, { ...job, deleted: true, cancelNs: job.cancelNs ?? nowNs() }));
    touch(uid);
  }

  #report(problems: readonly FileProblem[]): void {
    const { writer, touch, log, nowNs } = this.#options;
    const changed = JSON.stringify(problems) !== JSON.stringify(this.#problems);
    const before = this.#problems;
    this.#problems = problems;
    for (const [name] of this.#malformed) {
      if (!problems.some((problem) => problem.name === name && problem.uid === null)) this.#dropMalformed(name);
    }
    if (!changed) return;
    for (const problem of problems) {
      log.warn({ job: problem.name, problems: problem.problems }, 'a file cannot be followed');
      if (problem.uid !== null) continue;
      const status = malformedStatus(problem, this.#malformed.get(problem.name) ?? null, nowNs());
      this.#malformed.set(problem.name, status);
      writer.offer({ name: problem.name, namespace: 'default', uid: null, generation: 0 }, status);
    }
    for (const { uid } of [...problems, ...before]) if (uid !== null) touch(uid);
  }

  #dropMalformed(name: string): void {
    this.#malformed.delete(name);
    const isJobNow = this.#options.jobs.all().some(({ job }) => job.name === name && !job.deleted);
    if (!isJobNow) this.#options.writer.remove(name);
  }
}
