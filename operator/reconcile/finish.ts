/**
 * The end of a job: what it came to is made of what is stored, by another thread; meanwhile the job is sealed, so that nothing is
 * merged that the result would not have. Then the outcome is committed with what the result came to, and the result is written. What
 * a crash or a full disk leaves undone in between, `completeResults` does later.
 */
import { type AssertionVerdict, fullName, type JobState, type Outcome } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { refOf } from '../jobs/ref.ts';
import type { Log } from '../log.ts';
import type { Conclusion } from '../result/conclude.ts';
import type { Concluder } from '../result/conclusions.ts';
import type { JobStore } from '../store/store.ts';
import type { PlannedOutcome } from './action.ts';
import { withJob } from './apply.ts';

export interface FinishOptions {
  readonly jobs: Jobs;
  readonly store: JobStore;
  readonly conclusions: Concluder;
  readonly log: Log;
}

/** Resolves when the job has its outcome, or is forgotten. Rejects when it has none: nothing has changed then, and it can be asked for again. */
export async function finish(options: FinishOptions, { job }: JobState, planned: PlannedOutcome): Promise<void> {
  const { jobs, conclusions } = options;
  const { uid } = job;
  if (job.deleted || job.startNs === null || planned.reason === 'StateLost') return end(options, uid, planned, null);
  jobs.seal(uid);
  try {
    const { assertions } = job.spec;
    const conclusion = await conclusions.conclude({ stored: jobs.stored(uid), lines: jobs.lines(uid), assertions });
    end(options, uid, planned, conclusion);
  } finally {
    jobs.unseal(uid);
  }
}

/** `conclusion` null: it never ran. */
function end(
  { jobs, store, log }: FinishOptions,
  uid: string,
  planned: PlannedOutcome,
  conclusion: Conclusion | null,
): void {
  const state = jobs.get(uid);
  if (state === null) return;
  const { job } = state;
  if (job.deleted) {
    log.info({ job: fullName(job), uid }, 'a deleted job has ended');
    jobs.forget(uid);
    return store.objects?.release(refOf(job));
  }
  const assertions = conclusion?.verdicts ?? [];
  const outcome: Outcome = { ...judged(planned, assertions), result: conclusion?.facts ?? null, assertions };
  const { succeeded, reason, message: text } = outcome;
  log.info({ job: fullName(job), uid, succeeded, reason, text }, 'job finished');
  jobs.apply(withJob(state, { ...job, outcome }));
  jobs.unload(uid);
  if (conclusion !== null) store.writeResult(refOf(job), conclusion.files);
}

/** What went well so far fails by an assertion that does not hold. */
function judged(planned: PlannedOutcome, assertions: readonly AssertionVerdict[]): PlannedOutcome {
  const failed = assertions.filter(({ passed, severity }) => !passed && severity === 'Error');
  if (!planned.succeeded || failed.length === 0) return planned;
  const message = failed.map((one) => `${one.name}: ${one.message}`).join('; ');
  return { ...planned, succeeded: false, reason: 'AssertionFailed', message };
}

/** Writes the results that are in the database only, one after the other. Harmless at any time. */
export async function completeResults({ jobs, store, conclusions, log }: FinishOptions): Promise<void> {
  for (const { job } of jobs.all()) {
    if (job.deleted || job.outcome === null || job.outcome.result === null || store.hasResult(refOf(job))) continue;
    const { uid } = job;
    log.info({ job: fullName(job), uid }, 'writing the result of a finished job');
    const { files } = await conclusions.conclude({ stored: jobs.stored(uid), lines: jobs.lines(uid), assertions: [] });
    // Another job may have its name by now.
    if (jobs.get(uid) !== null) store.writeResult(refOf(job), files);
  }
}
