/** More at once than there is room for: what is delivered and what is stated as lost add up to what happened. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Fleet } from './harness/fleet.ts';
import { traceJob } from './harness/jobs.ts';
import { KernelWatch } from './harness/kernel.ts';
import { mapOf, scalar, total } from './harness/results.ts';
import { runWorkload } from './workload/workload.ts';

let fleet: Fleet;
let kernel: KernelWatch;
before(async () => {
  fleet = await Fleet.start(['node-a', 'node-b']);
  kernel = new KernelWatch(() => fleet.agentPids());
});
after(async () => {
  await fleet.stop();
  await kernel.gone();
});

async function everywhere(count: number): Promise<void> {
  await Promise.all(
    fleet.nodes.map(({ cgroup }) => runWorkload({ cgroup: cgroup.path, comm: 'work', syscall: 'getppid', count })),
  );
}

test('twenty jobs at once are each exact', async () => {
  const script =
    'tracepoint:syscalls:sys_enter_getppid { @ = count(); @sizes = hist(pid); } interval:ms:100 { print(@); }';
  const names = Array.from({ length: 20 }, (_, i) =>
    fleet.apply(`job-${i}`, traceJob(`job-${i}`, { script, duration: '5s' })),
  );
  await Promise.all(names.map((name) => fleet.waitForCondition(name, 'Attached')));
  await everywhere(1000);
  await Promise.all(names.map((name) => fleet.waitForCondition(name, 'Finished')));
  assert.deepEqual(
    names.map((name) => scalar(total(fleet.result(name), '@'))),
    names.map(() => 2000n),
  );
});

test('a flood of lines: stored and lost are together exactly those emitted', async () => {
  const perNode = 300_000;
  const script = 'tracepoint:syscalls:sys_enter_getppid { @ = count(); printf("%s %d %d\\n", comm, pid, nsecs); }';
  fleet.apply('flood', traceJob('flood', { script, duration: '7s' }));
  await fleet.waitForCondition('flood', 'Attached');
  await everywhere(perNode);
  const status = await fleet.waitForCondition('flood', 'Finished');
  const result = fleet.result('flood');
  assert.equal(scalar(total(result, '@')), BigInt(2 * perNode), 'no count is lost');
  const stored = BigInt(fleet.lines('flood').length);
  const lost = [...result.losses.values()].reduce((sum, { events }) => sum + events, 0n);
  assert.ok(lost > 0n, 'so many lines are not kept');
  assert.equal(stored + lost, BigInt(2 * perNode));
  assert.equal((status['lost'] as { readonly events: string }).events, lost.toString());
  assert.equal(status.conditions.find(({ type }) => type === 'Degraded')?.status, 'True');
});

test('rounds of a large map, read and cleared while it grows, add up', async () => {
  const perNode = 100_000;
  const script =
    'tracepoint:syscalls:sys_enter_getppid { @n++; @[@n % 4096] = count(); } interval:ms:200 { print(@); clear(@); }';
  fleet.apply('large', traceJob('large', { script, duration: '5s', interval: '200ms' }));
  await fleet.waitForCondition('large', 'Attached');
  await everywhere(perNode);
  await fleet.waitForCondition('large', 'Finished');
  const map = mapOf(fleet.result('large'), '@');
  const sum = (table: typeof map.folded.total): bigint =>
    [...table.rows.values()].reduce((all, { value }) => all + (value.kind === 'number' ? value.value : 0n), 0n);
  assert.equal(sum(map.folded.total), BigInt(2 * perNode));
  assert.equal(
    map.rounds.reduce((all, { folded }) => all + sum(folded.total), 0n),
    BigInt(2 * perNode),
  );
});
