/** Opening files of others, messages with descriptors, the sandbox. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { native } from '../js/index.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'bpfleet-native-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

test('files are found below their root only, and only regular ones are opened', (t) => {
  const root = folder(t);
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/passwd'), 'inside');
  symlinkSync('/etc/passwd', join(root, 'absolute'));
  symlinkSync('../../../../../etc/passwd', join(root, 'upwards'));
  symlinkSync('/dev/null', join(root, 'device'));
  assert.equal(spawnSync('mkfifo', [join(root, 'pipe')]).status, 0);
  for (const name of ['/etc/passwd', 'absolute', 'upwards']) {
    const descriptor = native.openInRoot(root, name, true);
    assert.equal(readFileSync(descriptor, 'utf8'), 'inside', name);
    closeSync(descriptor);
  }
  assert.throws(() => native.openInRoot(root, 'pipe', true), /no regular file/);
  assert.throws(() => native.openInRoot(root, 'etc', true), /no regular file/);
  assert.throws(() => native.openInRoot(root, 'device', true), /cannot find/);
  assert.throws(() => native.openInRoot('/', '/dev/null', true), /no regular file/);
  assert.throws(() => native.openInRoot('/', '/proc/self/fd/0', true), /ELOOP/);
  assert.throws(() => native.openInRoot('/', '/proc/version', false), /EXDEV/);
});

test('a mapped file is opened by its addresses', () => {
  const line = readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .find((one) => / r-xp .*\/node$/.test(one));
  const [, start, end] = /^([0-9a-f]+)-([0-9a-f]+)/.exec(line ?? '') ?? [];
  const descriptor = native.openMapped(process.pid, BigInt(`0x${start}`), BigInt(`0x${end}`));
  assert.equal(readFileSync(descriptor).readUInt32BE(0), 0x7f454c46);
  closeSync(descriptor);
  assert.throws(() => native.openMapped(process.pid, 1n, 2n), /cannot find/);
});

test('messages arrive whole, with their descriptors, or not at all', () => {
  const [one, other] = native.makeChannel();
  const file = openSync('/etc/hostname', 'r');
  native.sendMessage(one, Buffer.from('hello'), [file, file], 1000);
  native.sendMessage(one, Buffer.alloc(0), [], 1000);
  const first = native.receiveMessage(other, 100, 1000);
  assert.equal(first?.bytes.toString(), 'hello');
  assert.equal(first.descriptors.length, 2);
  for (const descriptor of first.descriptors) {
    assert.notEqual(descriptor, file);
    assert.equal(readFileSync(descriptor, 'utf8').length >= 0, true);
    closeSync(descriptor);
  }
  assert.equal(native.receiveMessage(other, 100, 1000)?.bytes.length, 0);
  const began = performance.now();
  assert.throws(() => native.receiveMessage(other, 100, 50), /ETIMEDOUT/);
  assert.ok(performance.now() - began >= 45);
  native.sendMessage(one, Buffer.alloc(101), [], 1000);
  assert.throws(() => native.receiveMessage(other, 100, 1000), /EMSGSIZE/);
  // More than the socket holds, and nobody reads.
  assert.throws(() => native.sendMessage(one, Buffer.alloc(16 * 1024 * 1024), [], 50), /ETIMEDOUT/);
  closeSync(file);
  closeSync(one);
  closeSync(other);
  const [left, right] = native.makeChannel();
  closeSync(right);
  assert.equal(native.receiveMessage(left, 100, 1000), null);
  assert.throws(() => native.sendMessage(left, Buffer.from('x'), [], 1000), /EPIPE/);
  closeSync(left);
});

/** Runs in a process of its own; prints a line for what was possible. */
const inSandbox = `
const { native } = await import(process.argv[1]);
import { spawnSync } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
const open = openSync('/etc/hostname', 'r');
native.enterSandbox(300n << 20n);
const possible = [];
const attempt = (what, action) => { try { action(); possible.push(what); } catch {} };
attempt('read what is open', () => readFileSync(open));
attempt('open', () => openSync('/etc/hostname', 'r'));
attempt('open own', () => openSync('/0', 'r'));
attempt('kill', () => process.kill(process.ppid, 0));
attempt('become root', () => process.setuid(0));
attempt('much memory', () => { const all = []; for (let i = 0; i < 40; i += 1) all.push(Buffer.alloc(32 << 20, 1)); });
attempt('demangle', () => { if (native.demangle('_Z1fi') !== 'f(int)') throw new Error(); });
if (spawnSync('/bin/true').error === undefined) possible.push('run');
const status = [process.getuid(), process.getgid(), process.getgroups().join()].join(' ');
const done = (connected) => console.log(JSON.stringify([...possible, ...(connected ? ['connect'] : []), status]));
const socket = connect(1, '127.0.0.1');
socket.on('error', (error) => done(error.code !== 'EPERM'));
`;

test('nothing but what is open can be read in the sandbox', () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', inSandbox, new URL('../js/index.ts', import.meta.url).href],
    {
      encoding: 'utf8',
    },
  );
  assert.equal(stdout, `${JSON.stringify(['read what is open', 'demangle', '65534 65534 65534'])}\n`, stderr);
});
