/** Stacks and symbols on the real kernel, in programs that the tests compile. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { rowsOf } from '@bpfleet/results';
import { testCgroup } from '../testing/cgroup.ts';
import { compileC, compileCpp, runProgram, startProgram, testFolder } from '../testing/compiled.ts';
import { rowMap, runScript, stopped } from '../testing/session.ts';

/** Calls getppid() through three functions of its own, once for each line that it reads. */
const nested = `
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
int variable = 7;
__attribute__((noinline)) static long inner(void) { long r = syscall(SYS_getppid); asm volatile("" ::: "memory"); return r; }
__attribute__((noinline)) long middle(void) { long r = inner(); asm volatile("" ::: "memory"); return r; }
__attribute__((noinline)) long outer(void) { long r = middle(); asm volatile("" ::: "memory"); return r; }
int main(void) {
  while (getchar() != EOF) { outer(); printf("done\\n"); fflush(stdout); }
  return 0;
}`;

const getppid = 'tracepoint:syscalls:sys_enter_getppid';

/** What a script prints while a program that waits for it makes one round; the program lives until all is printed. */
async function printed(body: string, path: string, config = '', probe = getppid): Promise<string> {
  const child = startProgram(path, [], null);
  const script = runScript(`${config} ${probe} /pid == ${child.pid}/ { ${body} }`, { cgroup: null });
  await script.attached;
  child.stdin?.write('x');
  await once(child.stdout ?? child, 'data');
  await stopped(script);
  child.stdin?.end();
  await once(child, 'close');
  script.session.release();
  return script.output.join('');
}

/** Offsets behind the functions' names differ from compiler to compiler. */
const withoutOffsets = (text: string): string =>
  text.replaceAll(/\+\d+/g, '+N').replaceAll(/\b[0-9a-f]{12,16}\b/g, 'ADDRESS');

test('user stacks in every mode', async (t) => {
  const path = compileC(testFolder(t), 'nested', nested);
  const buildId = /Build ID: ([0-9a-f]+)/.exec(execFileSync('readelf', ['-n', path], { encoding: 'utf8' }))?.[1] ?? '';
  // The kernel's tracepoint is one call of libc below inner(); that frame has no frame pointer of its own.
  assert.equal(
    withoutOffsets(await printed('print(ustack(3));', path)),
    '\n        syscall+N\n        middle+N\n        outer+N\n\n',
  );
  const perf = withoutOffsets(await printed('print(ustack(perf, 3));', path));
  assert.match(
    perf,
    new RegExp(`^\\n\\tADDRESS syscall\\+N \\(/.*libc.*\\)\\n\\tADDRESS middle\\+N \\(${path}\\)\\n\\tADDRESS outer`),
  );
  assert.match(await printed('print(ustack(raw, 2));', path), /^\n[0-9a-f]+\n[0-9a-f]+\n\n$/);
  assert.match(
    await printed('print(ustack(build_id, 2));', path),
    new RegExp(`^\\n[0-9a-f]+ 0x[0-9a-f]+\\n${buildId} 0x[0-9a-f]+\\n\\n$`),
  );
  assert.equal(
    withoutOffsets(await printed('printf("[%s]", ustack(1)); print((1, ustack(1)));', path)),
    '[\n        syscall+N\n](1, \n        syscall+N\n)\n',
  );
});

test('kernel stacks, as text and compared', async (t) => {
  const path = compileC(testFolder(t), 'nested', nested);
  const text = await printed('$s = kstack; if ($s == kstack) { print(kstack); }', path);
  assert.match(text, /^\n(        [A-Za-z_][\w.]*\+\d+\n)+\n$/);
  assert.match(text, /do_syscall_64\+|el0_svc|invoke_syscall/);
  assert.equal(await printed('printf("%d %d %d", len(kstack(2)), len(ustack(3)), len(ustack(1)));', path), '2 3 1');
  assert.match(await printed('print(kstack(perf, 1));', path), /^\n\tffff[0-9a-f]{12} \w+\+\d+\n\n$/);
});

