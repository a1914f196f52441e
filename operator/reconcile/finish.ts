/**
 * The end of a job: its outcome is committed with what the result came to, then the result is written. What a crash
 * or a full disk leaves undone in between, `completeResults` does later.
 */
import { fullName, type JobState, type Outcome } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Log } from '../log.ts';
import { buildResult } from '../result/result.ts';
import type { JobStore } from '../store/store.ts';
import { withJob } from './apply.ts';
import type { PlannedOutcome } from './action.ts';

export interface FinishOptions {
  readonly jobs: Jobs;
  readonly store: JobStore;
  readonly log: Log;
}

export function finish({ jobs, store, log }: FinishOptions, state: JobState, planned: PlannedOutcome): void {
  const { job } = state;
  log.info(
    { job: fullName(job), uid: job.uid, succeeded: planned.succeeded, reason: planned.reason, text: planned.message },
    'job finished',
  );
  if (job.deleted) return jobs.forget(job.uid);
  const built = job.startNs === null ? null : buildResult(state, jobs.lines(job.uid));
  const outcome: Outcome = { ...planned, result: built?.facts ?? null };
  jobs.apply(withJob(state, { ...job, outcome }));
  jobs.unload(job.uid);
  if (built !== null) store.writeResult(job.name, built.files);
}

/** Writes the results that are in the database only. Harmless at any time. */
export function completeResults({ jobs, store, log }: FinishOptions): void {
  for (const { job } of jobs.all()) {
    if (job.deleted || job.outcome === null || job.outcome.result === null || store.hasResult(job.name)) continue;
    log.info({ job: fullName(job), uid: job.uid }, 'writing the result of a finished job');
    store.writeResult(job.name, buildResult(jobs.loadWhole(job.uid), jobs.lines(job.uid)).files);
  }
}
