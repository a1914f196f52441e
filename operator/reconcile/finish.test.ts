import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openDatabase } from '../db/database.ts';
import type { Job } from '../jobs/job.ts';
import { Jobs } from '../jobs/jobs.ts';
import type { Conclusion } from '../result/conclude.ts';
import type { JobStore } from '../store/store.ts';
import { exampleJob, second, temporaryFolder } from '../testing/jobs.ts';
import { silent } from '../testing/operator.ts';
import { withJob } from './apply.ts';
import { completeResults, finish } from './finish.ts';

const planned = { atNs: 110n * second, succeeded: true, reason: 'Completed', message: '', refused: false } as const;

function conclusion(passed: boolean): Conclusion {
  const facts = { digest: 'sha256:0', maps: [], lines: 0, rounds: 0, late: 0 };
  const verdicts = [{ name: 'a', severity: 'Error', passed, message: passed ? '' : 'no' }] as const;
  return { files: { result: '{}', text: '@: 1\n', lines: '' }, facts, verdicts };
}

/** One job, whose result is made when the test says so. */
class Bench {
  readonly jobs: Jobs;
  readonly done: string[] = [];
  readonly #made = Promise.withResolvers<Conclusion>();

  constructor(context: TestContext, change: Partial<Job> = {}) {
    const db = openDatabase(temporaryFolder(context));
    context.after(() => db.close());
    this.jobs = new Jobs(db);
    this.jobs.add(exampleJob(change));
  }

  get options(): Parameters<typeof completeResults>[0] {
    const store: JobStore = {
      list: () => [],
      watch: () => () => undefined,
      writeStatus: () => undefined,
      accepted: () => [],
      removeStatus: () => undefined,
      writeResult: ({ uid }, { text }) => this.done.push(`wrote ${text.trim()} of ${uid}`),
      hasResult: () => this.done.length > 0,
      removeResult: () => undefined,
      objects: null,
    };
    return { jobs: this.jobs, store, conclusions: { conclude: () => this.#made.promise }, log: silent };
  }

  finish(): Promise<void> {
    const state = this.jobs.get('job-1');
    assert.ok(state !== null);
    return finish(this.options, state, planned);
  }

  change(change: Partial<Job>): void {
    const state = this.jobs.get('job-1');
    assert.ok(state !== null);
    this.jobs.apply(withJob(state, { ...state.job, ...change }));
  }

  make(made: Conclusion | Error): void {
    if (made instanceof Error) this.#made.reject(made);
    else this.#made.resolve(made);
  }

  get job(): Job | null {
    return this.jobs.get('job-1')?.job ?? null;
  }
}

test('a job is sealed until its result is there, and what its user says meanwhile counts', async (t) => {
  const bench = new Bench(t);
  const ended = bench.finish();
  assert.deepEqual([bench.jobs.isSealed('job-1'), bench.job?.outcome, bench.done], [true, null, []]);
  bench.change({ cancelNs: 105n * second });
  bench.make(conclusion(true));
  await ended;
  assert.deepEqual([bench.job?.outcome?.reason, bench.job?.cancelNs], ['Completed', 105n * second]);
  assert.deepEqual([bench.jobs.isSealed('job-1'), bench.done], [false, ['wrote @: 1 of job-1']]);
});

test('an assertion that does not hold fails the job', async (t) => {
  const bench = new Bench(t);
  bench.make(conclusion(false));
  await bench.finish();
  const { outcome } = bench.job ?? {};
  assert.deepEqual([outcome?.succeeded, outcome?.reason, outcome?.message], [false, 'AssertionFailed', 'a: no']);
});

test('a job that is deleted while its result is made is forgotten, and nothing is written', async (t) => {
  const bench = new Bench(t);
  const ended = bench.finish();
  bench.change({ deleted: true });
  bench.make(conclusion(true));
  await ended;
  assert.deepEqual([bench.job, bench.done], [null, []]);
});

test('without a result there is no outcome, and agents are heard again', async (t) => {
  const bench = new Bench(t);
  const ended = bench.finish();
  bench.make(new Error('out of memory'));
  await assert.rejects(ended, /out of memory/);
  assert.deepEqual([bench.jobs.isSealed('job-1'), bench.job?.outcome, bench.done], [false, null, []]);
});

test('a job that never ran ends at once, without a result', async (t) => {
  const bench = new Bench(t, { startNs: null, deadlineNs: null });
  const ended = bench.finish();
  assert.deepEqual([bench.job?.outcome?.result, bench.done], [null, []]);
  await ended;
});

test('a result that is in the database only is written, unless its job is gone by then', async (t) => {
  for (const [gone, expected] of [
    [false, ['wrote @: 1 of job-1']],
    [true, []],
  ] as const) {
    const bench = new Bench(t);
    const { facts } = conclusion(true);
    bench.change({ outcome: { ...planned, result: facts, assertions: [] } });
    const completed = completeResults(bench.options);
    if (gone) bench.jobs.forget('job-1');
    bench.make(conclusion(true));
    await completed;
    assert.deepEqual(bench.done, expected);
  }
});
