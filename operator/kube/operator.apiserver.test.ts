/** The operator at a real API server: jobs, pods, deletions, faults. Only the kernels are missing. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApiServer } from '../testing/api-server.ts';
import { jobNamed, KubeOperator } from '../testing/kube-operator.ts';
import { silent } from '../testing/operator.ts';
import { TestSession } from '../testing/session.ts';
import { endJobs } from './end-jobs.ts';
import { finalizer } from './jobs.ts';
import { at, list } from './json.ts';

const ends: (() => Promise<void>)[] = [];
let operator: KubeOperator;

before(async () => {
  const context = { after: (end: () => Promise<void>) => void ends.unshift(end) };
  const server = await ApiServer.start(context);
  operator = await KubeOperator.start(context, server);
  for (const name of ['node-a', 'node-b', 'node-c']) await operator.node(name, { zone: name });
  await operator.namespace('shop', { team: 'shop' });
  await operator.namespace('other');
});
after(async () => {
  for (const end of ends) await end();
});

const script = 'tracepoint:test:event { @[comm] = count(); }';
const spec = (change: object = {}): object => ({ source: { inline: script }, run: { duration: '3s' }, ...change });

test('a job for pods: their containers, and nothing else, from its start to its end', async (t) => {
  const a = await operator.agent(t, 'node-a');
  const b = await operator.agent(t, 'node-b');
  const uid = await operator.pod('shop', 'checkout-1', 'node-a', { app: 'checkout' }, ['app', 'proxy']);
  await operator.pod('shop', 'cart-1', 'node-a', { app: 'cart' });
  await operator.pod('other', 'checkout-9', 'node-b', { app: 'checkout' });
  const name = jobNamed('pods');
  const target = { pods: { selector: { matchLabels: { app: 'checkout' } } }, containers: { names: ['app'] } };
  await operator.create(name, spec({ target }));
  const one = await TestSession.start(a, 'pods-a-1');
  assert.equal(one.assignment.scope, 'CONTAINERS');
  assert.deepEqual(one.assignment.targets, [{ podUid: uid, container: 'app', containerId: 'checkout-1-app' }]);
  assert.ok(list(at(await operator.object(name), 'metadata', 'finalizers')).includes(finalizer));
  const second = await operator.pod('shop', 'checkout-2', 'node-a', { app: 'checkout' });
  const { jobUid, containers } = await a.next('targets');
  assert.equal(jobUid, one.assignment.jobUid);
  assert.deepEqual(containers.map(({ podUid }) => podUid).toSorted(), [uid, second].toSorted());
  // A node that gets its first pod joins, under the same deadline.
  await operator.pod('shop', 'checkout-3', 'node-b', { app: 'checkout' });
  const two = await TestSession.start(b, 'pods-b-1');
  assert.equal(two.assignment.deadlineNs, one.assignment.deadlineNs);
  await operator.deletePod('shop', 'checkout-2');
  assert.deepEqual(
    (await a.next('targets')).containers.map(({ podUid }) => podUid),
    [uid],
  );
  one.session.finish({ x: 3n });
  two.session.finish({ x: 4n });
  const status = await operator.until(name, 'Finished', /^True Completed/);
  assert.deepEqual(status.targets, { pods: 3, containers: 3 });
  assert.deepEqual(status.result?.summary.maps, [{ name: '@', entries: 1, top: ['@[x]: 7'] }]);
  assert.equal(status.result?.storage, 'Ephemeral');
  await operator.untilTrue('the finalizer is gone', async () => {
    const finalizers = at(await operator.object(name), 'metadata', 'finalizers');
    return list(finalizers).length === 0;
  });
  await operator.untilTrue('events', async () => (await operator.events('pods', 'shop')).includes('Normal Completed'));
  assert.deepEqual(
    (await operator.events('pods', 'shop')).filter((event) => !event.includes('Attached')),
    ['Normal Accepted', 'Normal Completed'],
  );
});

test('agents are told of the pods of their node, and of no others', async (t) => {
  const agent = await operator.agent(t, 'node-c');
  const greeting = await agent.next('pods');
  assert.deepEqual([greeting.reset, greeting.pods], [true, []]);
  const uid = await operator.pod('shop', 'web-1', 'node-c', { app: 'web' });
  await operator.pod('shop', 'web-2', 'node-a', { app: 'web' });
  let told = await agent.next('pods');
  while (told.pods[0]?.containers.length === 0) told = await agent.next('pods');
  assert.equal(told.reset, false);
  assert.deepEqual(told.pods, [
    { uid, namespace: 'shop', name: 'web-1', workload: '', containers: [{ name: 'app', id: 'web-1-app' }] },
  ]);
  await operator.deletePod('shop', 'web-1');
  let gone = await agent.next('pods');
  while (gone.removed.length === 0) gone = await agent.next('pods');
  assert.deepEqual(gone.removed, [uid]);
});

test('what cannot run ends, each with its reason', async (t) => {
  await operator.agent(t, 'node-a');
  const check = async (name: string, change: object, accepted: RegExp, finished: RegExp, namespace = 'shop') => {
    const job = jobNamed(name, namespace);
    await operator.create(job, spec(change));
    const status = await operator.until(job, 'Finished', finished);
    await operator.until(job, 'Accepted', accepted);
    for (const { observedGeneration } of status.conditions) assert.equal(observedGeneration, 1);
    assert.equal(status.conditions.find(({ type }) => type === 'Succeeded')?.status, 'False');
  };
  const nobody = { target: { pods: { selector: { matchLabels: { app: 'nobody' } } } } };
  await Promise.all([
    check('nobody', nobody, /NoTargets/, /^True NoTargets: no running container in shop matches/),
    check(
      'no-node',
      { target: { nodes: { selector: { matchLabels: { zone: 'moon' } } } } },
      /NoTargets/,
      /^True NoTargets: no node matches/,
      '',
    ),
    check(
      'syntax',
      { source: { inline: 'begin { @ = ; }' } },
      /^False CompileError/,
      /^True CompileError: script 1:13/,
    ),
    check(
      'syntax-nobody',
      { ...nobody, source: { inline: 'begin { @ = ; }' } },
      /^False CompileError/,
      /^True CompileError: script 1:13/,
    ),
    check(
      'types-nobody',
      { ...nobody, source: { inline: 'begin { @ = count(); @ = "text"; }' } },
      /^False CompileError/,
      /^True CompileError: script 1:/,
    ),
    check(
      'no-class',
      { className: 'gold' },
      /^False ClassNotFound/,
      /^True ClassNotFound: there is no TraceClass gold/,
    ),
    check(
      'too-much',
      { limits: { maxMapKeys: 100_000, maxProbes: 600 }, run: { duration: '2h' } },
      /^False Forbidden/,
      /^True Forbidden: class baseline: spec\.limits\.maxMapKeys is above 65536; spec\.limits\.maxProbes is above 512; spec\.run\.duration is above 1h/,
    ),
    check(
      'not-cel',
      {
        assertions: [
          { name: 'a', expr: 'result.maps.lat.size() > 0' },
          { name: 'b', expr: 'result.lines' },
        ],
      },
      /^False AssertionInvalid/,
      /^True AssertionInvalid: assertion b: gives int, and must give bool/,
    ),
    check(
      'no-field',
      { source: { inline: 'tracepoint:test:event { @ = sum(args.missing); }' } },
      /^False FieldMissing/,
      /^True FieldMissing/,
      '',
    ),
  ]);
});

test('assertions decide whether a job succeeds', async (t) => {
  const agent = await operator.agent(t, 'node-a');
  const assertions = [
    { name: 'many', expr: 'result.maps["@"].all(row, row.count > 5)' },
    { name: 'named', expr: 'result.maps["@"].exists(row, row.key[0] == "x")' },
    { name: 'no-loss', expr: 'result.lost.events == 0 && result.nodes.flushed == 1', severity: 'Warning' },
  ];
  const run = async (name: string, count: bigint) => {
    const job = jobNamed(name, '');
    await operator.create(job, spec({ assertions, target: { nodes: { names: ['node-a'] } } }));
    const { session } = await TestSession.start(agent, name);
    session.finish({ x: count });
    return operator.until(job, 'Finished', /^True/);
  };
  const failed = await run('few', 3n);
  assert.deepEqual(
    failed.assertions?.map(({ name, passed }) => `${name} ${passed}`),
    ['many false', 'named true', 'no-loss true'],
  );
  assert.equal(failed.conditions.find(({ type }) => type === 'Succeeded')?.reason, 'AssertionFailed');
  assert.equal(failed.conditions.find(({ type }) => type === 'AssertionsPassed')?.status, 'False');
  const passed = await run('many', 6n);
  assert.equal(passed.conditions.find(({ type }) => type === 'Succeeded')?.status, 'True');
});

test('a deleted job is gone once its agent has detached', async (t) => {
  const agent = await operator.agent(t, 'node-a');
  const job = jobNamed('deleted', '');
  await operator.create(job, spec({ run: { duration: '1m' } }));
  const { session, assignment } = await TestSession.start(agent, 'deleted-1');
  await operator.until(job, 'Attached', /^True/);
  await operator.delete(job);
  assert.equal((await agent.next('cancel')).jobUid, assignment.jobUid);
  assert.notEqual(at(await operator.object(job), 'metadata', 'deletionTimestamp'), null);
  session.finish({ x: 1n }, { stopReason: 'CANCELLED' });
  await operator.untilTrue('the object is gone', async () => (await operator.object(job)) === null);
});

test('a deleted job whose agent never answers is gone after a bounded time', async (t) => {
  const agent = await operator.agent(t, 'node-a');
  const job = jobNamed('abandoned', '');
  await operator.create(job, spec({ run: { duration: '1m' } }));
  await TestSession.start(agent, 'abandoned-1');
  agent.close();
  await operator.delete(job);
  await operator.untilTrue('the object is gone', async () => (await operator.object(job)) === null);
});

test('before an uninstallation all jobs end; what an operator does not end is released', async (t) => {
  const agent = await operator.agent(t, 'node-a');
  const [job, orphan] = [jobNamed('ended', ''), jobNamed('orphan', '')];
  await operator.create(job, spec({ run: { duration: '1m' } }));
  const { session } = await TestSession.start(agent, 'ended-1');
  await operator.until(job, 'Attached', /^True/);
  const held = async (): Promise<readonly unknown[]> => list(at(await operator.object(job), 'metadata', 'finalizers'));
  assert.deepEqual(await held(), [finalizer]);
  const ended = endJobs(operator.server.api('operator'), silent, 10_000);
  await agent.next('cancel');
  session.finish({ x: 1n }, { stopReason: 'CANCELLED' });
  assert.equal(await ended, 0);
  await operator.until(job, 'Finished', /^True Cancelled/);
  assert.deepEqual(await held(), []);
  await operator.create(orphan, spec({ run: { duration: '1m' } }));
  await TestSession.start(agent, 'orphan-1');
  await operator.until(orphan, 'Attached', /^True/);
  assert.equal(await endJobs(operator.server.api('operator'), silent, 0), 1);
  assert.deepEqual(list(at(await operator.object(orphan), 'metadata', 'finalizers')), []);
  await operator.delete(orphan);
});

test('a finished job is deleted when its time is over', async () => {
  const job = jobNamed('short-lived');
  await operator.create(job, spec({ source: { inline: 'begin {' }, ttlSecondsAfterFinished: 1 }));
  await operator.untilTrue('the object is gone', async () => (await operator.object(job)) === null);
});

test('a class lets so many run at once; the others wait, and say for what', async (t) => {
  const agent = await operator.agent(t, 'node-a');
  await operator.server.apply({
    apiVersion: 'bpfleet.dev/v1alpha1',
    kind: 'TraceClass',
    metadata: { name: 'one-by-one' },
    spec: { maxConcurrentJobs: { perNamespace: 1 } },
  });
  const change = { className: 'one-by-one', run: { duration: '1m' } };
  await operator.create(jobNamed('first', ''), spec(change));
  const first = await TestSession.start(agent, 'first-1');
  await operator.create(jobNamed('second', ''), spec(change));
  await operator.until(jobNamed('second', ''), 'Succeeded', /^Unknown Queued: 1 jobs of class one-by-one run/);
  first.session.finish({}, { stopReason: 'EXIT' });
  const second = await TestSession.start(agent, 'second-1');
  second.session.finish({}, { stopReason: 'EXIT' });
  await operator.until(jobNamed('second', ''), 'Finished', /^True Completed/);
});

test('suspended, it waits; without targets it waits when it is told to', async (t) => {
  const agent = await operator.agent(t, 'node-b');
  const job = jobNamed('patient');
  const target = { pods: { selector: { matchLabels: { app: 'late' } } }, noTargets: 'Wait' };
  await operator.create(job, spec({ suspend: true, target }));
  await operator.until(job, 'Succeeded', /^Unknown Suspended/);
  await operator.patch(job, { suspend: false });
  await operator.until(job, 'Succeeded', /^Unknown NoTargets/);
  await operator.pod('shop', 'late-1', 'node-b', { app: 'late' });
  const { session } = await TestSession.start(agent, 'patient-1');
  session.finish({ x: 1n });
  await operator.until(job, 'Finished', /^True Completed/);
});

test('an agent that cannot limit a job to containers gets none that is', async (t) => {
  const agent = await operator.agent(t, 'node-b', { protocol: 1 });
  await operator.pod('shop', 'old-1', 'node-b', { app: 'old' });
  const job = jobNamed('old-agent');
  await operator.create(job, spec({ target: { pods: { selector: { matchLabels: { app: 'old' } } } } }));
  const status = await operator.until(job, 'Degraded', /^True NodeSkipped/);
  assert.equal(status.notableNodes?.[0]?.reason, 'AgentTooOld');
  await operator.until(job, 'Finished', /^True CoverageBelowMinimum/);
  assert.ok(agent.received.every(({ kind }) => kind !== 'assignment' && kind !== 'pods'));
});
