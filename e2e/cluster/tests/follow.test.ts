/** A Deployment that is scaled while a job counts it: each pod's own figure, and the sum. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../steps.ts';
import { installedCluster, nodeNames, testNamespace } from './installed.ts';
import { conditionOf, finishedJob, jobStatus, mapLines, startJob } from './jobs.ts';
import { makeEvents, makeEventsOnHost, mask, scale, startDeployment, startPods } from './workload.ts';

test('a Deployment scaled to three while it is traced, beside an unselected pod and a process of the host', async (context) => {
  const at = await installedCluster();
  const { kubectl } = at;
  const namespace = await testNamespace(context, at, 'follow');
  const [first = ''] = await nodeNames(at);
  await startPods(at, namespace, [{ name: 'other', app: 'other', node: first }]);
  const [pod = ''] = await startDeployment(at, namespace, 'counted', 1);
  const job = {
    name: 'masks',
    namespace,
    script: `tracepoint:syscalls:sys_enter_umask /args.mask == ${mask}/ { @ = count(); @by[pod, container, workload] = count() }`,
    labels: { app: 'counted' },
    duration: '50s',
    run: { interval: '1s' },
  };
  await startJob(kubectl, job);
  await makeEvents(at, namespace, pod, 1000);
  const pods = await scale(at, namespace, 'counted', 3);
  assert.equal(pods.length, 3);
  const joined = pods.filter((name) => name !== pod);
  await until('the new pods are targets', 30_000, async () => {
    return (await jobStatus(kubectl, job)).targets?.pods === 3 ? true : null;
  });
  await Promise.all([
    makeEvents(at, namespace, joined[0] ?? '', 700),
    makeEvents(at, namespace, joined[1] ?? '', 50),
    makeEvents(at, namespace, pod, 5),
    makeEvents(at, namespace, 'other', 400),
    at.cluster === null ? null : makeEventsOnHost(300),
  ]);
  const status = await finishedJob(kubectl, job, 120);
  assert.equal(conditionOf(status, 'Succeeded'), 'True Completed', JSON.stringify(status));
  assert.deepEqual(mapLines(status, '@'), ['@: 1755']);
  const counts: readonly (readonly [string, number])[] = [
    [pod, 1005],
    [joined[0] ?? '', 700],
    [joined[1] ?? '', 50],
  ];
  const own = counts.map(([name, count]) => `@by[${name}, main, Deployment/counted]: ${count}`);
  assert.deepEqual(mapLines(status, '@by').toSorted(), own.toSorted());
});
