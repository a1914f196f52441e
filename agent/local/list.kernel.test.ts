/** -l and --info against this kernel. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const program = join(import.meta.dirname, 'main.ts');

function check(args: readonly string[], expected: string, expectedStatus = 0): void {
  const { stdout, status } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  assert.deepEqual({ stdout, status }, { stdout: expected, status: expectedStatus });
}

test('patterns', () => {
  check(['-l', 'tracepoint:sched:sched_switc*'], 'tracepoint:sched:sched_switch\n');
  check(
    ['-l', 'sched_process_hang'],
    'rawtracepoint:vmlinux:sched_process_hang\ntracepoint:sched:sched_process_hang\n',
  );
  check(['-l', 't:sched:sched_switch,s:faults'], 'tracepoint:sched:sched_switch\nsoftware:faults:\n');
  check(['-l', 'software:cpu*'], 'software:cpu-clock:\nsoftware:cpu-migrations:\nsoftware:cpu:\n');
  check(['-l', 'interval:*'], 'interval:hz:\ninterval:ms:\ninterval:s:\ninterval:us:\n');
  check(['-l', 't*:sched:sched_switch'], 'tracepoint:sched:sched_switch\n');
  check(['-l', 'no_such_word'], '');
  check(['-l', ''], '');
  check(['-l', 'i:'], 'interval:hz:\ninterval:ms:\ninterval:s:\ninterval:us:\n');
  check(
    ['-l', '*sched_process_han*'],
    'rawtracepoint:vmlinux:sched_process_hang\ntracepoint:sched:sched_process_hang\n',
  );
  // The last part of a name alone: a category is none.
  check(['-l', 'raw_sysc*'], '');
  check(['-l', '/nowhere/a.bt'], '');
});

test('arguments and types', () => {
  const execArguments = '    __data_loc char[] filename\n    pid_t pid\n    pid_t old_pid\n';
  check(['-lv', 'tracepoint:sched:sched_process_exec'], `tracepoint:sched:sched_process_exec\n${execArguments}`);
  const traceArguments = '    struct task_struct * p\n    pid_t old_pid\n    struct linux_binprm * bprm\n';
  const exec = 'rawtracepoint:vmlinux:sched_process_exec';
  check(['-lv', 'rawtracepoint:sched_process_exec'], `${exec}\n${traceArguments}`);
  check(['-l', 'union sigva*'], 'union sigval\n');
  check(['-lv', 'union sigval'], 'vmlinux: union sigval {\n\tint sival_int;\n\tvoid *sival_ptr;\n};\n\n');
});

test('a script', () => {
  check(
    ['-l', '-e', 'begin { } t:sched:sched_switch { } interval:s:1 { }'],
    'tracepoint:sched:sched_switch\ninterval:s:\n',
  );
  check(['-l', '-e', 'tracepoint:no:such { }'], '', 1);
});

test('what this kernel can do', () => {
  const { stdout, status } = spawnSync(process.execPath, [program, '--info'], { encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /^System\n {2}OS: Linux .*\n {2}Arch: \w+\n\nBuild\n {2}version: v/);
});
