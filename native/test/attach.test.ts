import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpus } from 'node:os';
import { test } from 'node:test';
import { LaneFold, native, NativeError } from '../js/index.ts';
import {
  attachToUmask,
  callUmask,
  loadWorkload,
  readLanes,
  startUmaskProcess,
  Total,
  total,
  watch,
} from './support.ts';

const FOLD = new Uint8Array(6).fill(LaneFold.sum);

test('a tracepoint program counts this process exactly, until detach', (t) => {
  const object = loadWorkload(t);
  attachToUmask(object, 'count_by_mask');
  for (let round = 0; round < 5; round += 1) callUmask(100, 300);
  object.detach();
  object.detach();
  callUmask(100, 300);
  const counts = readLanes(object.map('counts'), FOLD);
  for (let mask = 100n; mask < 300n; mask += 1n) assert.equal(counts.get(mask)?.[0], 5n, `mask ${mask}`);
});

test('several processes on several CPUs add up exactly', async (t) => {
  const object = loadWorkload(t);
  attachToUmask(object, 'count_by_mask');
  const processes = [startUmaskProcess(t), startUmaskProcess(t)];
  for (const { pid } of processes) watch(object, pid);
  await Promise.all(processes.map((process) => process.call(0, 20_000)));
  object.detach();
  const counts = readLanes(object.map('counts'), FOLD);
  assert.equal(counts.size, 20_000);
  for (const [mask, [count]] of counts) assert.equal(count, 2n, `mask ${mask}`);
});

test('runOnce runs on the CPU that is asked for', (t) => {
  const object = loadWorkload(t);
  for (let cpu = 0; cpu < native.possibleCpus(); cpu += 1) {
    assert.equal(object.runOnce('on_this_cpu', cpu), 1000 + cpu);
  }
  object.runOnce('on_this_cpu', -1);
  assert.equal(total(object, Total.runs), native.possibleCpus() + 1);
});

test('a perf event samples each CPU by period and by frequency', async (t) => {
  const all = cpus().map((_, cpu) => cpu);
  const CPU_CLOCK = { type: 1, config: 0n, cpus: all, pid: null };
  for (const rate of [
    { period: 5_000_000n, frequency: null },
    { period: null, frequency: 200n },
  ]) {
    const object = loadWorkload(t);
    object.attachPerfEvent('sample', { ...CPU_CLOCK, ...rate });
    await sleep(300);
    object.detach();
    const samples = total(object, Total.samples);
    // The clock also ticks on an idle CPU: 60 times on each in 300 ms by 5 ms, with room for a busy machine.
    const perCpu = samples / all.length;
    assert.ok(perCpu >= 20 && perCpu <= 200, `${samples} samples`);
    await sleep(50);
    assert.equal(total(object, Total.samples), samples, 'samples after detach');
  }
});

test('attaching to what does not exist fails and leaves nothing attached', async (t) => {
  const object = loadWorkload(t);
  assert.throws(() => object.attachTracepoint('count_by_mask', 0xffff_fff0), NativeError);
  const lastCpuMissing = { type: 1, config: 0n, period: 1_000_000n, frequency: null, cpus: [0, 4000], pid: null };
  assert.throws(() => object.attachPerfEvent('sample', lastCpuMissing), /on CPU 4000/);
  // The first CPU's may have ticked before the last one's failed.
  const before = total(object, Total.samples);
  await sleep(20);
  assert.equal(total(object, Total.samples), before);
});

test('closing the object detaches its programs', (t) => {
  const object = loadWorkload(t);
  const counts = object.map('counts');
  attachToUmask(object, 'count_by_mask');
  callUmask(1, 2);
  object.close();
  callUmask(2, 3);
  const seen = readLanes(counts, FOLD);
  assert.ok(seen.has(1n) && !seen.has(2n));
});

test('statistics of a program that never recursed', (t) => {
  const object = loadWorkload(t);
  assert.deepEqual(object.programStats('emit'), { recursionMisses: 0n });
});
