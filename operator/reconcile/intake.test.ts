import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullName, type Job } from '../jobs/job.ts';
import { exampleJob, second } from '../testing/jobs.ts';
import { jobText } from '../testing/operator.ts';
import { parseJob } from '../validation/parse.ts';
import { intake } from './intake.ts';

const good = jobText('x', 'begin { }');

function specOf(text: string): Job['spec'] {
  const parsed = parseJob(text, 'x');
  assert.ok(parsed.kind === 'job');
  return parsed.job.spec;
}

const known = (change: Partial<Job> = {}): Job => exampleJob({ uid: 'u', name: 'x', spec: specOf(good), ...change });
const refused: Partial<Job> = {
  outcome: {
    atNs: second,
    succeeded: false,
    reason: 'CompileError',
    message: '',
    refused: true,
    result: null,
    assertions: [],
  },
};
const completed: Partial<Job> = {
  outcome: {
    atNs: second,
    succeeded: true,
    reason: 'Completed',
    message: '',
    refused: false,
    result: null,
    assertions: [],
  },
};

/** The text of x.yaml, or null when it is gone; what is known; what follows. */
function check(text: string | null, jobs: readonly Job[], ...expected: readonly string[]): void {
  const listed = text === null ? [] : [{ key: 'x', parsed: parseJob(text, 'x'), object: null }];
  const { actions, problems } = intake(listed, jobs);
  const texts = actions.map((action) =>
    action.kind === 'create'
      ? `create ${fullName(action.job)}`
      : `${action.kind} ${action.kind === 'release' ? action.ref.uid : action.uid}`,
  );
  assert.deepEqual(
    [...texts, ...problems.map(({ ref, uid, reason }) => `${reason} ${ref.name} ${uid ?? '-'}`)],
    expected,
  );
}

test('new, unchanged, gone', () => {
  check(good, [], 'create x');
  check(good, [known()]);
  check(good, [known(completed)]);
  check(null, [known()], 'remove u');
  check(null, [known(completed)], 'remove u');
  check(null, []);
});

test('changed', () => {
  check(`${good}  cancel: true\n`, [known()], 'update u');
  check(good.replace('1s', '2s'), [known()], 'Immutable x u');
  check(good.replace('1s', '2s'), [known(completed)], 'Immutable x u');
  check(good.replace('1s', '2s'), [known(refused)], 'remove u', 'create x');
  check(good, [known({ spec: specOf(`${good}  cancel: true\n`) })], 'Immutable x u');
});

test('malformed: a job that there is stays', () => {
  check('a: [', [], 'Malformed x -');
  check('a: [', [known()], 'Malformed x u');
});

test('another namespace is another job', () => {
  const inShop = good.replace('ClusterTraceJob', 'TraceJob').replace('name: x', 'name: x, namespace: shop');
  check(inShop, [known()], 'remove u', 'create shop/x');
});
