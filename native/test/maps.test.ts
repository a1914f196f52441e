import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { LaneFold, native, type NativeMap } from '../js/index.ts';
import { kill, loadWorkload, mountTestBpffs, readLanes, u32, u64 } from './support.ts';

const ANY = 0;
const NOEXIST = 1;
const EXIST = 2;
/** A value for the `devices` map: interface indices. */
const LOOPBACK = u32(1);
const MAX_U64 = 0xffff_ffff_ffff_ffffn;

/** The value of a per-CPU map with one Uint8Array per possible CPU, in order. */
function perCpu(valueOf: (cpu: number) => Uint8Array): Buffer {
  return Buffer.concat(Array.from({ length: native.possibleCpus() }, (_, cpu) => valueOf(cpu)));
}

function lanesOf(...lanes: readonly bigint[]): Buffer {
  return Buffer.concat(lanes.map((lane) => u64(BigInt.asUintN(64, lane))));
}

test('info says what the kernel knows', (t) => {
  const object = loadWorkload(t);
  const { id, ...info } = object.map('counts').info();
  assert.ok(id > 0);
  assert.deepEqual(info, { type: 5, keySize: 8, valueSize: 48, maxEntries: 65536, perCpu: true, name: 'counts' });
  assert.equal(object.map('plain').info().perCpu, false);
});

test('an empty map has no entries', (t) => {
  const { count, keys, values } = loadWorkload(t).map('plain').read(null);
  assert.deepEqual([count, keys.length, values.length], [0, 0, 0]);
});

test('update, lookup and delete of one key, with each flag', (t) => {
  const map = loadWorkload(t).map('plain');
  assert.equal(map.lookup(u64(1n)), null);
  assert.throws(() => map.update(u64(1n), u64(5n), EXIST), { errno: constants.errno.ENOENT });
  map.update(u64(1n), u64(5n), NOEXIST);
  assert.throws(() => map.update(u64(1n), u64(6n), NOEXIST), { errno: constants.errno.EEXIST });
  map.update(u64(1n), u64(7n), EXIST);
  assert.deepEqual(map.lookup(u64(1n)), u64(7n));
  assert.equal(map.delete(u64(1n)), true);
  assert.equal(map.delete(u64(1n)), false);
});

test('a hash map of more than 10,000 entries is read whole and cleared', (t) => {
  const map = loadWorkload(t).map('plain');
  for (let key = 0n; key < 60_000n; key += 1n) map.update(u64(key), u64(key * 3n), ANY);
  const entries = readLanes(map, null);
  assert.equal(entries.size, 60_000);
  for (const [key, [value]] of entries) assert.equal(value, key * 3n);
  map.clear();
  assert.equal(map.read(null).count, 0);
});

test('a per-CPU hash map of more than 10,000 entries is folded and cleared', (t) => {
  const map = loadWorkload(t).map('counts');
  for (let key = 0n; key < 30_000n; key += 1n) {
    map.update(
      u64(key),
      perCpu((cpu) => lanesOf(key + BigInt(cpu), 0n, 0n, 0n, 0n, 0n)),
      ANY,
    );
  }
  const entries = readLanes(map, new Uint8Array(6).fill(LaneFold.sum));
  const cpus = BigInt(native.possibleCpus());
  const sumOfCpus = (cpus * (cpus - 1n)) / 2n;
  assert.equal(entries.size, 30_000);
  for (const [key, [sum]] of entries) assert.equal(sum, key * cpus + sumOfCpus);
  map.clear();
  assert.equal(map.read(new Uint8Array(6)).count, 0);
});

test('each lane is folded by its own rule', (t) => {
  const map = loadWorkload(t).map('counts');
  const fold = new Uint8Array([
    LaneFold.sum,
    LaneFold.minUnsigned,
    LaneFold.maxUnsigned,
    LaneFold.minSigned,
    LaneFold.maxSigned,
    LaneFold.or,
  ]);
  const first = lanesOf(MAX_U64, 1n, 1n, 1n, -1n, 0b01n);
  const last = lanesOf(3n, MAX_U64, MAX_U64, -1n, 1n, 0b10n);
  const cpus = native.possibleCpus();
  if (cpus < 2) return t.skip('one CPU has nothing to fold');
  map.update(
    u64(9n),
    perCpu((cpu) => (cpu === cpus - 1 ? last : first)),
    ANY,
  );
  const sum = BigInt.asUintN(64, MAX_U64 * BigInt(cpus - 1) + 3n);
  assert.deepEqual(readLanes(map, fold).get(9n), [sum, 1n, MAX_U64, MAX_U64, 1n, 0b11n]);
});

