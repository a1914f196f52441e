import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { openDatabase } from '../db/database.ts';
import { loadJobs } from '../db/load.ts';
import { newSession } from '../merge/accept-status.ts';
import { withSession } from '../merge/change.ts';
import { exampleJob, temporaryFolder } from '../testing/jobs.ts';
import type { Job, Session } from './job.ts';
import { Jobs } from './jobs.ts';

class Bench {
  readonly jobs: Jobs;
  readonly db: DatabaseSync;
  readonly said: string[] = [];
  commits = 0;

  constructor(context: TestContext) {
    this.db = openDatabase(temporaryFolder(context));
    context.after(() => this.db.close());
    const exec = this.db.exec.bind(this.db);
    this.db.exec = (sql) => {
      if (sql === 'COMMIT') this.commits += 1;
      exec(sql);
    };
    this.jobs = new Jobs(this.db);
    this.jobs.add(exampleJob());
    this.commits = 0;
  }

  /** An agent says that it has a session; `change` is what it says of it. */
  say(incarnation: string, change: Partial<Session> = {}): void {
    this.jobs.applySoon({
      uid: 'job-1',
      accept: (state) => {
        const session = { ...newSession('node', incarnation), ...change };
        return {
          state: withSession(state, session),
          writes: [{ kind: 'session', uid: 'job-1', session }],
          reply: null,
        };
      },
      committed: () => this.said.push(`${incarnation} committed, ${this.stored().length} stored`),
      failed: (error) => this.said.push(`${incarnation} failed: ${error instanceof Error ? error.message : ''}`),
    });
  }

  stored(): readonly string[] {
    return loadJobs(this.db).flatMap(({ sessions }) => [...sessions.keys()]);
  }

  known(): readonly string[] {
    return [...(this.jobs.get('job-1')?.sessions.keys() ?? [])];
  }
}

/** What sqlite cannot take: integers are 64 bits wide. */
const tooWide = { takenNs: 1n << 64n };

test('what agents say in one turn is one commit, and nobody hears of it before', async (t) => {
  const bench = new Bench(t);
  for (const incarnation of ['a', 'b', 'c']) bench.say(incarnation);
  assert.deepEqual(bench.known(), ['a', 'b', 'c'], 'what comes next builds on it');
  assert.deepEqual([bench.said, bench.stored()], [[], []]);
  await turn();
  assert.equal(bench.commits, 1);
  assert.deepEqual(bench.said, ['a committed, 3 stored', 'b committed, 3 stored', 'c committed, 3 stored']);
});

test('what cannot be committed harms only who said it', async (t) => {
  const bench = new Bench(t);
  bench.say('a');
  bench.say('b', tooWide);
  bench.say('c');
  await turn();
  assert.deepEqual(bench.known(), ['a', 'c']);
  assert.deepEqual(bench.stored(), ['a', 'c']);
  assert.match(bench.said.join('; '), /^a committed, 1 stored; b failed: [^;]+; c committed, 2 stored$/);
});

test('a change commits what waits before it, and refuses to rest on what failed', (t) => {
  const bench = new Bench(t);
  const rename = (diagnostics: Job['diagnostics']): void => {
    const state = bench.jobs.get('job-1');
    assert.ok(state !== null);
    const job = { ...state.job, diagnostics };
    bench.jobs.apply({ state: { ...state, job }, writes: [{ kind: 'job', job }], reply: null });
  };
  bench.say('a');
  rename([]);
  assert.deepEqual(bench.said, ['a committed, 1 stored']);
  bench.say('b', tooWide);
  assert.throws(() => rename([]), /figured again/);
  assert.deepEqual([bench.known(), bench.stored()], [['a'], ['a']]);
});

test('what is refused at once changes nothing', async (t) => {
  const bench = new Bench(t);
  const refuse = (): never => {
    throw new Error('refused');
  };
  const nobody = (): void => assert.fail('nothing was committed');
  assert.throws(
    () => bench.jobs.applySoon({ uid: 'job-1', accept: refuse, committed: nobody, failed: nobody }),
    /refused/,
  );
  await turn();
  assert.equal(bench.commits, 0);
});
