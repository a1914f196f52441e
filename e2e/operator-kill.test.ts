/**
 * kill -9 of the operator in the middle of a job: the agents trace on and finish by their own deadline; once it is
 * back the result is complete, and nothing in it is there twice: no count, no line, no round.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet } from './harness/fleet.ts';
import { traceJob } from './harness/jobs.ts';
import { programsGone, programsOf } from './harness/kernel.ts';
import { mapOf, scalar, total } from './harness/results.ts';
import { startWorkload } from './workload/workload.ts';

const n1 = 3000;
const n2 = 5000;

test('agents finish without the operator, and what they have is counted once', async () => {
  const fleet = await Fleet.start(['node-a', 'node-b']);
  try {
    const workloads = fleet.nodes.map(({ cgroup }, i) =>
      startWorkload({ cgroup: cgroup.path, comm: 'work', syscall: 'write', count: [n1, n2][i] ?? 0, spreadMs: 3000 }),
    );
    const script = `tracepoint:syscalls:sys_enter_write { @ = count(); @rounds = count(); printf("%d\\n", args.count); }
interval:ms:100 { print(@rounds); clear(@rounds); }`;
    fleet.apply('operator-kill', traceJob('operator-kill', { script, duration: '6s', interval: '200ms' }));
    await fleet.waitForCondition('operator-kill', 'Attached');
    const attached = programsOf(fleet.agentPids());
    const ended = Promise.all(workloads.map((workload) => workload.go()));

    // Twice while data flows, then for good until after the deadline.
    for (const pauseMs of [700, 700]) {
      await sleep(pauseMs);
      await fleet.killOperator();
      await fleet.startOperator();
    }
    await sleep(500);
    await fleet.killOperator();
    await ended;
    await programsGone(attached);
    await fleet.startOperator();

    const status = await fleet.waitForCondition('operator-kill', 'Finished');
    assert.equal(
      status.conditions.find(({ type }) => type === 'Succeeded')?.status,
      'True',
      JSON.stringify(status, null, 2),
    );
    const result = fleet.result('operator-kill');
    assert.equal(scalar(total(result, '@')), BigInt(n1 + n2));
    const rounds = mapOf(result, '@rounds').rounds.map(({ folded }) => scalar(folded.total));
    assert.equal(
      rounds.reduce((sum, n) => sum + n, 0n),
      BigInt(n1 + n2),
      'the rounds add up',
    );
    assert.equal(fleet.lines('operator-kill').length, n1 + n2);
    assert.deepEqual(result.gaps, [], 'nobody stopped tracing');
  } finally {
    await fleet.stop();
  }
});

test('an operator that comes back to a finished job does not run it again', async () => {
  const fleet = await Fleet.start(['node-a']);
  try {
    fleet.apply('once', traceJob('once', { script: 'begin { printf("hello\\n"); exit(); }', duration: '5s' }));
    await fleet.waitForCondition('once', 'Finished');
    const digest = JSON.stringify(fleet.status('once'));
    await fleet.killOperator();
    await fleet.startOperator();
    await sleep(1500);
    assert.equal(JSON.stringify(fleet.status('once')), digest);
    assert.equal(fleet.lines('once').length, 1);
  } finally {
    await fleet.stop();
  }
});
