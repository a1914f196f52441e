import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCgroupMount } from './cgroups.ts';

const lines = {
  v1: '32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu',
  hybrid: '38 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw',
  unified: '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate',
  subtree: '99 23 0:26 /kubepods /mnt/pods rw - cgroup2 cgroup2 rw',
  ownNamespace: '41 30 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup rw',
  ofTheNode: '54 30 0:26 /../../.. /host/sys/fs/cgroup ro - cgroup2 cgroup2 rw',
  spaced: '38 31 0:38 / /mnt/c\\040group rw - cgroup2 cgroup2 rw',
};

function check(mountinfo: readonly string[], expected: string | null): void {
  assert.equal(parseCgroupMount(mountinfo.join('\n')), expected);
}

test('the cgroup2 mount', () => {
  check([lines.v1, lines.hybrid], '/sys/fs/cgroup/unified');
  check([lines.unified], '/sys/fs/cgroup');
  check([lines.subtree, lines.unified], '/sys/fs/cgroup');
  check([lines.spaced], '/mnt/c group');
  check([lines.ownNamespace, lines.ofTheNode], '/host/sys/fs/cgroup');
  check([lines.ofTheNode, lines.ownNamespace], '/host/sys/fs/cgroup');
  check([lines.v1], null);
  check([lines.subtree], null);
});
