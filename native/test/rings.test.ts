import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TestContext, test } from 'node:test';
import { type NativeObject, type NativeRings, native, type RingBatch } from '../js/index.ts';
import {
  attachToUmask,
  callUmask,
  loadWorkload,
  RESTORE_BIT,
  startUmaskProcess,
  Total,
  total,
  watch,
} from './support.ts';

const POLL_MILLIS = 10;
const MAX_QUEUED = 8;

interface RingRecord {
  readonly process: number;
  readonly mask: number;
}

/** Payloads of one buffer of a batch; checks the format on the way. */
function payloads(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    assert.equal(bytes.readUInt32LE(at + 4), 0);
    found.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + Math.ceil(length / 8) * 8;
    assert.ok(at <= bytes.length, 'a record is cut off');
  }
  return found;
}

/** What `emit` wrote, without the calls that restore the umask. */
function records(bytes: Buffer): RingRecord[] {
  return payloads(bytes)
    .map((payload) => ({ process: payload.readUInt32LE(0), mask: payload.readUInt32LE(4) }))
    .filter(({ mask }) => (mask & RESTORE_BIT) === 0);
}

function openRings(t: TestContext, object: NativeObject, onBatch: (batch: RingBatch) => void): NativeRings {
  const rings = native.openRings(object.map('data'), object.map('control'), POLL_MILLIS, MAX_QUEUED, onBatch);
  t.after(() => rings.close());
  return rings;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const masksOf = (batches: readonly RingBatch[], ring: 'data' | 'control'): number[] =>
  batches.flatMap((batch) => records(batch[ring]).map(({ mask }) => mask));

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'waited for 5 s');
    await sleep(5);
  }
}

test('records arrive on their own, in order, from both rings', async (t) => {
  const object = loadWorkload(t);
  const batches: RingBatch[] = [];
  openRings(t, object, (batch) => batches.push(batch));
  attachToUmask(object, 'emit');
  callUmask(1, 1000);
  await until(() => masksOf(batches, 'data').length === 999);
  callUmask(1000, 1500);
  await until(() => masksOf(batches, 'data').length === 1499);
  assert.deepEqual(masksOf(batches, 'data'), range(1, 1500));
  assert.deepEqual(
    masksOf(batches, 'control'),
    range(1, 150).map((n) => n * 10),
  );
});

test('a data record is delivered though nothing wakes for the data ring', async (t) => {
  const object = loadWorkload(t);
  const batches: RingBatch[] = [];
  openRings(t, object, (batch) => batches.push(batch));
  attachToUmask(object, 'emit');
  callUmask(7, 8);
  await until(() => masksOf(batches, 'data').length === 1);
});

test('a control record wakes the thread long before the poll timeout', async (t) => {
  const object = loadWorkload(t);
  const arrived: number[] = [];
  const rings = native.openRings(object.map('data'), object.map('control'), 60_000, MAX_QUEUED, () => {
    arrived.push(Date.now());
  });
  t.after(() => rings.close());
  attachToUmask(object, 'emit');
  await sleep(50);
  const start = Date.now();
  callUmask(10, 11);
  await until(() => arrived.length > 0);
  assert.ok((arrived[0] ?? 0) - start < 1000);
});

test('payloads of odd sizes are padded, discarded records are left out', (t) => {
  const object = loadWorkload(t);
  const batches: RingBatch[] = [];
  const rings = openRings(t, object, (batch) => batches.push(batch));
  attachToUmask(object, 'emit_odd');
  process.umask(process.umask(4));
  callUmask(20, 23);
  object.detach();
  rings.drain();
  const found = batches.flatMap(({ data }) => payloads(data)).filter((payload) => (payload[0] ?? 0) >= 20);
  assert.deepEqual(
    found.map((payload) => [...payload]).slice(0, 2),
    [20, 22].map((first) => range(first, first + 13)),
  );
});

test('drain delivers, before it returns, all that was written before the call', (t) => {
  const object = loadWorkload(t);
  const batches: RingBatch[] = [];
  const rings = openRings(t, object, (batch) => batches.push(batch));
  attachToUmask(object, 'emit');
  for (const [from, to] of [
    [0, 1],
    [1, 5000],
    [5000, 12_000],
  ] as const) {
    callUmask(from, to);
    rings.drain();
    assert.deepEqual(masksOf(batches, 'data'), range(0, to));
  }
  object.detach();
  rings.drain();
  assert.equal(masksOf(batches, 'control').length, 1200);
});

/** Asserts RingBatch's promise: no control record before the data records that its process had written. */
function checkOrder(batches: readonly RingBatch[]): void {
  const lastControl = new Map<number, number>();
  for (const { data, control } of batches) {
    for (const { process: pid, mask } of records(data)) {
      const overtaken = lastControl.get(pid) ?? -1;
      assert.ok(mask > overtaken, `the data record ${mask} of ${pid} came after its control record ${overtaken}`);
    }
    for (const { process: pid, mask } of records(control)) lastControl.set(pid, mask);
  }
}

