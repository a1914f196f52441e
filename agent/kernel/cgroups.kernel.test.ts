import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { cgroupRoot, liveCgroups } from './cgroups.ts';

test('cgroupid() knows a cgroup by its folder and by its path, and nothing else', () => {
  const root = cgroupRoot();
  const { ino } = statSync(root, { bigint: true });
  const asked = [root, '/', `${root}/.`, '/etc', '/nothing/there', 'etc'];
  assert.deepEqual(
    asked.map((path) => liveCgroups.id(path)),
    [ino, ino, ino, null, null, null],
  );
});
