/** What an agent stands on is pulled away while a job runs: its cgroup, its time, the operator's. Nothing is silent. */
import assert from 'node:assert/strict';
import { mkdirSync, rmdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fleet, type JobStatus } from './harness/fleet.ts';
import { traceJob } from './harness/jobs.ts';
import { KernelWatch } from './harness/kernel.ts';
import { partOf, scalar } from './harness/results.ts';
import { runWorkload } from './workload/workload.ts';

let fleet: Fleet;
let kernel: KernelWatch;
before(async () => {
  fleet = await Fleet.start(['node-a', 'node-b'], ['--heartbeat', '500ms', '--grace', '3s']);
  kernel = new KernelWatch(() => fleet.agentPids());
});
after(async () => {
  await fleet.stop();
  await kernel.gone();
});

const script = 'tracepoint:syscalls:sys_enter_getppid { @ = count(); printf("x"); }';

function cgroupOf(name: string): string {
  const node = fleet.nodes.find((one) => one.name === name);
  assert.ok(node !== undefined);
  return node.cgroup.path;
}

const events = (node: string, count: number): Promise<void> =>
  runWorkload({ cgroup: cgroupOf(node), comm: 'work', syscall: 'getppid', count });

function notable(status: JobStatus, node: string): string {
  const all = status['notableNodes'] as readonly {
    readonly node: string;
    readonly state: string;
    readonly reason: string;
    readonly message: string;
  }[];
  const found = all.find((one) => one.node === node);
  return found === undefined ? 'as planned' : `${found.state} ${found.reason}: ${found.message}`;
}

/** Maps and lines of a node agree, and are this many. */
function checkCount(job: string, node: string, count: number): void {
  const result = fleet.result(job);
  assert.equal(scalar(partOf(result, '@', node)), BigInt(count), `${node} counted`);
  const stored = fleet.lines(job).filter((line) => line.node === node).length;
  assert.equal(BigInt(stored) + (result.losses.get(node)?.events ?? 0n), BigInt(count), `${node} printed`);
}

test('the cgroup of a node is removed and made anew', async () => {
  fleet.apply('cgroup', traceJob('cgroup', { script, duration: '5s', interval: '200ms' }));
  await fleet.waitForCondition('cgroup', 'Attached');
  await Promise.all([events('node-a', 1000), events('node-b', 1500)]);
  await remade(cgroupOf('node-a'));
  await events('node-a', 500);
  await events('node-b', 500);
  const status = await fleet.waitForCondition('cgroup', 'Finished');
  checkCount('cgroup', 'node-a', 1000);
  checkCount('cgroup', 'node-b', 2000);
  assert.match(notable(status, 'node-a'), /^Failed Internal: .*was removed/);
  assert.deepEqual(
    fleet.result('cgroup').gaps.map(({ node, reason }) => `${node} ${reason}`),
    ['node-a tracing failed'],
  );
  // The next job finds the new one.
  fleet.apply('cgroup-next', traceJob('cgroup-next', { script, duration: '2s' }));
  await fleet.waitForCondition('cgroup-next', 'Attached');
  await events('node-a', 700);
  await fleet.waitForCondition('cgroup-next', 'Finished');
  checkCount('cgroup-next', 'node-a', 700);
});

async function remade(folder: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      rmdirSync(folder);
      break;
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(20);
    }
  }
  mkdirSync(folder);
}

test('an agent is stopped in good order and started again in the middle', async () => {
  fleet.apply('sigterm', traceJob('sigterm', { script, duration: '7s', interval: '10s' }));
  await fleet.waitForCondition('sigterm', 'Attached');
  await events('node-a', 1000);
  await fleet.agents.get('node-a')?.stop();
  await events('node-a', 300);
  await (await fleet.startAgent('node-a')).waitFor(/"msg":"attached"/);
  await events('node-a', 500);
  const status = await fleet.waitForCondition('sigterm', 'Finished');
  checkCount('sigterm', 'node-a', 1500);
  assert.equal(fleet.result('sigterm').losses.get('node-a')?.events, 0n, 'good order loses no line');
  assert.deepEqual(
    fleet.result('sigterm').gaps.map(({ node, reason }) => `${node} ${reason}`),
    ['node-a the agent was stopped'],
  );
  assert.match(notable(status, 'node-a'), /AgentShutdown/);
});

test('an agent hangs for longer than its operator and its lease wait, and goes on', async () => {
  fleet.apply(
    'agent-hangs',
    traceJob('agent-hangs', { script, duration: '13s', interval: '200ms', detachAfter: '5s' }),
  );
  await fleet.waitForCondition('agent-hangs', 'Attached');
  await events('node-a', 1000);
  fleet.agents.get('node-a')?.kill('SIGSTOP');
  await sleep(6500);
  fleet.agents.get('node-a')?.kill('SIGCONT');
  await fleet.agents.get('node-a')?.waitFor(/"stopReason":"LEASE_EXPIRED"/);
  await attachedAgain('agent-hangs', 'node-a');
  await events('node-a', 500);
  const status = await fleet.waitForCondition('agent-hangs', 'Finished');
  checkCount('agent-hangs', 'node-a', 1500);
  assert.deepEqual(
    fleet.result('agent-hangs').gaps.map(({ node }) => node),
    ['node-a'],
  );
  assert.match(notable(status, 'node-a'), /LeaseExpired/);
});

test('the operator hangs for longer than the leases, and goes on', async () => {
  fleet.apply(
    'operator-hangs',
    traceJob('operator-hangs', { script, duration: '13s', interval: '200ms', detachAfter: '5s' }),
  );
  await fleet.waitForCondition('operator-hangs', 'Attached');
  await events('node-b', 1000);
  fleet.operator?.kill('SIGSTOP');
  await sleep(6500);
  fleet.operator?.kill('SIGCONT');
  await Promise.all([attachedAgain('operator-hangs', 'node-a'), attachedAgain('operator-hangs', 'node-b')]);
  await events('node-b', 500);
  await fleet.waitForCondition('operator-hangs', 'Finished');
  checkCount('operator-hangs', 'node-b', 1500);
  assert.deepEqual(
    fleet.result('operator-hangs').gaps.map(({ node }) => node),
    ['node-a', 'node-b'],
  );
});

/** A second incarnation of the job traces on the node. */
async function attachedAgain(job: string, node: string): Promise<void> {
  const pattern = new RegExp(`"job":"${job}".*"msg":"attached"(.|\\n)*"job":"${job}".*"msg":"attached"`);
  await fleet.agents.get(node)?.waitFor(pattern);
}
