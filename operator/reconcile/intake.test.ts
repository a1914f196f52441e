import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullName, type Job } from '../jobs/job.ts';
import { exampleJob, second } from '../testing/jobs.ts';
import { jobText } from '../testing/operator.ts';
import type { StoredObject } from '../store/store.ts';
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

/** The same of an object with a uid. */
function checkObject(
  text: string,
  change: Partial<StoredObject> & { readonly generation?: number },
  jobs: readonly Job[],
  ...expected: readonly string[]
): void {
  const { generation = 1, ...more } = change;
  const ref = { kind: 'ClusterTraceJob', namespace: '', name: 'x', uid: 'u', generation } as const;
  const object: StoredObject = { ref, createdNs: 0n, deleting: false, past: null, ...more };
  const { actions, problems } = intake([{ key: 'ClusterTraceJob//x', parsed: parseJob(text, 'x'), object }], jobs);
  const texts = actions.map((action) => {
    if (action.kind === 'create') return `create ${action.object?.ref.uid ?? '-'}`;
    return action.kind === 'release' ? 'release' : `${action.kind} ${action.uid}`;
  });
  assert.deepEqual([...texts, ...problems.map(({ reason, uid }) => `${reason} ${uid ?? '-'}`)], expected);
}

test('objects: by uid and generation', () => {
  checkObject(good, {}, [], 'create u');
  checkObject(good, {}, [known()]);
  checkObject(`${good}  cancel: true\n`, { generation: 2 }, [known()], 'update u');
  checkObject(good.replace('1s', '2s'), { generation: 2 }, [known()], 'Immutable u');
  checkObject(good, {}, [known({ uid: 'another' })], 'remove another', 'create u');
  checkObject('a: [', {}, [], 'Malformed -');
});

test('objects are deleted in two steps', () => {
  checkObject(good, { deleting: true }, [], 'release');
  checkObject(good, { deleting: true }, [known()], 'remove u');
  checkObject(good, { deleting: true }, [known({ deleted: true })]);
  checkObject(good, {}, [known({ deleted: true })]);
});
