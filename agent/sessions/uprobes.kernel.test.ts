/** uprobe and uretprobe on the real kernel, in programs that the tests compile. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { compileC, compileCpp, runProgram, startProgram, testFolder } from '../testing/compiled.ts';
import { numberAt, rowMap, runScript, stopped, targetOf, testTarget } from '../testing/session.ts';

/** Calls six() as often as it is told, each time it is told. */
const calls = `
#include <stdio.h>
#include <stdlib.h>
__attribute__((noinline)) static long inner(long x) { asm volatile("" ::: "memory"); return x * 2; }
__attribute__((noinline)) long six(long a, long b, long c, long d, long e, long f) {
  asm volatile("" ::: "memory");
  return inner(a + f);
}
long same(long, long, long, long, long, long) __attribute__((alias("six")));
static void run(long count) { for (long i = 0; i < count; i++) six(i, 1, 2, 3, 4, 5); }
int main(int argc, char **argv) {
  long count;
  if (argc > 1) run(atol(argv[1]));
  else while (scanf("%ld", &count) == 1) { run(count); printf("done\\n"); fflush(stdout); }
  return 0;
}`;

const program = (t: TestContext): string => compileC(testFolder(t), 'calls', calls);

/** What a script counts in its maps while a program makes so many calls. */
async function counted(script: string, path: string, count: number): Promise<ReadonlyMap<string, unknown>[]> {
  const running = runScript(script, { cgroup: null });
  await running.attached;
  await runProgram(path, [`${count}`], null);
  await stopped(running);
  const { totals, losses } = running.session.snapshot();
  assert.equal(losses.missedRuns, 0n);
  running.session.release();
  return totals.map(
    (table) => new Map([...rowMap(table)].map(([key, value]) => [key, 'value' in value ? value.value : null])),
  );
}

test('arguments, return values and registers, in the order of the script', async (t) => {
  const path = program(t);
  const script = runScript(
    `uprobe:${path}:six { printf("%d %d %d %d %d %d %d\\n", arg0, arg1, arg2, arg3, arg4, arg5, reg("di")); }
     uretprobe:${path}:six { printf("= %d\\n", retval); }
     uprobe:${path}:six { printf("again\\n"); }
     uprobe:${path}:inner { printf("inner %d\\n", arg0); }`,
    { cgroup: null },
  );
  await script.attached;
  await runProgram(path, ['2'], null);
  await stopped(script);
  const expected = ['0 1 2 3 4 5 0', 'again', 'inner 5', '= 10', '1 1 2 3 4 5 1', 'again', 'inner 6', '= 12'];
  assert.deepEqual(
    script.output,
    expected.map((line) => `${line}\n`),
  );
  script.session.release();
});

test('every call is counted once by each probe that names it', async (t) => {
  const path = program(t);
  const [each, listed] = await counted(
    `uprobe:${path}:s* { @each[probe] = count(); } uprobe:${path}:six, uprobe:${path}:six { @listed = count(); }`,
    path,
    10_000,
  );
  assert.deepEqual(
    each,
    new Map([
      [`uprobe:${path}:six`, 10_000n],
      [`uprobe:${path}:same`, 10_000n],
    ]),
  );
  assert.equal(listed?.get(''), 20_000n);
});

test('offsets and addresses stand on one instruction', async (t) => {
  const path = program(t);
  const line = execFileSync('nm', [path], { encoding: 'utf8' })
    .split('\n')
    .find((one) => one.endsWith(' six'));
  const address = Number.parseInt(line?.split(' ')[0] ?? '', 16);
  // The first instruction after the entry: push %rbp is one byte; arm64 instructions have four.
  const step = process.arch === 'arm64' ? 4 : 1;
  const [table] = await counted(
    `uprobe:${path}:0x${address.toString(16)}, uprobe:${path}:six+${step} { @[probe] = count(); }`,
    path,
    100,
  );
  assert.deepEqual(
    table,
    new Map([
      [`uprobe:${path}:${address}`, 100n],
      [`uprobe:${path}:six+${step}`, 100n],
    ]),
  );
});

test('libraries by their short name', async (t) => {
  const path = program(t);
  const script = runScript('uprobe:libc:atol, uprobe:libc.so.6:strtol { @[comm, probe] = count(); }', { cgroup: null });
  await script.attached;
  await runProgram(path, ['1'], null);
  await stopped(script);
  const names = [...rowMap(script.session.snapshot().totals[0]).keys()].filter((key) => key.startsWith('calls,'));
  assert.ok(
    names.some((key) => /^calls,uprobe:\/.*\/libc\.so\.6:(atol|strtol)$/.test(key)),
    names.join(' '),
  );
  script.session.release();
});