test('a program that stands in its own stack has its name, also when it is gone', async () => {
  // The second is loaded after the names were read for the first.
  for (const body of ['@[kstack(1)] = count();', '@[kstack(1)] = count(); @other = kstack(2);']) {
    const script = runScript(`begin { ${body} }`, { cgroup: null });
    await script.attached;
    await stopped(script);
    const [stack = ''] = [...rowMap(script.session.snapshot().totals[0]).keys()];
    assert.match(stack.trim(), /^bpf_prog_[0-9a-f]{16}_p0\+\d+$/);
    script.session.release();
  }
});

test('addresses and their names', async (t) => {
  const path = compileC(testFolder(t), 'nested', nested);
  const child = startProgram(path, [], null);
  const script = runScript(
    `uprobe:${path}:middle { printf("%s %s %s %s", func, usym(reg("ip")), usym(uaddr("outer")), usym(1));
       printf(" %s %s", ksym(kaddr("vfs_read") + 1), ksym(1)); @[func] = count(); @k[ksym(kaddr("vfs_read"))] = count(); }
     uretprobe:${path}:middle { printf(" %s", func); }`,
    { cgroup: null },
  );
  await script.attached;
  child.stdin?.write('x');
  await once(child.stdout ?? child, 'data');
  await stopped(script);
  const [functions, kernel] = script.session.snapshot().totals;
  assert.equal(script.output.join(''), 'middle middle outer 0x1 vfs_read 0x1 middle');
  assert.deepEqual([...rowMap(functions).keys(), ...rowMap(kernel).keys()], ['middle', 'vfs_read']);
  child.stdin?.end();
  await once(child, 'close');
  script.session.release();
});

test('processes in other mount namespaces, stripped programs with a debug file, C++', async (t) => {
  const path = compileC(testFolder(t), 'nested', nested);
  const folder = dirname(path);
  mkdirSync(join(folder, '.debug'));
  execFileSync('objcopy', ['--only-keep-debug', path, join(folder, '.debug', 'nested.debug')]);
  execFileSync('strip', [path]);
  execFileSync('objcopy', [`--add-gnu-debuglink=${join(folder, '.debug', 'nested.debug')}`, path]);
  assert.match(await printed('print(ustack(3));', path), / middle\+\d+\n {8}outer\+\d+\n/);

  const hidden = join(testFolder(t), 'hidden');
  mkdirSync(hidden);
  const launcher = join(folder, 'launcher');
  const inside = `mount -t tmpfs none ${hidden} && cp ${path} ${hidden}/own && cp -r ${folder}/.debug ${hidden} && exec ${hidden}/own`;
  writeFileSync(launcher, `#!/bin/sh\nexec unshare -m sh -c '${inside}'\n`, { mode: 0o755 });
  assert.match(await printed('print(ustack(3));', launcher), / middle\+\d+\n {8}outer\+\d+\n/);

  const cpp = compileCpp(testFolder(t), 'cpp', nested.replaceAll('long middle(void)', 'long middle(int x = 0)'));
  assert.match(await printed('print(ustack(3));', cpp), / middle\(int\)\+\d+\n {8}outer\(\)\+\d+\n/);
  const asTheyAre = await printed('print(ustack(3));', cpp, 'config = { cpp_demangle = false }');
  assert.match(asTheyAre, / _Z6middlei\+\d+\n {8}_Z5outerv\+\d+\n/);
});

test('programs linked in every way', async (t) => {
  for (const flags of [['-no-pie'], ['-static'], ['-static-pie'], ['-s', '-rdynamic']]) {
    const path = compileC(testFolder(t), 'nested', nested, flags);
    const names = / syscall\+\d+\n {8}middle\+\d+\n {8}outer\+\d+\n/;
    assert.match(await printed('print(ustack(3));', path), names, flags.join(' '));
  }
});

test("the kernel's own library", async (t) => {
  // It does not know how long a process has run: the call goes on to the kernel from there.
  const source = nested.replace('syscall(SYS_getppid)', 'clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)');
  const path = compileC(testFolder(t), 'clock', `#include <time.h>\nstatic struct timespec now;${source}`);
  const text = await printed('print(ustack(perf, 1));', path, '', 'tracepoint:syscalls:sys_enter_clock_gettime');
  assert.match(withoutOffsets(text), /^\n\tADDRESS __(?:vdso|kernel)_clock_gettime\+N \(\[vdso\]\)\n\n$/);
});

