/**
 * The end of a job: its outcome is committed with what the result came to, then the result is written. What a crash
 * or a full disk leaves undone in between, `completeResults` does later.
 */
import { type AssertionVerdict, fullName, type JobState, type Outcome } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Log } from '../log.ts';
import { buildResult } from '../result/result.ts';
import type { JobStore } from '../store/store.ts';
import { evaluate } from '../assertions/evaluate.ts';
import { refOf } from '../jobs/ref.ts';
import { withJob } from './apply.ts';
import type { PlannedOutcome } from './action.ts';

export interface FinishOptions {
  readonly jobs: Jobs;
  readonly store: JobStore;
  readonly log: Log;
}

export function finish({ jobs, store, log }: FinishOptions, state: JobState, planned: PlannedOutcome): void {
  const { job } = state;
  if (job.deleted) {
    log.info({ job: fullName(job), uid: job.uid }, 'a deleted job has ended');
    jobs.forget(job.uid);
    return store.objects?.release(refOf(job));
  }
  const isEmpty = job.startNs === null || planned.reason === 'StateLost';
  const built = isEmpty ? null : buildResult(state, jobs.lines(job.uid));
  const assertions = built === null ? [] : evaluate(job.spec.assertions, state, built);
  const outcome: Outcome = { ...judged(planned, assertions), result: built?.facts ?? null, assertions };
  const { succeeded, reason, message: text } = outcome;
  log.info({ job: fullName(job), uid: job.uid, succeeded, reason, text }, 'job finished');
  jobs.apply(withJob(state, { ...job, outcome }));
  jobs.unload(job.uid);
  if (built !== null) store.writeResult(refOf(job), built.files);
}

/** What went well so far fails by an assertion that does not hold. */
function judged(planned: PlannedOutcome, assertions: readonly AssertionVerdict[]): PlannedOutcome {
  const failed = assertions.filter(({ passed, severity }) => !passed && severity === 'Error');
  if (!planned.succeeded || failed.length === 0) return planned;
  const message = failed.map((one) => `${one.name}: ${one.message}`).join('; ');
  return { ...planned, succeeded: false, reason: 'AssertionFailed', message };
}

/** Writes the results that are in the database only. Harmless at any time. */
export function completeResults({ jobs, store, log }: FinishOptions): void {
  for (const { job } of jobs.all()) {
    if (job.deleted || job.outcome === null || job.outcome.result === null || store.hasResult(refOf(job))) continue;
    log.info({ job: fullName(job), uid: job.uid }, 'writing the result of a finished job');
    store.writeResult(refOf(job), buildResult(jobs.loadWhole(job.uid), jobs.lines(job.uid)).files);
  }
}
