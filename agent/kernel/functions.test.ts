import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionsContaining, liveFunctions, parseFunctions } from './functions.ts';

const text = 'vfs_read\n__ftrace_invalid_address___16\nnf_hook_slow [nf_tables]\nvfs_read\nbr_dev_xmit\t[bridge]\n\n';

test('functions by module', () => {
  assert.deepEqual(
    [...parseFunctions(text)],
    [
      ['vmlinux', ['vfs_read', 'vfs_read']],
      ['nf_tables', ['nf_hook_slow']],
      ['bridge', ['br_dev_xmit']],
    ],
  );
});

test('functions of which the name has a part', () => {
  const found = (part: string): readonly string[] =>
    [...functionsContaining(text, part)].map(({ module, name }) => `${module}:${name}`);
  const cases: readonly (readonly [part: string, names: readonly string[]])[] = [
    ['vfs_', ['vmlinux:vfs_read', 'vmlinux:vfs_read']],
    ['_xmit', ['bridge:br_dev_xmit']],
    ['ook_s', ['nf_tables:nf_hook_slow']],
    ['ftrace', []],
    ['nonesuch', []],
    ['', ['vmlinux:vfs_read', 'nf_tables:nf_hook_slow', 'vmlinux:vfs_read', 'bridge:br_dev_xmit']],
  ];
  for (const [part, names] of cases) assert.deepEqual(found(part), names, part);
});

test('a kernel that does not say has none', () => {
  const table = liveFunctions('/proc/self/nonesuch');
  assert.deepEqual([table.modules(), table.names('vmlinux'), table.modulesOf('vfs_read')], [[], [], []]);
});
