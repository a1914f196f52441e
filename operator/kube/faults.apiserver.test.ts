/** What the operator does when the API server, another operator, or itself is gone for a while. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiServer } from '../testing/api-server.ts';
import { jobNamed, KubeOperator } from '../testing/kube-operator.ts';
import { silent } from '../testing/operator.ts';
import { TestSession } from '../testing/session.ts';
import { Kubernetes } from './connect.ts';
import { at, text } from './json.ts';
import { Lease } from './lease.ts';

const ends: (() => Promise<void>)[] = [];
let server: ApiServer;

before(async () => {
  server = await ApiServer.start({ after: (end) => void ends.unshift(end) });
});
after(async () => {
  for (const end of ends) await end();
});

const script = 'tracepoint:test:event { @[comm] = count(); }';
const spec = (change: object = {}): object => ({ source: { inline: script }, run: { duration: '1m' }, ...change });

test('the API server is killed in the middle of a job: nothing is lost, nothing is counted twice', async (t) => {
  const operator = await KubeOperator.start(t, server);
  await operator.node('node-a');
  const agent = await operator.agent(t, 'node-a');
  const job = jobNamed('outage', '');
  await operator.create(job, spec());
  const { session } = await TestSession.start(agent, 'outage-1');
  session.send({ x: 2n });
  await operator.until(job, 'Attached', /^True/);
  await server.killApiServer();
  session.send({ x: 5n });
  await sleep(3000);
  session.finish({ x: 7n }, { stopReason: 'EXIT' });
  await session.acknowledged();
  await server.startApiServer();
  const status = await operator.until(job, 'Finished', /^True Completed/);
  assert.deepEqual(status.result?.summary.maps, [{ name: '@', entries: 1, top: ['@[x]: 7'] }]);
  // And it still hears of what is new.
  await operator.create(jobNamed('after-outage', ''), spec({ source: { inline: 'begin {' } }));
  await operator.until(jobNamed('after-outage', ''), 'Finished', /^True CompileError/);
});

test('the operator is started anew in the middle of a job', async (t) => {
  const operator = await KubeOperator.start(t, server);
  const first = await operator.agent(t, 'node-a');
  const job = jobNamed('restart', '');
  await operator.create(job, spec());
  const { session, assignment } = await TestSession.start(first, 'restart-1');
  session.send({ x: 2n });
  await operator.until(job, 'Attached', /^True/);
  await operator.stop();
  await operator.run();
  const held = [{ jobUid: assignment.jobUid, incarnation: 'restart-1', state: 'ATTACHED' as const }];
  const again = await operator.agent(t, 'node-a', { held });
  const resumed = new TestSession(again, assignment.jobUid, 'restart-1');
  resumed.status({});
  resumed.send({ x: 4n });
  resumed.finish({ x: 9n }, { stopReason: 'EXIT' });
  const status = await operator.until(job, 'Finished', /^True Completed/);
  assert.deepEqual(status.result?.summary.maps, [{ name: '@', entries: 1, top: ['@[x]: 9'] }]);
  // Its finalizer is taken off by the second one.
  await operator.untilTrue('the finalizer is gone', async () => {
    return at(await operator.object(job), 'metadata', 'finalizers') === null;
  });
});

test('the database is lost: a job that an agent holds goes on, one that nobody holds is not run again, ends stay', async (t) => {
  const operator = await KubeOperator.start(t, server);
  const agent = await operator.agent(t, 'node-a');
  const [done, running, gone] = [jobNamed('lost-done', ''), jobNamed('lost-running', ''), jobNamed('lost-gone', '')];
  await operator.create(done, spec());
  const one = await TestSession.start(agent, 'lost-1');
  one.session.finish({ x: 1n }, { stopReason: 'EXIT' });
  const earlier = await operator.until(done, 'Finished', /^True Completed/);
  await operator.create(running, spec());
  const two = await TestSession.start(agent, 'lost-2');
  two.session.print('one', 'two');
  two.session.send({ x: 2n });
  await operator.until(running, 'Attached', /^True/);
  await operator.create(gone, spec());
  await TestSession.start(agent, 'lost-3');
  await operator.until(gone, 'Attached', /^True/);
  await operator.untilTrue('the lines are committed', () =>
    agent.received.some(({ kind, value }) => kind === 'ack' && value.eventSeq === 2n && value.snapshotSeq === 1n),
  );
  const started = await operator.status(running);
  await operator.stop();
  operator.state = join(operator.state, 'new');
  await operator.run();
  const held = [{ jobUid: two.assignment.jobUid, incarnation: 'lost-2', state: 'ATTACHED' as const }];
  const again = await operator.agent(t, 'node-a', { held });
  await operator.until(running, 'Accepted', /^True Valid: .* goes on with what agents hold/);
  two.session.moveTo(again);
  two.session.status({});
  // Against a base that the new database does not have.
  two.session.send({ x: 3n }, { baseSeq: 1n });
  assert.equal((await again.next('fullSnapshotRequest')).incarnation, 'lost-2');
  two.session.finish({ x: 5n }, { stopReason: 'EXIT' });
  const resumed = await operator.until(running, 'Finished', /^True Completed/);
  assert.deepEqual(resumed.result?.summary.maps, [{ name: '@', entries: 1, top: ['@[x]: 5'] }]);
  assert.equal(resumed.lost?.events, '2', 'what was acknowledged was there alone');
  assert.equal(resumed.startTime, started?.startTime);
  await operator.until(gone, 'Finished', /^True StateLost: the operator lost its database/);
  const kept = await operator.until(done, 'ResultsReady', /^False ResultLost/);
  const outcome = (status: typeof kept) => status.conditions.find(({ type }) => type === 'Succeeded')?.reason;
  assert.equal(outcome(kept), outcome(earlier));
  assert.deepEqual([kept.nodes, kept.result], [earlier.nodes, earlier.result]);
  assert.equal(
    again.received.some(({ kind }) => kind === 'assignment'),
    false,
  );
});

test('two operators: one leads, the other follows it at once when it leaves', async (t) => {
  const operator = await KubeOperator.start(t, server, 'first');
  const second = new Kubernetes(
    { log: silent, namespace: 'default', identity: 'second', onLost: () => undefined },
    server.api('operator'),
  );
  t.after(async () => second.close());
  let led = false;
  const leading = second.lead().then((leads) => (led = leads));
  await sleep(3000);
  assert.equal(led, false);
  const leftMs = Date.now();
  await operator.stop();
  await leading;
  assert.equal(led, true);
  assert.ok(Date.now() - leftMs < 5000, 'long before the Lease would have run out');
});

test('a holder that dies is followed when its Lease has run out; one that is robbed of it stops', async (t) => {
  const times = { leaseMs: 4000, renewMs: 2400, retryMs: 200 };
  let lost = '';
  const lease = (identity: string): Lease =>
    new Lease({
      api: server.api('operator'),
      log: silent,
      namespace: 'default',
      name: 'robbed',
      identity,
      times,
      onLost: (why) => (lost += `${identity}: ${why}\n`),
    });
  const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases/robbed';
  const dead = {
    metadata: { name: 'robbed', namespace: 'default' },
    // Its clock is an hour ahead: what it wrote says nothing about when.
    spec: { holderIdentity: 'dead', leaseDurationSeconds: 2, renewTime: '2099-01-01T00:00:00.000000Z' },
  };
  const admin = server.api('admin');
  await admin.call({ method: 'POST', path: path.replace(/\/robbed$/, ''), body: dead });
  const heir = lease('heir');
  t.after(async () => heir.release());
  const startMs = performance.now();
  assert.equal(await heir.acquire(), true);
  assert.ok(performance.now() - startMs >= 2000, 'not before it ran out');
  const held = await admin.call({ method: 'GET', path });
  assert.equal(text(at(held, 'spec', 'holderIdentity')), 'heir');
  const robbed = { spec: { holderIdentity: 'robber', leaseDurationSeconds: 2 } };
  await admin.call({ method: 'PATCH', path, body: robbed, contentType: 'application/merge-patch+json' });
  for (const deadline = Date.now() + 10_000; lost === '' && Date.now() < deadline; ) await sleep(20);
  assert.equal(lost, 'heir: robber has the Lease\n');
  assert.equal(heir.isLeading, false);
});

test('out of reach of the API server for longer than the renewal allows, it leads no more', async (t) => {
  let lost = '';
  const lease = new Lease({
    api: server.api('operator'),
    log: silent,
    namespace: 'default',
    name: 'unreachable',
    identity: 'alone',
    times: { leaseMs: 4000, renewMs: 2400, retryMs: 200 },
    onLost: (why) => (lost = why),
  });
  t.after(async () => lease.release());
  assert.equal(await lease.acquire(), true);
  await server.killApiServer();
  const killedMs = performance.now();
  for (const deadline = Date.now() + 10_000; lost === '' && Date.now() < deadline; ) await sleep(20);
  assert.match(lost, /could not be renewed for 2400 ms/);
  assert.ok(performance.now() - killedMs < 4000, 'before another one may lead');
  await server.startApiServer();
});

test('the program: ready when it leads, numbers for Prometheus, and the Lease given back at the end', async (t) => {
  await server.apply({
    apiVersion: 'bpfleet.dev/v1alpha1',
    kind: 'ClusterTraceJob',
    metadata: { name: 'counted' },
    spec: spec({ suspend: true }),
  });
  const process = await program(t, server);
  for (const deadline = Date.now() + 20_000; (await process.get('/readyz')).status !== 200; await sleep(100))
    assert.ok(Date.now() < deadline, process.output());
  const { body } = await process.get('/metrics');
  assert.match(body, /^bpfleet_leader 1$/m);
  assert.match(body, /^bpfleet_jobs\{kind="ClusterTraceJob",stage="queued"\} 1$/m);
  assert.match(body, /^bpfleet_api_answers_total\{code="200"\} [1-9]/m);
  assert.equal((await process.get('/healthz')).status, 200);
  assert.equal(await process.end(), 0, process.output());
  const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases/bpfleet-operator';
  assert.equal(text(at(await server.api('admin').call({ method: 'GET', path }), 'spec', 'holderIdentity')), '');
});

interface Program {
  get(path: string): Promise<{ readonly status: number; readonly body: string }>;
  output(): string;
  end(): Promise<number | null>;
}

/** bpfleet-operator --kubernetes as a process. */
async function program(t: TestContext, api: ApiServer): Promise<Program> {
  const kubeconfig = join(api.folder, 'operator.kubeconfig');
  writeFileSync(kubeconfig, api.kubeconfig('operator'));
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const args = ['--kubernetes', '--listen=127.0.0.1:0', `--state=${join(api.folder, 'program-state')}`];
  const more = ['--namespace=default', '--identity=program', `--metrics=127.0.0.1:${port}`];
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts'), ...args, ...more], {
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  t.after(() => child.kill('SIGKILL'));
  const closed = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (output += part));
  await once(child, 'spawn');
  return {
    get: async (path) =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        async (response) => ({ status: response.status, body: await response.text() }),
        () => ({ status: 0, body: '' }),
      ),
    output: () => output,
    end: async () => {
      child.kill('SIGTERM');
      await closed;
      return child.exitCode;
    },
  };
}
