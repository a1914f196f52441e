/** Scripts over all system calls of this kernel: a few programs, none too long for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, localPolicy } from '@bpfleet/compiler';
import { testTarget } from '../testing/session.ts';
import { loadObject } from './load.ts';

/** A body for each system call → how many programs do it; the kernel takes them, and each call is in one of them. */
function check(body: string, fewest: number, most: number): void {
  const source = { name: 'stdin', text: `tracepoint:syscalls:sys_enter_* { ${body} }` };
  const { output } = compile(source, testTarget(), localPolicy);
  assert.ok(output !== null);
  const { programs } = output.manifest;
  assert.ok(programs.length >= fewest && programs.length <= most, `${programs.length} programs`);
  const points = programs.flatMap(({ attachPoints }) => attachPoints.map(({ text }) => text));
  assert.ok(points.length > 300);
  assert.equal(new Set(points).size, points.length);
  loadObject(output).close();
}

test('bodies that are short are one program', () => {
  check('@ = count();', 1, 1);
  check('printf("%d\\n", pid);', 1, 1);
});

test('longer ones are several, not hundreds', () => {
  check('@[probe] = count();', 2, 4);
  check('@s[tid] = nsecs; @n[tid] = probe; @h[probe, comm] = hist(pid);', 3, 12);
});
