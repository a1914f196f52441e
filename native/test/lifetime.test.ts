import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { native, type NativeMap } from '../js/index.ts';
import { callUmask, mountTestBpffs, u32 } from './support.ts';

const SUPPORT = new URL('support.ts', import.meta.url).href;
const LIBRARY = new URL('../js/index.ts', import.meta.url).href;

/** Start of a script in another thread or process: the workload, loaded, and a context whose ends nobody awaits. */
const LOAD = `
  const { native } = await import(${JSON.stringify(LIBRARY)});
  const support = await import(${JSON.stringify(SUPPORT)});
  const object = support.loadWorkload({ after() {} });`;

const OPEN_RINGS = `${LOAD}
  const rings = native.openRings(object.map('data'), object.map('control'), 1, 1, () => {});
  support.attachToUmask(object, 'emit');`;

function runScript(code: string): { readonly status: number | null; readonly stderr: string } {
  const args = ['--expose-gc', '--input-type=module', '-e', code];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 });
  return { status, stderr };
}

test('waitForPrograms returns only when a run that had started has ended', async (t) => {
  if (cpus().length < 2) return t.skip('on one CPU nothing runs beside a program');
  const pin = join(mountTestBpffs(t), 'globals');
  const worker = new Worker(
    `(async () => { ${LOAD} object.map('.bss').pin(${JSON.stringify(pin)}); object.runOnce('slow', -1); })()`,
    {
      eval: true,
      trackUnmanagedFds: false,
    },
  );
  const ended = once(worker, 'exit');
  const globals = await openWhenPinned(pin);
  const started = (): boolean => lane(globals, 1) !== 0n;
  while (!started()) await sleep(1);
  assert.equal(lane(globals, 2), 0n, 'the program ended before it could be waited for');
  native.waitForPrograms();
  assert.equal(lane(globals, 2), 15n * 8n * 1024n * 1024n);
  await ended;
});

async function openWhenPinned(path: string): Promise<NativeMap> {
  for (;;) {
    try {
      return native.openPinned(path);
    } catch {
      await sleep(5);
    }
  }
}

/** The 64-bit globals of workload.bpf.c: in_bss, slow_started, slow_ended. */
function lane(globals: NativeMap, index: number): bigint {
  const value = globals.lookup(u32(0));
  assert.ok(value !== null);
  return value.readBigUInt64LE(index * 8);
}

test('a worker that is terminated with open, busy rings takes nothing down', async () => {
  for (let round = 0; round < 5; round += 1) {
    const busy = `(async () => { ${OPEN_RINGS}
      require('node:worker_threads').parentPort.postMessage('busy');
      for (;;) { native.waitForPrograms(); await new Promise(setImmediate); }
    })()`;
    const worker = new Worker(busy, { eval: true, trackUnmanagedFds: false });
    await once(worker, 'message');
    callUmask(1, 20_000);
    await worker.terminate();
  }
});

test('open rings keep the process alive without a reference to them; closed ones do not', () => {
  const alive = `${LOAD}
    native.openRings(object.map('data'), object.map('control'), 1, 1, (batch) => {
      if (batch.control.length > 0) process.exit(7);
    });
    gc();
    support.attachToUmask(object, 'emit');
    setTimeout(() => support.callUmask(10, 11), 50).unref();`;
  assert.deepEqual(runScript(alive), { status: 7, stderr: '' });
  assert.deepEqual(runScript(`${OPEN_RINGS} rings.close();`), { status: 0, stderr: '' });
});

test('an exception in the callback is an uncaught exception of the process', () => {
  const { status, stderr } = runScript(`${LOAD}
    native.openRings(object.map('data'), object.map('control'), 1, 1, () => { throw new Error('from onBatch'); });
    support.attachToUmask(object, 'emit');
    support.callUmask(1, 2);`);
  assert.equal(status, 1);
  assert.match(stderr, /Error: from onBatch/);
});

test('the process exits at once in the middle of a flood', () => {
  const flood = `${OPEN_RINGS} support.callUmask(1, 100000); process.exit(5);`;
  for (let round = 0; round < 3; round += 1) assert.deepEqual(runScript(flood), { status: 5, stderr: '' });
});

test('objects, maps and rings are collected in any order', () => {
  const { status, stderr } = runScript(`${LOAD}
    object.close();
    const settle = async () => { gc(); await new Promise(setImmediate); gc(); };
    for (let round = 0; round < 10; round += 1) {
      let next = support.loadWorkload({ after() {} });
      support.attachToUmask(next, 'emit');
      let maps = next.mapNames().map((name) => next.map(name));
      let rings = native.openRings(next.map('data'), next.map('control'), 1, 4, () => {});
      support.callUmask(1, 1000);
      const order = [() => { next = null; }, () => { maps = null; }, () => { rings.close(); rings = null; }];
      for (let i = 0; i < 3; i += 1) { order[(round + i * (1 + (round & 1))) % 3](); await settle(); }
    }
    const { readdirSync, readlinkSync } = await import('node:fs');
    await settle();
    const left = readdirSync('/proc/self/fd').map((fd) => { try { return readlinkSync('/proc/self/fd/' + fd); } catch { return ''; } });
    const bpf = left.filter((link) => /bpf-|perf_event/.test(link));
    if (bpf.length > 0) { console.error(bpf.join()); process.exit(3); }`);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
});
