import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { test } from 'node:test';
import { native, NativeError } from '../js/index.ts';
import { attachToUmask, loadWorkload, openTestObject, u32 } from './support.ts';

const { EBADF, ENOENT, EINVAL } = constants.errno;

/** Asserts that a call throws a NativeError with this operation and errno; gives the error. */
function failure(call: () => unknown, operation: string, errno: number): NativeError {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof NativeError, String(error));
    assert.deepEqual({ operation: error.operation, errno: error.errno }, { operation, errno });
    return error;
  }
  throw new assert.AssertionError({ message: `${operation} did not fail` });
}

test('names come from the ELF, global data by its section', (t) => {
  const object = openTestObject(t, 'workload');
  assert.deepEqual(object.programNames(), [
    'count_by_mask',
    'emit',
    'emit_odd',
    'on_this_cpu',
    'read_globals',
    'slow',
    'sample',
  ]);
  assert.deepEqual(object.mapNames().sort(), [
    '.bss',
    '.rodata',
    'control',
    'counts',
    'data',
    'devices',
    'plain',
    'slots',
    'targets',
    'totals',
  ]);
});

test('global data is a map; a program reads and writes it', (t) => {
  const object = loadWorkload(t);
  assert.equal(object.runOnce('read_globals', -1), 7);
  assert.equal(object.runOnce('read_globals', -1), 14);
  assert.equal(object.map('.bss').lookup(u32(0))?.readBigUInt64LE(), 14n);
});

test('a rejection names the program and gives the verifier log with source lines', (t) => {
  const object = openTestObject(t, 'rejected');
  const error = failure(() => object.load(), 'load', constants.errno.EACCES);
  assert.equal(error.program, 'forgets_the_null_check');
  assert.match(error.log, /map_value_or_null/);
  assert.match(error.log, /; return \*number; @ rejected\.bpf\.c:\d+/);
  assert.match(error.message, /the kernel rejected the program 'forgets_the_null_check'.*EACCES/);
});

test('what is no BPF object is refused with what libbpf says about it', () => {
  const error = failure(() => native.openObject(Buffer.from('no ELF'), 'x'), 'openObject', 4001);
  assert.match(error.log, /not a proper ELF object/);
  assert.equal(error.program, null);
});

test('a truncated object is refused, wherever it ends', () => {
  const elf = readFileSync(new URL('testdata/rejected.bpf.o', import.meta.url));
  for (let length = 0; length < elf.length; length += 64) {
    try {
      native.openObject(elf.subarray(0, length), 'x').close();
    } catch (error) {
      assert.ok(error instanceof NativeError, String(error));
    }
  }
});

test('unknown names and calls at the wrong time fail with a reason', (t) => {
  const object = openTestObject(t, 'workload');
  failure(() => object.map('counts'), 'map', EBADF);
  failure(() => object.runOnce('on_this_cpu', -1), 'runOnce', EBADF);
  object.load();
  failure(() => object.map('absent'), 'map', ENOENT);
  failure(() => attachToUmask(object, 'absent'), 'attachTracepoint', ENOENT);
  failure(() => object.load(), 'load', EINVAL);
});

test('close is idempotent; maps live on, the object does not', (t) => {
  const object = loadWorkload(t);
  const map = object.map('totals');
  object.close();
  object.close();
  failure(() => object.programNames(), 'programNames', EBADF);
  map.update(u32(1), Buffer.alloc(8, 1), 0);
  assert.deepEqual(map.lookup(u32(1)), Buffer.alloc(8, 1));
  map.close();
  map.close();
  failure(() => map.lookup(u32(1)), 'lookup', EBADF);
});

test('wrong arguments are errors of the caller', (t) => {
  const object = loadWorkload(t);
  assert.throws(() => native.openObject(Buffer.alloc(0), 'a.b'), RangeError);
  assert.throws(() => object.map('totals').lookup(Buffer.alloc(3)), RangeError);
  assert.throws(() => object.map('totals').update(u32(0), Buffer.alloc(9), 0), RangeError);
  assert.throws(() => object.map('totals').read(new Uint8Array(1)), TypeError);
  assert.throws(() => object.map('counts').read(null), TypeError);
  assert.throws(() => object.map('counts').read(new Uint8Array(5)), RangeError);
  assert.throws(() => native.openPinned('/a\0b'), RangeError);
  assert.throws(
    () =>
      object.attachPerfEvent('sample', { type: 1, config: 0n, period: null, frequency: null, cpus: [0], pid: null }),
    TypeError,
  );
});
