/** Our kinds, the policy and the roles at a real API server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApiError } from './api-error.ts';
import { ApiServer, type KubeObject } from '../testing/api-server.ts';
import { at } from './json.ts';
import { apiPath } from './paths.ts';

const ends: (() => Promise<void>)[] = [];
let server: ApiServer;

before(async () => {
  server = await ApiServer.start({ after: (end) => ends.push(end) });
});
after(async () => {
  for (const end of ends) await end();
});

function told(error: unknown): string {
  return error instanceof ApiError ? `${error.status} ${error.message}` : String(error);
}

const spec = { source: { inline: 'begin { }' }, run: { duration: '10s' } };

function job(name: string, change: object = {}, kind = 'TraceJob'): KubeObject {
  return { apiVersion: 'bpfleet.dev/v1alpha1', kind, metadata: { name }, spec: { ...spec, ...change } };
}

/** What comes of creating it: `created`, or status and message. */
async function create(user: string, object: KubeObject, namespace = 'default'): Promise<string> {
  const path = object.kind === 'TraceJob' ? apiPath(`namespaces/${namespace}/tracejobs`) : apiPath('clustertracejobs');
  return server
    .api(user)
    .call({ method: 'POST', path, body: object })
    .then(() => 'created', told);
}

test('a job gets its defaults', async () => {
  await server
    .api('admin')
    .call({ method: 'POST', path: apiPath('namespaces/default/tracejobs'), body: job('defaults') });
  const made = await server
    .api('admin')
    .call({ method: 'GET', path: apiPath('namespaces/default/tracejobs/defaults') });
  assert.deepEqual(at(made, 'spec', 'target'), {
    pods: { names: [] },
    containers: { names: [], includeInit: false, includeEphemeral: true },
    membership: 'Follow',
    noTargets: 'Fail',
  });
  assert.equal(at(made, 'spec', 'className'), 'baseline');
  assert.equal(at(made, 'spec', 'limits', 'maxMapBytesPerNode'), '16Mi');
});

test('what is wrong is refused with the field and the reason', async () => {
  const check = async (change: object, expected: RegExp): Promise<void> =>
    assert.match(await create('admin', job('wrong', change)), expected);
  await check({ run: { duration: '2d' } }, /^422 .*spec\.run\.duration.*must be a duration from 1s to 24h/);
  await check({ source: {} }, /^422 .*exactly one source must be given/);
  await check({ limits: { maxMapKeys: 0 } }, /^422 .*spec\.limits\.maxMapKeys.*greater than or equal to 1/);
  await check({ limits: { maxMapBytesPerNode: '16MB' } }, /^422 .*spec\.limits\.maxMapBytesPerNode/);
  await check({ target: { nodes: { names: ['a'] } } }, /^created$/);
  await check({ target: { membership: 'Sometimes' } }, /^422 .*Unsupported value: "Sometimes"/);
  const twice = { name: 'a', expr: 'true' };
  await check({ assertions: [twice, twice] }, /^422 .*spec\.assertions.*Duplicate value/);
});

test('the spec is immutable, but for suspend, cancel and ttlSecondsAfterFinished', async () => {
  assert.equal(await create('admin', job('fixed')), 'created');
  const patch = async (change: object): Promise<string> =>
    server
      .api('admin')
      .call({
        method: 'PATCH',
        path: apiPath('namespaces/default/tracejobs/fixed'),
        body: { spec: change },
        contentType: 'application/merge-patch+json',
      })
      .then(() => 'patched', told);
  assert.match(await patch({ run: { duration: '20s' } }), /run cannot change once the job exists/);
  assert.match(await patch({ className: 'privileged' }), /className cannot change/);
  assert.equal(await patch({ suspend: true }), 'patched');
  assert.equal(await patch({ ttlSecondsAfterFinished: 5 }), 'patched');
  assert.equal(await patch({ cancel: true }), 'patched');
  assert.match(await patch({ cancel: false }), /cancel cannot be taken back/);
});

test('nobody uses a class who was not given it, in the cluster or in the namespace', async () => {
  const grant = { apiGroups: ['bpfleet.dev'], resources: ['tracejobs', 'clustertracejobs'], verbs: ['create'] };
  await server.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'makes-jobs' },
    rules: [grant],
  });
  await server.bind('alice-makes-jobs', 'makes-jobs', 'alice');
  const denied = /^403 .*you may not use the TraceClass baseline: ask an administrator for the verb use/;
  let attempt = 0;
  // The role and the policy take a moment to hold.
  await until(async () => denied.test(await create('alice', job(`early-${attempt++}`))));
  const use = (resourceNames: readonly string[]): object => ({
    apiGroups: ['bpfleet.dev'],
    resources: ['traceclasses'],
    resourceNames,
    verbs: ['use'],
  });
  await server.bindRole('default', 'use-baseline', 'alice', [use(['baseline'])]);
  await until(async () => (await create('alice', job('by-alice'))) === 'created');
  assert.match(
    await create('alice', job('by-alice-2', { className: 'privileged' })),
    /may not use the TraceClass privileged/,
  );
  assert.match(await create('alice', job('by-alice', {}, 'ClusterTraceJob')), denied);
  await server.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'use-baseline' },
    rules: [use(['baseline'])],
  });
  await server.bind('alice-uses-baseline', 'use-baseline', 'alice');
  await until(async () => (await create('alice', job('by-alice', {}, 'ClusterTraceJob'))) === 'created');
});

async function until(done: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await done()); await new Promise((resolve) => setTimeout(resolve, 100)))
    assert.ok(Date.now() < deadline, 'it never came');
}