test('floods from two CPUs: nothing lost uncounted, nothing overtaken, each process in order', async (t) => {
  const CALLS = 150_000;
  const object = loadWorkload(t);
  const batches: RingBatch[] = [];
  const rings = openRings(t, object, (batch) => batches.push(batch));
  const processes = [startUmaskProcess(t), startUmaskProcess(t)];
  for (const { pid } of processes) watch(object, pid);
  attachToUmask(object, 'emit');
  await Promise.all(processes.map((process) => process.call(1, CALLS + 1)));
  object.detach();
  native.waitForPrograms();
  rings.drain();
  const [data, control] = [masksOf(batches, 'data').length, masksOf(batches, 'control').length];
  assert.equal(data + total(object, Total.lostData), 2 * CALLS);
  assert.equal(control + total(object, Total.lostControl), (2 * CALLS) / 10);
  assert.ok(data > 0 && batches.length > 1);
  checkOrder(batches);
  for (const { pid } of processes) {
    const masks = batches.flatMap((batch) => records(batch.data)).filter((record) => record.process === pid);
    assert.ok(masks.every(({ mask }, i) => i === 0 || mask > (masks[i - 1]?.mask ?? 0)));
  }
});

test('a JavaScript thread that does not take batches makes the ring count losses; order still holds', (t) => {
  const CALLS = 400_000;
  const object = loadWorkload(t);
  const batches: RingBatch[] = [];
  const rings = native.openRings(object.map('data'), object.map('control'), 1, 1, (batch) => batches.push(batch));
  t.after(() => rings.close());
  attachToUmask(object, 'emit');
  callUmask(1, CALLS + 1);
  assert.equal(batches.length, 0);
  rings.drain();
  const data = masksOf(batches, 'data').length;
  // One more call restores the umask; its record may be among the lost ones.
  const lost = total(object, Total.lostData);
  assert.ok(lost > 0, 'nothing was lost: the test does not show what it should');
  assert.ok(data + lost === CALLS || data + lost === CALLS + 1, `${data} + ${lost}`);
  checkOrder(batches);
});

test('close while records flood in: returns, and nothing is delivered afterwards', async (t) => {
  const object = loadWorkload(t);
  const processes = [startUmaskProcess(t), startUmaskProcess(t)];
  for (const { pid } of processes) watch(object, pid);
  attachToUmask(object, 'emit');
  const floods = processes.map((process) => process.call(1, 300_000));
  for (let round = 0; round < 30; round += 1) {
    let closed = false;
    const rings = native.openRings(object.map('data'), object.map('control'), 1, 1, () => {
      assert.ok(!closed, 'a batch after close');
    });
    // Every third round the queue stays full: the thread waits for room when close comes.
    if (round % 3 === 0) blockFor(5);
    else await sleep(round % 5);
    rings.close();
    closed = true;
    rings.close();
    rings.drain();
  }
  await sleep(20);
  await Promise.all(floods);
});

/** Keeps the JavaScript thread from taking batches. */
function blockFor(millis: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}

test('timers have their turn while batches that take long come one after the other', async (t) => {
  const object = loadWorkload(t);
  const flooding = startUmaskProcess(t);
  watch(object, flooding.pid);
  attachToUmask(object, 'emit');
  let [batches, ticks] = [0, 0];
  const timer = setInterval(() => (ticks += Math.sign(batches)), 1);
  t.after(() => clearInterval(timer));
  await new Promise<void>((resolve) => {
    const rings = openRings(t, object, () => {
      batches += 1;
      blockFor(20);
      if (batches < 50) return;
      rings.close();
      resolve();
    });
    void flooding.call(1, 100_000_000);
  });
  assert.ok(ticks >= 25, `${ticks} turns of a timer in ${batches} batches`);
});

test('a callback may drain and close', (t) => {
  const object = loadWorkload(t);
  const seen: number[] = [];
  attachToUmask(object, 'emit');
  callUmask(1, 200_00);
  const rings = openRings(t, object, (batch) => {
    seen.push(...records(batch.data).map(({ mask }) => mask));
    if (seen.length < 5) rings.drain();
    rings.close();
  });
  rings.drain();
  assert.ok(seen.length > 0);
  const before = seen.length;
  rings.drain();
  assert.equal(seen.length, before);
});

test('an exception in the callback comes out of drain; the batches behind it still arrive', async (t) => {
  const object = loadWorkload(t);
  attachToUmask(object, 'emit');
  callUmask(1, 60_000);
  object.detach();
  let failures = 0;
  const masks: number[] = [];
  const rings = native.openRings(object.map('data'), object.map('control'), 60_000, 100, (batch) => {
    masks.push(...records(batch.data).map(({ mask }) => mask));
    failures += 1;
    if (failures === 1) throw new Error('first batch');
  });
  t.after(() => rings.close());
  assert.throws(() => rings.drain(), /first batch/);
  await until(() => masks.length === 59_999);
  assert.deepEqual(masks, range(1, 60_000));
});

test('what are no ring buffers is refused', (t) => {
  const object = loadWorkload(t);
  assert.throws(() => native.openRings(object.map('totals'), object.map('control'), 1, 1, () => undefined), {
    operation: 'openRings',
  });
});
