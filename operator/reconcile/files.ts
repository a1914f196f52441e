/**
 * Follows the store: jobs begin, change and end with their files or objects.
 *
 * Needs: a store and the jobs. Gives: `run`, harmless at any time; what is wrong with files that cannot be followed.
 * Reports: to users by status; to the log what changed.
 */
import type { TraceJobStatus } from '@bpfleet/proto';
import { fullName, type Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { newJob } from '../jobs/new-job.ts';
import { refOf } from '../jobs/ref.ts';
import type { Log } from '../log.ts';
import { malformedStatus } from '../status/status.ts';
import type { StatusWriter } from '../status/writer.ts';
import { type JobStore, refKey, type StoredContent } from '../store/store.ts';
import { type Parsed, parseJob, parseValue } from '../validation/parse.ts';
import { withJob } from './apply.ts';
import { type FileProblem, intake, type IntakeAction } from './intake.ts';

export interface FilesOptions {
  readonly store: JobStore;
  readonly jobs: Jobs;
  readonly writer: StatusWriter;
  readonly log: Log;
  readonly nowNs: () => bigint;
  readonly touch: (uid: string) => void;
  /** Whether a class lets scripts act on what they trace. */
  readonly isUnsafe: (className: string) => boolean;
}

interface Remembered {
  readonly content: string;
  readonly parsed: Parsed;
}

export class Files {
  readonly #options: FilesOptions;
  /** Parsed once for each content. */
  readonly #parsed = new Map<string, Remembered>();
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
    const listed = store.list().map(({ key, content, object }) => ({ key, object, parsed: this.#parse(key, content) }));
    const keys = new Set(listed.map(({ key }) => key));
    for (const key of this.#parsed.keys()) if (!keys.has(key)) this.#parsed.delete(key);
    const result = intake(
      listed,
      jobs.all().map(({ job }) => job),
    );
    for (const action of result.actions) this.#execute(action);
    this.#report(result.problems);
  }

  #parse(key: string, content: StoredContent): Parsed {
    if (content.kind === 'unreadable')
      return { kind: 'malformed', problems: [{ line: 1, column: 1, path: '', message: content.message }] };
    const id = content.kind === 'text' ? content.text : content.revision;
    const before = this.#parsed.get(key);
    if (before?.content === id) return before.parsed;
    const parsed = content.kind === 'text' ? parseJob(content.text, key) : parseValue(content.value, null);
    this.#parsed.set(key, { content: id, parsed });
    return parsed;
  }

  #execute(action: IntakeAction): void {
    switch (action.kind) {
      case 'create':
        return this.#create(action);
      case 'update':
        return this.#update(action);
      case 'remove':
        return this.#remove(action.uid);
      case 'release':
        return this.#options.store.objects?.release(action.ref);
    }
  }

  #create({ job: parsed, object }: Extract<IntakeAction, { kind: 'create' }>): void {
    const { jobs, store, log, nowNs, touch, isUnsafe } = this.#options;
    const job = newJob(parsed, object, { nowNs: nowNs(), unsafe: isUnsafe(parsed.spec.className) });
    store.removeResult(refOf(job));
    jobs.add(job);
    const written = object?.past?.status ?? null;
    if (written !== null) jobs.saveStatus(job.uid, written);
    const facts = { job: fullName(job), uid: job.uid };
    if (job.resumed !== null) log.warn(facts, 'a job that runs and is not in the database: asking the agents for it');
    else if (job.outcome === null) log.info(facts, 'job accepted into the queue');
    else log.warn({ ...facts, reason: job.outcome.reason }, 'a job of which only its status is known');
    touch(job.uid);
  }

  #update({ uid, spec, generation: given }: Extract<IntakeAction, { kind: 'update' }>): void {
    const { jobs, log, nowNs, touch } = this.#options;
    const state = jobs.get(uid);
    if (state === null) return;
    const { job } = state;
    const generation = given ?? job.generation + 1;
    const cancelNs = spec.cancel && job.outcome === null ? (job.cancelNs ?? nowNs()) : job.cancelNs;
    jobs.apply(withJob(state, { ...job, spec, generation, cancelNs }));
    log.info({ job: fullName(job), uid, generation, cancel: spec.cancel }, 'job changed');
    touch(uid);
  }

  /** A job that runs is ended first; its agents flush, and then it is forgotten. */
  #remove(uid: string): void {
    const { jobs, writer, store, log, nowNs, touch } = this.#options;
    const state = jobs.get(uid);
    if (state === null) return;
    const { job } = state;
    log.info({ job: fullName(job), uid }, 'the job is deleted');
    writer.remove(refOf(job));
    if (job.outcome !== null) {
      jobs.forget(uid);
      return store.objects?.release(refOf(job));
    }
    jobs.apply(withJob(state, { ...job, deleted: true, cancelNs: job.cancelNs ?? nowNs() }));
    touch(uid);
  }

  #report(problems: readonly FileProblem[]): void {
    const { writer, touch, log, nowNs } = this.#options;
    const changed = JSON.stringify(problems) !== JSON.stringify(this.#problems);
    const before = this.#problems;
    this.#problems = problems;
    const malformed = new Set(problems.filter(({ uid }) => uid === null).map(({ ref }) => refKey(ref)));
    for (const { ref } of before) {
      const key = refKey(ref);
      if (this.#malformed.has(key) && !malformed.has(key)) this.#dropMalformed(ref);
    }
    if (!changed) return;
    for (const problem of problems) {
      const key = refKey(problem.ref);
      log.warn({ job: key, problems: problem.problems }, 'a job cannot be followed');
      if (problem.uid !== null) continue;
      const status = malformedStatus(problem, this.#malformed.get(key) ?? null, nowNs());
      this.#malformed.set(key, status);
      writer.offer(problem.ref, status);
    }
    for (const { uid } of [...problems, ...before]) if (uid !== null) touch(uid);
  }

  #dropMalformed(ref: FileProblem['ref']): void {
    this.#malformed.delete(refKey(ref));
    // The job that it is now has its status there; files are named without kind and namespace.
    const isJobNow = this.#options.jobs
      .all()
      .some(({ job }: { readonly job: Job }) => job.name === ref.name && !job.deleted);
    if (!isJobNow) this.#options.writer.remove(ref);
  }
}
