import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FunctionSource, functionTable, type KernelFunction } from './functions.ts';

const all: readonly KernelFunction[] = [
  { module: 'xfs', name: 'read_b' },
  { module: 'vmlinux', name: 'vfs_read' },
  { module: 'vmlinux', name: 'read_b' },
  { module: 'vmlinux', name: 'read_a' },
  { module: 'vmlinux', name: 'read_b' },
  { module: 'ext4', name: 'write' },
];

const byNames: FunctionSource = {
  modules: () => [...new Set(all.map(({ module }) => module))],
  names: (module) => all.filter((one) => one.module === module).map(({ name }) => name),
};
/** A source may give more than what was asked for. */
const bySearch: FunctionSource = { ...byNames, containing: () => all };

test('a table answers alike from names and from a search', () => {
  for (const source of [byNames, bySearch]) {
    const table = functionTable(source);
    const found = (part: string): readonly string[] =>
      table.containing(part).map(({ module, name }) => `${module}:${name}`);
    assert.deepEqual(found('read'), ['vmlinux:read_a', 'vmlinux:read_b', 'vmlinux:vfs_read', 'xfs:read_b']);
    assert.deepEqual(found('nonesuch'), []);
    assert.deepEqual(found('').length, 5);
    assert.deepEqual(
      ['read_b', 'write', 'read'].map((name) => table.modulesOf(name)),
      [['vmlinux', 'xfs'], ['ext4'], []],
    );
    assert.deepEqual(table.names('vmlinux'), ['read_a', 'read_b', 'vfs_read']);
  }
});
