import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { containerCgroups, kubepodsLevels } from './container-cgroups.ts';

const uid = (digit: string): string => `${digit.repeat(8)}-1111-2222-3333-${digit.repeat(12)}`;
const id = (digit: string): string => digit.repeat(64);

function tree(t: TestContext, ...folders: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'bpfleet-cgroups-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  return root;
}

function check(root: string, below: string, expected: readonly (readonly [string, string, string, number])[]): void {
  assert.deepEqual(
    containerCgroups(root, below).toSorted((a, b) => a.containerId.localeCompare(b.containerId)),
    expected.map(([containerId, podUid, folder, level]) => {
      const cgroupId = statSync(join(root, folder), { bigint: true }).ino;
      return { containerId, podUid, cgroupId, level };
    }),
  );
}

test('as the cgroupfs driver lays them', (t) => {
  const guaranteed = `kubepods/pod${uid('a')}/${id('a')}`;
  const besteffort = `kubepods/besteffort/pod${uid('b')}/${id('b')}`;
  const root = tree(t, guaranteed, `${besteffort}/init.scope`, `system.slice/${id('c')}`, `podman/${id('d')}`);
  check(root, root, [
    [id('a'), uid('a'), guaranteed, 3],
    [id('b'), uid('b'), besteffort, 4],
  ]);
});

test('as the systemd driver lays them, with another root', (t) => {
  const underscored = uid('a').replaceAll('-', '_');
  const burstable = `node-b/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${underscored}.slice`;
  const containerd = `${burstable}/cri-containerd-${id('1')}.scope`;
  const crio = `${burstable}/crio-${id('2')}.scope`;
  const staticPod = `node-b/kubepods.slice/kubepods-pod${'e'.repeat(32)}.slice/${id('3')}`;
  const other = `node-a/kubepods/pod${uid('f')}/${id('f')}`;
  const root = tree(t, containerd, crio, staticPod, other);
  check(root, join(root, 'node-b'), [
    [id('1'), uid('a'), containerd, 5],
    [id('2'), uid('a'), crio, 5],
    [id('3'), 'e'.repeat(32), staticPod, 4],
  ]);
});

test('what is no hierarchy has no containers', () => {
  assert.deepEqual(containerCgroups('/nowhere/at/all'), []);
});

test('where containers will be, before one is', (t) => {
  const root = tree(t, 'system.slice/a/b', 'kubepods/besteffort', 'node-b/kubepods.slice', 'a/b/c/kubepods');
  assert.deepEqual(new Set(kubepodsLevels(root)), new Set([3, 4, 5]));
  assert.deepEqual(kubepodsLevels(root, join(root, 'node-b')), [4, 5]);
});
