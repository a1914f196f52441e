import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ContainerDirectory } from './directory.ts';
import { PodTable } from './pod-table.ts';

const uid = 'aaaaaaaa-1111-2222-3333-aaaaaaaaaaaa';
const id = 'b'.repeat(64);

test('from a target to its cgroup, and from the cgroup to its names, also when the container is gone', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'bpfleet-directory-'));
  t.after(() => rmSync(root, { recursive: true }));
  const pods = new PodTable();
  const file = join(root, 'containers.json');
  const options = { node: 'n1', root, below: root, pods, file };
  const directory = new ContainerDirectory(options);
  assert.deepEqual(directory.levels(), [3, 4]);
  assert.deepEqual(directory.ids(), []);

  const folder = join(root, 'kubepods', `pod${uid}`, id);
  mkdirSync(folder, { recursive: true });
  directory.look();
  const cgroup = statSync(folder, { bigint: true }).ino;
  const target = { podUid: uid, container: 'app', containerId: id };
  assert.deepEqual(directory.ids(), [cgroup]);
  assert.deepEqual(directory.idsOf([target]), [cgroup]);
  assert.deepEqual(directory.idsOf([{ ...target, podUid: uid.replace('a', 'c') }]), [], 'a container of another pod');
  assert.deepEqual(directory.idsOf([{ ...target, containerId: '' }]), [], 'a container that was not started');
  const nameOf = (
    of: ContainerDirectory,
    attribute: 'pod' | 'container' | 'namespace' | 'workload' | 'node',
    at = cgroup,
  ) => of.nameOf({ of: 'container', attribute }, at);
  assert.equal(nameOf(directory, 'pod'), `?${cgroup}`, 'nobody told of it yet');

  const pod = {
    uid,
    namespace: 'shop',
    name: 'checkout-1',
    workload: 'Deployment/checkout',
    containers: [{ name: 'app', id }],
  };
  pods.update({ reset: true, pods: [pod], removed: [] });
  directory.look();
  pods.update({ reset: false, pods: [], removed: [uid] });
  rmdirSync(folder);
  directory.look();
  assert.deepEqual(directory.ids(), []);
  for (const one of [directory, new ContainerDirectory(options)]) {
    assert.equal(nameOf(one, 'pod'), 'checkout-1');
    assert.equal(nameOf(one, 'container'), 'app');
    assert.equal(nameOf(one, 'namespace'), 'shop');
    assert.equal(nameOf(one, 'workload'), 'Deployment/checkout');
    assert.equal(nameOf(one, 'node'), 'n1');
    assert.equal(nameOf(one, 'pod', 0n), '', 'a task in no container');
  }
});