test('C++ functions by their demangled names', async (t) => {
  const source = `
    #include <cstdlib>
    namespace ns {
      struct Foo {
        __attribute__((noinline)) int bar(int x) { asm volatile("" ::: "memory"); return x; }
        __attribute__((noinline)) int bar(long x) { asm volatile("" ::: "memory"); return x; }
      };
    }
    int main(int argc, char **argv) {
      ns::Foo foo;
      for (int i = 0; i < atoi(argv[1]); i++) { foo.bar(i); foo.bar(1L); }
      return 0;
    }`;
  const path = compileCpp(testFolder(t), 'cpp-calls', source);
  const [both, one] = await counted(
    `uprobe:${path}:cpp:"ns::Foo::bar" { @both = count(); } uprobe:${path}:cpp:"ns::Foo::bar(int)" { @one[probe] = count(); }`,
    path,
    50,
  );
  assert.equal(both?.get(''), 100n);
  assert.deepEqual(one, new Map([[`uprobe:${path}:cpp:_ZN2ns3Foo3barEi`, 50n]]));
});

test('with -p breakpoints stop that process only', async (t) => {
  const path = program(t);
  const [traced, other] = [startProgram(path, [], null), startProgram(path, [], null)];
  const script = runScript(`uprobe:${path}:six { @[pid] = count(); }`, {
    cgroup: null,
    process: traced.pid ?? 0,
  });
  await script.attached;
  for (const child of [traced, other]) {
    child.stdin?.end('1000\n');
    await once(child, 'close');
  }
  await stopped(script);
  const [table] = script.session.snapshot().totals;
  assert.deepEqual([...rowMap(table).keys()], [`${traced.pid}`]);
  assert.equal(numberAt(table, `${traced.pid}`), 1000n);
  script.session.release();
});

test('a process in another mount namespace has files of its own', async (t) => {
  const folder = testFolder(t);
  const path = compileC(folder, 'calls', calls);
  const hidden = join(folder, 'hidden');
  mkdirSync(hidden);
  // The program lies where nothing is to us: on a tmpfs that only its own namespace has.
  const inside = `mount -t tmpfs none "${hidden}" && cp "${path}" "${hidden}/own" && exec "${hidden}/own"`;
  const child = startProgram('unshare', ['-m', 'sh', '-c', inside], null);
  child.stdin?.write('1\n');
  await once(child.stdout ?? child, 'data');
  const pid = child.pid ?? 0;
  const [its, ours] = [targetOf(pid), testTarget()];
  for (const [text, target] of [
    [`uprobe:${hidden}/own:six { @ = count(); }`, its],
    ['uprobe:six { @ = count(); }', its],
    [`uprobe:/proc/${pid}/root${hidden}/own:six { @ = count(); }`, ours],
  ] as const) {
    const script = runScript(text, { cgroup: null, process: pid }, target);
    await script.attached;
    child.stdin?.write('777\n');
    await once(child.stdout ?? child, 'data');
    await stopped(script);
    assert.equal(numberAt(script.session.snapshot().totals[0], ''), 777n, text);
    script.session.release();
  }
  child.stdin?.end();
  await once(child, 'close');
});

test('a stripped program has its functions from its debug file', async (t) => {
  const path = program(t);
  const folder = dirname(path);
  const run = (command: string, ...args: string[]): void => void execFileSync(command, args, { cwd: folder });
  mkdirSync(join(folder, '.debug'));
  run('objcopy', '--only-keep-debug', path, join(folder, '.debug', 'calls.debug'));
  run('strip', '--strip-all', path);
  run('objcopy', `--add-gnu-debuglink=${join(folder, '.debug', 'calls.debug')}`, path);
  const [table] = await counted(`uprobe:${path}:inner { @ = count(); }`, path, 10);
  assert.equal(table?.get(''), 10n);

  // The debug file of another program is none.
  const other = compileC(folder, 'other', calls.replace('x * 2', 'x * 3'));
  copyFileSync(other, join(folder, '.debug', 'calls.debug'));
  const changed = compileC(folder, 'calls', calls.replace('x * 2', 'x * 4'));
  run('strip', '--strip-all', changed);
  run('objcopy', `--add-gnu-debuglink=${join(folder, '.debug', 'calls.debug')}`, changed);
  const failed = await runScript(`uprobe:${changed}:inner { @ = count(); }`, { cgroup: null }).session.done;
  assert.ok(failed.kind === 'failed');
  assert.equal(failed.reason, 'ProbeMissing');
});
