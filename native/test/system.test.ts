import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { native } from '../js/index.ts';
import { mountTestBpffs } from './support.ts';

const LIBRARY = new URL('../js/index.ts', import.meta.url).href;

/** Runs a module with `native` in scope in another process; its output. */
function elsewhere(code: string, ...args: readonly string[]): string {
  const script = `const { native } = await import(process.argv[1]); ${code}`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script, LIBRARY, ...args], { encoding: 'utf8' });
}

test('the libbpf inside is 1.7', () => {
  assert.match(native.libbpfVersion(), /^v1\.7/);
});

test('possible CPUs are those that the kernel lists', () => {
  const last = readFileSync('/sys/devices/system/cpu/possible', 'utf8').trim().split(/[-,]/).at(-1);
  assert.equal(native.possibleCpus(), Number(last) + 1);
});

test('probes tell what programs may call', () => {
  const [TRACEPOINT, XDP] = [5, 6];
  const [MAP_LOOKUP, PROBE_READ_KERNEL, XDP_ADJUST_HEAD] = [1, 113, 44];
  assert.equal(native.probeProgramType(TRACEPOINT), true);
  assert.throws(() => native.probeProgramType(9999), { errno: constants.errno.EOPNOTSUPP });
  assert.equal(native.probeHelper(TRACEPOINT, MAP_LOOKUP), true);
  assert.equal(native.probeHelper(TRACEPOINT, PROBE_READ_KERNEL), true);
  assert.equal(native.probeHelper(TRACEPOINT, XDP_ADJUST_HEAD), false);
  assert.equal(native.probeHelper(XDP, XDP_ADJUST_HEAD), true);
});

test('tracefs is read without being mounted', () => {
  const tracefs = native.openTracefs();
  try {
    const format = readFileSync(`/proc/self/fd/${tracefs}/events/sched/sched_switch/format`, 'utf8');
    assert.match(format, /^name: sched_switch\nID: \d+\n/);
    assert.doesNotMatch(readFileSync('/proc/self/mountinfo', 'utf8'), new RegExp(`fd/${tracefs}`));
  } finally {
    closeSync(tracefs);
  }
});

test('a bpffs is mounted for its owner only, recognised and unmounted', (t) => {
  const BPF_FS_MAGIC = 0xcafe4a11;
  const path = mountTestBpffs(t);
  assert.equal(native.filesystemType(path), BPF_FS_MAGIC);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  native.unmount(path);
  assert.notEqual(native.filesystemType(path), BPF_FS_MAGIC);
  assert.throws(() => native.unmount(path), { operation: 'unmount', errno: constants.errno.EINVAL });
  native.mountBpffs(path);
});

test('failures name the path', () => {
  const nowhere = '/no/such/place';
  const calls = [
    () => native.mountBpffs(nowhere),
    () => native.unmount(nowhere),
    () => native.filesystemType(nowhere),
    () => native.openPinned(nowhere),
    () => native.tryLock(nowhere),
  ];
  for (const call of calls) {
    assert.throws(call, { errno: constants.errno.ENOENT, message: /'\/no\/such\/place'.*ENOENT/ });
  }
});

test('a lock is held against other processes and goes with its descriptor or its process', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-native-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'lock');
  const lockElsewhere = (): string =>
    elsewhere('process.stdout.write(String(native.tryLock(process.argv[2]) >= 0))', path);

  const mine = native.tryLock(path);
  assert.ok(mine >= 0);
  assert.equal(lockElsewhere(), 'false');
  assert.equal(native.tryLock(path), -1);
  closeSync(mine);
  assert.equal(lockElsewhere(), 'true');
  const again = native.tryLock(path);
  assert.ok(again >= 0, 'the other process has ended, so its lock is gone');
  closeSync(again);
});

test('a lock is not inherited by child processes', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bpfleet-native-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const lock = native.tryLock(join(folder, 'lock'));
  assert.equal(
    execFileSync('sh', ['-c', `test -e /proc/self/fd/${lock} && echo open || echo closed`], { encoding: 'utf8' }),
    'closed\n',
  );
  closeSync(lock);
});
