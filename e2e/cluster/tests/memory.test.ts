/** What operator and agents take, as they say themselves, against what the chart asks the scheduler for. docs/kubernetes.md has the table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { namespace as ours, release } from '../chart.ts';
import type { Installed } from '../project.ts';
import { installedCluster } from './installed.ts';
import { conditionOf, finishedJob, startJob, type TraceJob } from './jobs.ts';

const part = z.looseObject({
  containers: z.array(
    z.looseObject({
      ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })),
      resources: z.object({ requests: z.object({ memory: z.string() }), limits: z.object({ memory: z.string() }) }),
    }),
  ),
});

type Component = 'agent' | 'operator';

interface Pod {
  readonly metrics: string;
  readonly request: number;
  readonly limit: number;
}

/** Those that run, and are not about to end. */
async function podsOf({ kubectl }: Installed, component: Component): Promise<readonly Pod[]> {
  const all = await kubectl.list('--namespace', ours, 'pods', `--selector=app.kubernetes.io/component=${component}`);
  return all
    .filter(({ metadata }) => metadata['deletionTimestamp'] === undefined)
    .map(({ metadata, spec }) => {
      const [container] = part.parse(spec).containers;
      const port = container?.ports.find(({ name }) => name === 'metrics')?.containerPort ?? 0;
      return {
        metrics: `/api/v1/namespaces/${ours}/pods/${metadata.name}:${port}/proxy/metrics`,
        request: mebibytes(container?.resources.requests.memory ?? ''),
        limit: mebibytes(container?.resources.limits.memory ?? ''),
      };
    });
}

function mebibytes(quantity: string): number {
  const [, digits = '', unit = ''] = /^(\d+)([MG]i)$/.exec(quantity) ?? [];
  assert.notEqual(unit, '', `a quantity of memory that this test cannot read: ${quantity}`);
  return Number(digits) * (unit === 'Gi' ? 1024 : 1);
}

/** Resident set of the largest, in MiB. */
async function residentOf({ kubectl }: Installed, pods: readonly Pod[]): Promise<number> {
  const sizes = await Promise.all(
    pods.map(async ({ metrics }) => {
      const text = await kubectl.run('get', '--raw', metrics);
      const bytes = /^bpfleet_\w*process_resident_memory_bytes (\S+)$/m.exec(text)?.[1];
      assert.ok(bytes !== undefined, text);
      return Number(bytes) / 1024 ** 2;
    }),
  );
  return Math.round(Math.max(...sizes));
}

/** The most of one look a second, from when the job traces until it has ended. */
async function mostDuring(at: Installed, pods: readonly Pod[], asked: TraceJob): Promise<number> {
  const job = { ...asked, name: `${asked.name}-${process.pid}` };
  await startJob(at.kubectl, job);
  let ended = false;
  const end = finishedJob(at.kubectl, job, 180).finally(() => (ended = true));
  let most = 0;
  while (!ended) {
    most = Math.max(most, await residentOf(at, pods));
    await sleep(1000);
  }
  await at.kubectl.run('delete', `clustertracejob/${job.name}`, '--timeout=60s');
  assert.equal(conditionOf(await end, 'Succeeded'), 'True Completed', JSON.stringify(await end));
  return most;
}

async function freshPods(at: Installed): Promise<void> {
  for (const workload of [`deployment/${release}-operator`, `daemonset/${release}-agent`]) {
    await at.kubectl.run('--namespace', ours, 'rollout', 'restart', workload);
    await at.kubectl.run('--namespace', ours, 'rollout', 'status', workload, '--timeout=180s');
  }
}

/** A pod has said that it is ready when it is connected; what starting took is given back a moment later. */
const settlingMs = 15_000;

test('idle and with a job an agent stays within its request, with many keys within its limit', async (context) => {
  const at = await installedCluster();
  await freshPods(at);
  await sleep(settlingMs);
  const job = { kind: 'ClusterTraceJob', namespace: '', labels: null, duration: '10s' } as const;
  const one = { ...job, name: 'one', script: 'tracepoint:syscalls:sys_enter_openat { @[pod, comm] = count() }' };
  const keys = 60_000;
  const many = {
    ...job,
    name: 'many',
    script: `BEGIN { for ($i : 0..${keys}) { @a[$i, comm] = sum($i); @b[comm, $i] = count() } }`,
    spec: { limits: { maxMapKeys: 65_536, maxMapBytesPerNode: '64Mi' } },
  };
  for (const component of ['agent', 'operator'] as const) {
    const pods = await podsOf(at, component);
    assert.ok(pods.length > 0, component);
    const [{ request, limit } = { request: 0, limit: 0 }] = pods;
    const idle = await residentOf(at, pods);
    const withOne = await mostDuring(at, pods, { ...one, name: `${one.name}-${component}` });
    const withMany = await mostDuring(at, pods, { ...many, name: `${many.name}-${component}` });
    context.diagnostic(
      `MiB of the ${component}: ${idle} idle, ${withOne} with a job, ${withMany} with many keys; request ${request}, limit ${limit}`,
    );
    assert.ok(idle <= request, `${component}: ${idle} MiB idle, and asks for ${request}`);
    assert.ok(withOne <= request, `${component}: ${withOne} MiB with one job, and asks for ${request}`);
    assert.ok(withMany <= limit / 2, `${component}: ${withMany} MiB with many keys, and may have ${limit}`);
  }
});
