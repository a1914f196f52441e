/**
 * kill -9 of an agent in the middle of a job: the kernel keeps nothing attached, no count that was made before the
 * kill is lost although none of it was sent yet, what happens in between is not counted, and the gap is named.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fleet } from './harness/fleet.ts';
import { traceJob } from './harness/jobs.ts';
import { programsGone, programsOf } from './harness/kernel.ts';
import { buckets, mapOf, partOf, scalar, total } from './harness/results.ts';
import { bytesWritten, runWorkload, writeBuckets } from './workload/workload.ts';

const before = 3000;
const between = 5000;
const afterwards = 2000;
const other = 4000;

test('a killed agent loses no counts and its gap is named', async () => {
  const fleet = await Fleet.start(['node-a', 'node-b']);
  try {
    const [a, b] = fleet.nodes.map(({ cgroup }) => cgroup.path);
    const write = (cgroup: string | undefined, count: number): Promise<void> =>
      runWorkload({ cgroup: cgroup ?? '', comm: 'work', syscall: 'write', count });
    const script =
      'tracepoint:syscalls:sys_enter_write { @ = count(); @bytes = sum(args.count); @sizes = hist(args.count); }';
    // Snapshots are so rare that the kill finds every count in the kernel only.
    fleet.apply('agent-kill', traceJob('agent-kill', { script, duration: '12s', interval: '1m' }));
    await fleet.waitForCondition('agent-kill', 'Attached');

    await Promise.all([write(a, before), write(b, other)]);
    const killed = programsOf([fleet.agents.get('node-a')?.pid ?? 0]);
    await fleet.killAgent('node-a');
    await programsGone(killed);
    await write(a, between);
    const successor = await fleet.startAgent('node-a');
    await successor.waitFor(/"msg":"attached"/);
    const attached = programsOf(fleet.agentPids());
    await write(a, afterwards);

    const status = await fleet.waitForCondition('agent-kill', 'Finished');
    const result = fleet.result('agent-kill');
    assert.equal(scalar(partOf(result, '@', 'node-a')), BigInt(before + afterwards));
    assert.equal(scalar(partOf(result, '@', 'node-b')), BigInt(other));
    assert.equal(scalar(total(result, '@')), BigInt(before + afterwards + other));
    assert.equal(scalar(partOf(result, '@bytes', 'node-a')), bytesWritten(before) + bytesWritten(afterwards));
    const sizes = buckets(mapOf(result, '@sizes').folded.perNode.get('node-a') ?? null);
    for (const [index, count] of writeBuckets(before))
      assert.equal(sizes.get(index), count + (writeBuckets(afterwards).get(index) ?? 0n));
    assert.deepEqual(
      result.gaps.map(({ node }) => node),
      ['node-a'],
      'the gap is in the result',
    );
    assert.equal(
      status.conditions.find(({ type }) => type === 'Degraded')?.status,
      'True',
      'and the job says that it is degraded',
    );
    await programsGone(attached);
  } finally {
    await fleet.stop();
  }
});
