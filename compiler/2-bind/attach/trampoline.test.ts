import assert from 'node:assert/strict';
import { it } from 'node:test';
import { reporter } from '../../diagnostics/report.ts';
import { functionTable } from '../../target/functions.ts';
import type { Target } from '../../target/target.ts';
import { storedTarget } from '../../testing/target.ts';
import { parse } from '../../1-parse/parse.ts';
import { resolveTrampoline } from './trampoline.ts';

/** A kernel in which two modules have a function of one name. */
function twice(): Target {
  const target = storedTarget('linux-6.12-x86_64');
  const vmlinux = target.types.find('function', 'vfs_read');
  assert.ok(vmlinux !== null);
  const types = { ...target.types, findAll: () => [vmlinux, { ...vmlinux, module: 'other' }] };
  const functions = functionTable({ modules: () => ['vmlinux', 'other'], names: () => ['vfs_read'] });
  return { ...target, types, functions };
}

function resolved(text: string): string[] {
  const point = parse({ name: 'x', text: `${text} { }` }).output?.probes[0]?.attachPoints[0];
  assert.ok(point !== undefined);
  const report = reporter();
  const points = resolveTrampoline('fentry', point, twice(), report).map((each) => each.text);
  return [...points, ...report.diagnostics.map(({ code, hint }) => `${code}: ${hint}`)];
}

it('a function of two modules needs its module', () => {
  assert.deepEqual(resolved('fentry:vfs_read'), [
    'ambiguous-function: did you mean fentry:vmlinux:vfs_read or fentry:other:vfs_read?',
  ]);
  assert.deepEqual(resolved('fentry:other:vfs_read'), ['fentry:other:vfs_read']);
});
