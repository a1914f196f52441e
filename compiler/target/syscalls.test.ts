import assert from 'node:assert/strict';
import { it } from 'node:test';
import { storedTarget } from '../testing/target.ts';
import { syscallNames, tracepointNumbers } from './syscalls.ts';

for (const name of ['linux-6.1-x86_64', 'linux-6.12-x86_64', 'linux-6.12-arm64', 'linux-7.2-x86_64']) {
  it(`every system call with a tracepoint on ${name} has a number`, () => {
    const target = storedTarget(name);
    const numbers = tracepointNumbers(target.arch);
    const names = target.tracepoints.names().flatMap((full) => /^syscalls:sys_enter_(.*)/.exec(full)?.[1] ?? []);
    assert.ok(names.length > 250, `${names.length} tracepoints`);
    assert.deepEqual(
      names.filter((syscall) => !numbers.has(syscall)),
      [],
    );
  });
}

it('numbers are those of the architecture', () => {
  const numberOf = (arch: 'x86_64' | 'arm64', name: string): number | undefined => tracepointNumbers(arch).get(name);
  assert.deepEqual([numberOf('x86_64', 'getppid'), numberOf('arm64', 'getppid')], [110, 173]);
  assert.deepEqual([numberOf('x86_64', 'newuname'), numberOf('arm64', 'newuname')], [63, 160]);
  assert.deepEqual([syscallNames('x86_64').get(470), syscallNames('arm64').get(470)], ['listns', 'listns']);
  assert.deepEqual([syscallNames('x86_64').get(63), syscallNames('arm64').get(160)], ['uname', 'uname']);
});