test('a per-CPU array whose last lane is not full: every index, folded, zeroed', (t) => {
  const map = loadWorkload(t).map('slots');
  const words = (a: number, b: number, c: number): Buffer => Buffer.concat([a, b, c, 0].map(u32));
  map.update(
    u32(1),
    perCpu((cpu) => words(1, 2, cpu === 0 ? 40 : 2)),
    ANY,
  );
  const cpus = native.possibleCpus();
  const fold = new Uint8Array([LaneFold.sum, LaneFold.maxUnsigned]);
  const { count, keys, values } = map.read(fold);
  assert.equal(count, 3);
  assert.deepEqual(keys, Buffer.concat([0, 1, 2].map(u32)));
  assert.deepEqual(values, Buffer.concat([0, 0, 0, cpus, 2 * cpus, 40, 0, 0, 0].map(u32)));
  map.clear();
  assert.deepEqual(map.read(fold).values, Buffer.alloc(36));
});

test('an array gives every index, and is zeroed', (t) => {
  const map = loadWorkload(t).map('totals');
  map.update(u32(7), u64(70n), ANY);
  const { count, values } = map.read(null);
  assert.equal(count, 8);
  assert.equal(values.readBigUInt64LE(56), 70n);
  map.clear();
  assert.deepEqual(map.read(null).values, Buffer.alloc(64));
});

test('store changes eight bytes of global data and nothing beside them', (t) => {
  const object = loadWorkload(t);
  const globals = object.map('.bss');
  object.runOnce('read_globals', -1);
  globals.store(8, MAX_U64);
  assert.deepEqual(globals.lookup(u32(0)), Buffer.concat([u64(7n), u64(MAX_U64), u64(0n)]));
  for (const offset of [4, 24, -8]) assert.throws(() => globals.store(offset, 1n));
  assert.throws(() => object.map('totals').store(0, 1n), { operation: 'store', errno: constants.errno.EINVAL });
});

test('groups of lanes of global data are folded, and taken', (t) => {
  const object = loadWorkload(t);
  const globals = object.map('.bss');
  object.runOnce('read_globals', -1);
  globals.store(8, 5n);
  globals.store(16, MAX_U64);
  const sum = Uint8Array.of(LaneFold.sum);
  const max = Uint8Array.of(LaneFold.maxUnsigned);
  assert.deepEqual(globals.foldCells(0, 8, 2, sum, false), u64(12n));
  assert.deepEqual(globals.foldCells(0, 16, 2, max, false), u64(MAX_U64));
  assert.deepEqual(globals.foldCells(0, 0, 1, Uint8Array.of(0, 0, 0), false), lanesOf(7n, 5n, -1n));
  assert.deepEqual(globals.foldCells(8, 8, 2, sum, true), u64(4n));
  assert.deepEqual(globals.lookup(u32(0)), lanesOf(7n, 0n, 0n));
  assert.throws(() => globals.foldCells(8, 8, 3, sum, false), {
    operation: 'foldCells',
    errno: constants.errno.EINVAL,
  });
  assert.throws(() => globals.foldCells(0, 8, 1, Uint8Array.of(6), false), RangeError);
});

test('a map type without batch calls is read and cleared key by key', (t) => {
  const map = loadWorkload(t).map('devices');
  for (let key = 0; key < 1000; key += 1) map.update(u32(key), LOOPBACK, ANY);
  const { count, keys, values } = map.read(null);
  const seen = new Set(Array.from({ length: count }, (_, i) => keys.readUInt32LE(i * 4)));
  assert.equal(count, 1000);
  assert.equal(seen.size, 1000);
  assert.deepEqual(values, Buffer.concat(Array.from({ length: 1000 }, () => LOOPBACK)));
  map.clear();
  assert.equal(map.read(null).count, 0);
});

