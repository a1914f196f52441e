/** The operator's state: a disk that is full acknowledges nothing, a database that is gone or damaged is no new start. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet } from './harness/fleet.ts';
import { traceJob } from './harness/jobs.ts';
import { run } from './harness/process.ts';
import { scalar, total } from './harness/results.ts';
import { runWorkload } from './workload/workload.ts';

const count = 30_000;

test('while the disk is full nothing is acknowledged; with room again everything is there, once', async () => {
  const fleet = await Fleet.prepare(['node-a']);
  const state = path.join(fleet.folder, 'operator');
  mkdirSync(state);
  await run('mount', 'mount', ['-t', 'tmpfs', '-o', 'size=3m', 'none', state]);
  try {
    const operator = await fleet.startOperator(['--heartbeat', '500ms']);
    await fleet.startAgent('node-a');
    const script = `tracepoint:syscalls:sys_enter_getppid { @ = count(); printf("${'x'.repeat(100)}"); }`;
    fleet.apply('full', traceJob('full', { script, duration: '7s', interval: '200ms' }));
    await fleet.waitForCondition('full', 'Attached');
    await runWorkload({
      cgroup: fleet.nodes[0]?.cgroup.path ?? '',
      comm: 'work',
      syscall: 'getppid',
      count,
      spreadMs: 2000,
    });
    await operator.waitFor(/disk is full/);
    await sleep(1000);
    await run('mount', 'mount', ['-o', 'remount,size=100m', state]);
    await fleet.waitForCondition('full', 'Finished');
    const result = fleet.result('full');
    assert.equal(scalar(total(result, '@')), BigInt(count));
    assert.equal(fleet.lines('full').length, count);
    assert.deepEqual(result.gaps, []);
  } finally {
    await fleet.operator?.stop();
    await run('umount', 'umount', [state]);
    await fleet.stop();
  }
});

test('a database that is damaged or gone is told, and no job runs again', async () => {
  const fleet = await Fleet.start(['node-a']);
  try {
    fleet.apply('done', traceJob('done', { script: 'begin { printf("once"); exit(); }' }));
    await fleet.waitForCondition('done', 'Finished');
    await fleet.operator?.stop();
    const state = path.join(fleet.folder, 'operator');
    const file = path.join(state, 'operator.db');
    const whole = readFileSync(file);

    writeFileSync(file, Buffer.concat([Buffer.alloc(100, 'x'), whole.subarray(100)]));
    await assert.rejects(fleet.startOperator(), /bpfleet-operator: .*operator\.db: file is not a database/);

    rmSync(state, { recursive: true });
    await assert.rejects(
      fleet.startOperator(),
      /the database in .*operator is new, but these jobs were accepted before: done/,
    );

    writeFileSync(file, whole);
    await fleet.startOperator();
    await sleep(500);
    assert.equal(fleet.lines('done').length, 1);
  } finally {
    await fleet.stop();
  }
});
