/** Names of user stacks in processes that map other code after they were first seen. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileC, startProgram, testFolder } from '../testing/compiled.ts';
import { rowMap, runScript, stopped } from '../testing/session.ts';

/** Calls getppid() through a function of this name. */
const calling = (name: string): string => `
#include <sys/syscall.h>
#include <unistd.h>
__attribute__((noinline)) long ${name}(void) { long r = syscall(SYS_getppid); asm volatile("" ::: "memory"); return r; }
__attribute__((noinline)) long of_${name}(void) { long r = ${name}(); asm volatile("" ::: "memory"); return r; }`;

/** Waits for a line, calls before(), goes on to other code, and ends with its input. */
const program = `${calling('before')}
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv) {
  getchar();
  of_before();
  usleep(100000);
  if (argc > 2) { execl(argv[2], argv[2], NULL); return 1; }
  void *library = dlopen(argv[1], RTLD_NOW);
  long (*call)(void) = (long (*)(void))dlsym(library, "of_after");
  if (call == NULL) return 1;
  call();
  printf("done\\n"); fflush(stdout);
  getchar();
  return 0;
}`;

const after = `${calling('after')}
#include <stdio.h>
int main(void) { of_after(); printf("done\\n"); fflush(stdout); getchar(); return 0; }`;

interface Case {
  readonly what: string;
  readonly executes: boolean;
  /** How long it lives on before the stacks are read, and whether it is still there then. */
  readonly millis: number;
  readonly alive: boolean;
}

function check({ what, executes, millis, alive }: Case): void {
  test(what, async (t) => {
    const folder = testFolder(t);
    const path = compileC(folder, 'program', program);
    const library = compileC(folder, 'library.so', calling('after'), ['-shared', '-fPIC']);
    const other = compileC(folder, 'other', after);
    const child = startProgram(path, executes ? [library, other] : [library], null);
    t.after(() => child.kill('SIGKILL'));
    const getppid = `tracepoint:syscalls:sys_enter_getppid /pid == ${child.pid}/`;
    const script = runScript(`${getppid} { @[ustack(3)] = count(); }`, { cgroup: null });
    await script.attached;
    child.stdin?.write('x');
    await once(child.stdout ?? child, 'data');
    await sleep(millis);
    if (!alive) {
      child.stdin?.end();
      await once(child, 'close');
    }
    await stopped(script);
    const stacks = [...rowMap(script.session.snapshot().totals[0]).keys()];
    const names = stacks.map((stack) => stack.replaceAll(/\+\d+/g, '').trim().split(/\s+/).join(' '));
    assert.deepEqual(names.toSorted(), ['syscall of_after main', 'syscall of_before main']);
    script.session.release();
  });
}

check({ what: 'a library loaded meanwhile, at once', executes: false, millis: 0, alive: true });
check({ what: 'a library loaded meanwhile, of a process that has ended', executes: false, millis: 1000, alive: false });
check({ what: 'another program meanwhile, at once', executes: true, millis: 0, alive: true });
check({ what: 'another program meanwhile, of a process that has ended', executes: true, millis: 1000, alive: false });