test('code that a JIT compiler made has the names of its perf map', async (t) => {
  const source = 'function hot(n) { let s = 0; for (let i = 0; i < n; i++) s += i % 7; return s; } for (;;) hot(1e7);';
  const child = startProgram(
    process.execPath,
    ['--perf-basic-prof', '--no-logfile-per-isolate', '--logfile=/dev/null', '-e', source],
    null,
  );
  t.after(() => {
    child.kill('SIGKILL');
    rmSync(`/tmp/perf-${child.pid}.map`, { force: true });
  });
  const script = runScript(`profile:hz:200 /pid == ${child.pid}/ { @[ustack(perf)] = count(); }`, { cgroup: null });
  await script.attached;
  const named = new RegExp(`JS:\\S*hot .*\\(/tmp/perf-${child.pid}\\.map\\)`);
  const deadline = Date.now() + 20_000;
  let names = '';
  while (!named.test(names) && Date.now() < deadline) {
    await new Promise((resolve) => void setTimeout(resolve, 500));
    names = [...rowMap(script.session.snapshot().totals[0]).keys()].join('');
  }
  assert.match(names, named);
  await stopped(script);
  script.session.release();
});

test('a process that has ended since it was seen keeps its names', async (t) => {
  const path = compileC(testFolder(t), 'nested', nested);
  const child = startProgram(path, [], null);
  const script = runScript(`${getppid} /pid == ${child.pid}/ { @[ustack(3)] = count(); }`, {
    cgroup: null,
  });
  await script.attached;
  child.stdin?.write('x');
  await once(child.stdout ?? child, 'data');
  for (let tries = 0; tries < 50; tries += 1) await new Promise((resolve) => void setTimeout(resolve, 10));
  child.stdin?.end();
  await once(child, 'close');
  await stopped(script);
  const [key = ''] = [...rowMap(script.session.snapshot().totals[0]).keys()];
  assert.match(key, / middle\+\d+\n {8}outer\+\d+\n$/);
  script.session.release();
});

test('3,000 distinct stacks in one map: none is lost', async (t) => {
  // Each call ends in another chain of the two functions: twelve bits are twelve frames.
  const source = `
    #include <sys/syscall.h>
    #include <unistd.h>
    __attribute__((noinline)) static void leaf(void) { syscall(SYS_getppid); asm volatile("" ::: "memory"); }
    static void a(int bits, int depth); static void b(int bits, int depth);
    static inline __attribute__((always_inline)) void next(int bits, int depth) {
      if (depth == 12) leaf(); else if (bits & 1) a(bits >> 1, depth + 1); else b(bits >> 1, depth + 1);
      asm volatile("" ::: "memory");
    }
    __attribute__((noinline)) static void a(int bits, int depth) { next(bits, depth); }
    __attribute__((noinline)) static void b(int bits, int depth) { next(bits, depth); asm volatile("nop" ::: "memory"); }
    int main(void) { for (int round = 0; round < 3; round++) for (int i = 0; i < 3000; i++) next(i, 0); return 0; }`;
  const path = compileC(testFolder(t), 'chains', source, ['-fno-optimize-sibling-calls']);
  const cgroup = testCgroup(t);
  const script = runScript(`${getppid} { @[ustack(raw)] = count(); @n = count(); }`, { cgroup });
  await script.attached;
  await runProgram(path, [], cgroup.path);
  await stopped(script);
  const { totals, losses } = script.session.snapshot();
  const [table] = totals;
  assert.equal(losses.mapFull, 0n);
  const counts = (table === undefined ? [] : rowsOf(table)).map(({ value }) =>
    value.kind === 'number' ? value.value : 0n,
  );
  assert.equal(counts.length, 3000);
  assert.deepEqual(new Set(counts), new Set([3n]));
  script.session.release();
});