test('a map that cannot be read says so', (t) => {
  const map = loadWorkload(t).map('data');
  assert.throws(() => map.read(null), { operation: 'read', errno: constants.errno.EOPNOTSUPP });
  assert.throws(() => map.clear(), { operation: 'clear', errno: constants.errno.EOPNOTSUPP });
});

test('a full map refuses a new key', (t) => {
  const map = loadWorkload(t).map('targets');
  for (let key = 1; key < 16; key += 1) map.update(u32(0x7fff_0000 + key), u32(1), ANY);
  assert.throws(() => map.update(u32(0x7fff_ffff), u32(1), ANY), { errno: constants.errno.E2BIG });
});

/** Deletes and inserts the odd keys below a limit, in a pinned map, until it is killed. */
const CHURN = `
  const [library, pin, limitText, valueHex] = process.argv.slice(1);
  const { native } = await import(library);
  const map = native.openPinned(pin);
  const limit = Number(limitText);
  const key = Buffer.alloc(map.info().keySize);
  const value = Buffer.from(valueHex, 'hex');
  for (let round = 0; ; round += 1) {
    for (let i = 1; i < limit; i += 2) {
      key.writeUInt32LE(((i * 7919 + round) % limit) | 1);
      if (map.delete(key) === false) map.update(key, value, 0);
    }
    if (round === 0) console.log('churning');
  }`;

interface ChurnedRead {
  readonly map: NativeMap;
  /** The keys are 0 .. keys - 1; the odd ones come and go. */
  readonly keys: number;
  readonly value: Buffer;
  readonly fold: Uint8Array | null;
  readonly rounds: number;
}

/** Reads a map while another process changes it: no key twice, no key missing that was always there. */
async function checkChurnedReads(
  t: TestContext,
  { map, keys: limit, value, fold, rounds }: ChurnedRead,
): Promise<void> {
  const pin = join(mountTestBpffs(t), 'map');
  const { keySize } = map.info();
  map.pin(pin);
  for (let n = 0; n < limit; n += 2) map.update(Buffer.concat([u32(n), Buffer.alloc(keySize - 4)]), value, ANY);
  const library = new URL('../js/index.ts', import.meta.url).href;
  const args = ['--input-type=module', '-e', CHURN, library, pin, String(limit), value.toString('hex')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => kill(child));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const sizes = new Set<number>();
  for (let round = 0; round < rounds; round += 1) {
    const { count, keys } = map.read(fold);
    const seen = new Set(Array.from({ length: count }, (_, i) => keys.readUInt32LE(i * keySize)));
    assert.equal(seen.size, count, 'a key came twice');
    for (let n = 0; n < limit; n += 2) assert.ok(seen.has(n), `the stable key ${n} is missing`);
    sizes.add(count);
  }
  assert.ok(sizes.size > 1, 'the map did not change during the reads');
}

test('a map that changes while it is read by several batches', async (t) => {
  const map = loadWorkload(t).map('counts');
  const value = perCpu(() => Buffer.alloc(48, 1));
  await checkChurnedReads(t, { map, keys: 24_000, value, fold: new Uint8Array(6), rounds: 100 });
});

test('a map that changes while it is read key by key', async (t) => {
  const map = loadWorkload(t).map('devices');
  await checkChurnedReads(t, { map, keys: 1000, value: LOOPBACK, fold: null, rounds: 500 });
});

test('a pinned map outlives its object and is opened again', (t) => {
  const object = loadWorkload(t);
  const pin = join(mountTestBpffs(t), 'kept');
  const map = object.map('plain');
  map.update(u64(1n), u64(11n), ANY);
  map.pin(pin);
  map.close();
  object.close();
  const again = native.openPinned(pin);
  assert.equal(again.info().name, 'plain');
  assert.deepEqual(again.lookup(u64(1n)), u64(11n));
  again.close();
  assert.throws(() => native.openPinned(`${pin}-not`), { operation: 'openPinned', errno: constants.errno.ENOENT });
});

test('pinning outside a bpffs fails', (t) => {
  assert.throws(() => loadWorkload(t).map('plain').pin('/proc/bpfleet'), { operation: 'pin' });
});
