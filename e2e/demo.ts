/**
 * `npm run demo`: one TraceJob over two nodes of this machine. The operator and both agents are the real ones, the
 * events are the kernel's; each agent is limited to its own cgroup, so that two of them are two nodes.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import { isLossless, renderJob } from '@bpfleet/results';
import { Fleet, repository } from './harness/fleet.ts';
import { startWorkload, type Workload } from './workload/workload.ts';

const example = path.join(repository, 'examples/write-sizes.yaml');
const job = 'write-sizes';

/** What runs where while the job traces: one service on both nodes, one on one, and one on no node, which must not be counted. */
const workloads = [
  { node: 'node-a', comm: 'checkout', count: 3000 },
  { node: 'node-b', comm: 'checkout', count: 2000 },
  { node: 'node-b', comm: 'billing', count: 3000 },
  { node: null, comm: 'outside', count: 7000 },
] as const;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function demo(): Promise<void> {
  say(styleText('bold', 'Starting the operator, and an agent for each of node-a and node-b'));
  const fleet = await Fleet.start(['node-a', 'node-b']);
  const running = startWorkloads(fleet);
  try {
    await Promise.race([trace(fleet, running), interrupted]);
  } finally {
    for (const workload of running) workload.kill();
    await fleet.stop();
  }
}

async function trace(fleet: Fleet, running: readonly Workload[]): Promise<void> {
  say(styleText('bold', `\nApplying ${path.relative(repository, example)}`));
  const yaml = readFileSync(example, 'utf8');
  say(yaml);
  fleet.apply(job, yaml);
  await fleet.waitForCondition(job, 'Attached');
  say('Attached on both nodes. Four processes write now:');
  for (const { node, comm, count } of workloads)
    say(`  ${comm.padEnd(9)} ${count} writes ${node === null ? 'outside both nodes' : `on ${node}`}`);
  await Promise.all(running.map((workload) => workload.go()));
  const status = await fleet.waitForCondition(job, 'Finished');
  const finished = status.conditions.find(({ type }) => type === 'Succeeded');
  say(styleText('bold', `\nThe merged result (Succeeded=${finished?.status ?? '?'}, ${finished?.reason ?? '?'})`));
  const result = fleet.result(job);
  process.stdout.write(renderJob(result));
  if ([...result.losses.values()].every(isLossless) && result.gaps.length === 0)
    say('\nNothing was lost, no node was away.');
  say(
    styleText(
      'bold',
      "\nNext: bin/bpfleet -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); } interval:s:2 { exit(); }'",
    ),
  );
}

function startWorkloads(fleet: Fleet): readonly Workload[] {
  const outside = fleet.makeOutsideCgroup('outside');
  return workloads.map(({ node, comm, count }) => {
    const cgroup = fleet.nodes.find(({ name }) => name === node)?.cgroup ?? outside;
    return startWorkload({ cgroup: cgroup.path, comm, syscall: 'write', count, spreadMs: 2000 });
  });
}

/** Ctrl-C ends the demo by an exception: what it started is stopped and what it made is removed on the way out. */
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error(signal)));
});
interrupted.catch(() => {
  process.stderr.write('\nInterrupted: stopping the agents and the operator.\n');
  process.exitCode = 130;
});

try {
  await demo();
} catch (error) {
  // While it starts or ends, an interrupted child is what is noticed first.
  if (process.exitCode !== 130) throw error;
}
