import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveFunctions, parseFunctions } from './functions.ts';

test('functions by module', () => {
  const text = 'vfs_read\n__ftrace_invalid_address___16\nnf_hook_slow [nf_tables]\nvfs_read\nbr_dev_xmit\t[bridge]\n\n';
  assert.deepEqual(
    [...parseFunctions(text)],
    [
      ['vmlinux', ['vfs_read', 'vfs_read']],
      ['nf_tables', ['nf_hook_slow']],
      ['bridge', ['br_dev_xmit']],
    ],
  );
});

test('a kernel that does not say has none', () => {
  const table = liveFunctions('/proc/self/nonesuch');
  assert.deepEqual([table.modules(), table.names('vmlinux'), table.modulesOf('vfs_read')], [[], [], []]);
});
