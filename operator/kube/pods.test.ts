import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prunePod } from './pods.ts';

const running = { running: { startedAt: '2026-01-02T03:04:05Z' } };
const startedNs = 1_767_323_045_000_000_000n;
const madeNs = 1_767_323_040_000_000_000n;

test('a pod keeps what targets and names need, and nothing else', () => {
  const owner = { kind: 'ReplicaSet', name: 'web-7d4f', controller: true };
  const object = {
    metadata: {
      uid: 'u',
      namespace: 'shop',
      name: 'web-7d4f-x',
      creationTimestamp: '2026-01-02T03:04:00Z',
      labels: { app: 'web', 'pod-template-hash': '7d4f' },
      ownerReferences: [{ kind: 'Other', name: 'o' }, owner],
      annotations: { large: 'x'.repeat(1000) },
    },
    spec: { nodeName: 'node-a', containers: [{ name: 'app' }] },
    status: {
      phase: 'Running',
      containerStatuses: [
        { name: 'app', containerID: 'containerd://abc', restartCount: 0, state: running },
        { name: 'waiting', containerID: '', state: { waiting: {} } },
      ],
      initContainerStatuses: [
        { name: 'done', containerID: 'containerd://old', state: { terminated: {} } },
        { name: 'sidecar', containerID: 'cri-o://def', restartCount: 3, state: running },
      ],
      ephemeralContainerStatuses: [{ name: 'debug', containerID: 'docker://ghi', restartCount: 0, state: running }],
    },
  };
  assert.deepEqual(prunePod(object), {
    uid: 'u',
    namespace: 'shop',
    name: 'web-7d4f-x',
    node: 'node-a',
    labels: { app: 'web', 'pod-template-hash': '7d4f' },
    workload: 'Deployment/web',
    containers: [
      { name: 'app', id: 'abc', kind: 'ordinary', sinceNs: startedNs },
      { name: 'waiting', id: '', kind: 'ordinary', sinceNs: madeNs },
      { name: 'sidecar', id: 'def', kind: 'init', sinceNs: madeNs },
      { name: 'debug', id: 'ghi', kind: 'ephemeral', sinceNs: startedNs },
    ],
    live: true,
  });
});

test('whatever is missing or of another form is not there', () => {
  for (const object of [
    {},
    null,
    { metadata: 'x', status: { containerStatuses: {} } },
    { status: { containerStatuses: [1] } },
  ])
    assert.equal(prunePod(object).node, '');
  const workload = (ownerReferences: readonly object[], labels = {}): string =>
    prunePod({ metadata: { ownerReferences, labels } }).workload;
  assert.equal(workload([]), '');
  assert.equal(workload([{ kind: 'StatefulSet', name: 'db', controller: true }]), 'StatefulSet/db');
  assert.equal(workload([{ kind: 'ReplicaSet', name: 'own-set', controller: true }]), 'ReplicaSet/own-set');
});

test('a pod that has ended is not live', () => {
  for (const phase of ['Succeeded', 'Failed']) assert.equal(prunePod({ status: { phase } }).live, false);
  for (const phase of ['Pending', 'Running', 'Unknown']) assert.equal(prunePod({ status: { phase } }).live, true);
});
