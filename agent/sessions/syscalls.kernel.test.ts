/** Programs at the raw events see what the classic tracepoints see: calls, arguments, results, and 32-bit callers as those do. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { rowMap, runScript } from '../testing/session.ts';

/** Calls by number: getppid of both widths (on x86-64 the 32-bit number is that of semget), and descriptors that are none. */
const program = String.raw`
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int argc, char **argv) {
  prctl(PR_SET_NAME, argv[1]);
  for (int i = 0; i < 1000; i++) { long r; __asm__ volatile("int $0x80" : "=a"(r) : "a"(64) : "r8", "r9", "r10", "r11", "memory"); }
  for (int i = 0; i < 500; i++) syscall(SYS_getppid);
  for (int i = 0; i < 300; i++) syscall(SYS_fsync, 12345);
  for (int i = 0; i < 200; i++) syscall(SYS_ftruncate, 54321, 7L);
}`;

function build(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-syscalls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [source, binary] = [join(folder, 'calls.c'), join(folder, 'calls')];
  writeFileSync(source, program);
  execFileSync('gcc', ['-O1', '-o', binary, source]);
  return binary;
}

/** Rows of @ that a run of the program makes, as `key: number`. */
async function rowsOf(t: TestContext, script: string): Promise<ReadonlyMap<string, bigint>> {
  const comm = `calls${process.pid}`.slice(0, 15);
  // Before anything traces: where gcc is missing, this test fails and nothing goes on.
  const calls = build(t);
  const running = runScript(script.replaceAll('COMM', `comm == "${comm}"`), { cgroup: null });
  await running.attached;
  execFileSync(calls, [comm]);
  running.session.stop('cancelled');
  await running.session.done;
  const rows = rowMap(running.session.snapshot().current[0]);
  running.session.release();
  return new Map([...rows].map(([key, value]) => [key, value.kind === 'number' ? value.value : 0n]));
}

const withDescriptor = [
  'close',
  'fsync',
  'fdatasync',
  'fchdir',
  'newfstat',
  'ftruncate',
  'lseek',
  'fchmod',
  'flock',
  'fallocate',
];
const list = (event: string): string => withDescriptor.map((name) => `tracepoint:syscalls:${event}_${name}`).join(', ');

test('raw_syscalls counts callers of both widths, by the numbers that they used', async (t) => {
  for (const event of ['sys_enter', 'sys_exit']) {
    const rows = await rowsOf(t, `tracepoint:raw_syscalls:${event} /COMM/ { @[args.id] = count(); }`);
    assert.deepEqual([rows.get('64'), rows.get('110'), rows.get('74')], [1000n, 500n, 300n]);
  }
});

test('a wildcard over system calls skips 32-bit callers, as each of its tracepoints does', async (t) => {
  const rows = await rowsOf(t, 'tracepoint:syscalls:sys_enter_* /COMM/ { @[probe] = count(); }');
  assert.equal(rows.get('tracepoint:syscalls:sys_enter_semget') ?? 0n, 0n);
  assert.equal(rows.get('tracepoint:syscalls:sys_enter_getppid'), 500n);
  assert.equal(rows.get('tracepoint:syscalls:sys_enter_fsync'), 300n);
});

test('a wildcard whose bodies need several programs counts each call once', async (t) => {
  const body = '@[probe] = count(); @h[probe, comm] = hist(pid); @n[probe] = sum(1); @s[probe, pid] = nsecs;';
  const rows = await rowsOf(t, `tracepoint:syscalls:sys_* /COMM/ { ${body} }`);
  const calls = ['enter_getppid', 'exit_getppid', 'enter_fsync', 'exit_fsync', 'enter_ftruncate', 'exit_ftruncate'];
  assert.deepEqual(
    calls.map((name) => rows.get(`tracepoint:syscalls:sys_${name}`)),
    [500n, 500n, 300n, 300n, 200n, 200n],
  );
});

test('arguments and results are those of each call', async (t) => {
  const enter = await rowsOf(
    t,
    `${list('sys_enter')} /COMM && args.fd > 10000/ { @[probe, args.fd, args.__syscall_nr] = count(); }`,
  );
  assert.deepEqual(Object.fromEntries(enter), {
    'tracepoint:syscalls:sys_enter_fsync,12345,74': 300n,
    'tracepoint:syscalls:sys_enter_ftruncate,54321,77': 200n,
  });
  const exit = await rowsOf(t, `${list('sys_exit')} /COMM && args.ret == -9/ { @[probe, args.ret] = count(); }`);
  assert.deepEqual(Object.fromEntries(exit), {
    'tracepoint:syscalls:sys_exit_fsync,-9': 300n,
    'tracepoint:syscalls:sys_exit_ftruncate,-9': 200n,
  });
});
