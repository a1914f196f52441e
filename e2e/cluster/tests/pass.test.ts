/** The one pass over the real cluster that `npm test` makes: everything that has to work together, once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyJob, conditionOf, finishedJob, mapLines, startJob } from './jobs.ts';
import { installedCluster, nodeNames, testNamespace } from './installed.ts';
import { makeEvents, makeEventsOnHost, mask, startPods } from './workload.ts';

test('pods selected by label are counted exactly, under their names, on all nodes', async (context) => {
  const at = await installedCluster();
  const { kubectl } = at;
  await kubectl.run('wait', '--for=condition=Ready', 'node', '--all', '--timeout=60s');
  const [first = '', second = first] = await nodeNames(at);
  const namespace = await testNamespace(context, at, 'pass');
  await startPods(at, namespace, [
    { name: 'counted-1', app: 'counted', node: first },
    { name: 'counted-2', app: 'counted', node: second },
    { name: 'other', app: 'other', node: first },
  ]);
  const job = {
    name: 'masks',
    namespace,
    script: `tracepoint:syscalls:sys_enter_umask /args.mask == ${mask}/ { @ = count(); @by[pod, container] = count() }`,
    labels: { app: 'counted' },
    duration: '20s',
  };
  await startJob(kubectl, job);
  await Promise.all([
    makeEvents(at, namespace, 'counted-1', 1000),
    makeEvents(at, namespace, 'counted-2', 700),
    makeEvents(at, namespace, 'other', 400),
    at.cluster === null ? null : makeEventsOnHost(300),
  ]);
  const status = await finishedJob(kubectl, job);
  assert.equal(conditionOf(status, 'Succeeded'), 'True Completed');
  assert.deepEqual(mapLines(status, '@'), ['@: 1700']);
  assert.deepEqual(mapLines(status, '@by').toSorted(), ['@by[counted-1, main]: 1000', '@by[counted-2, main]: 700']);
  const result = `/apis/results.bpfleet.dev/v1alpha1/namespaces/${namespace}/tracejobs/masks/result?view=text`;
  const text = await kubectl.run('get', '--raw', result);
  for (const line of ['@: 1700', '@by[counted-1, main]: 1000', '@by[counted-2, main]: 700']) {
    assert.ok(text.split('\n').includes(line), text);
  }
});

test('a script with an error is refused with line and column, and its job is finished', async (context) => {
  const at = await installedCluster();
  const namespace = await testNamespace(context, at, 'refused');
  const job = { name: 'wrong', namespace, script: 'BEGIN { @ = ; }', labels: null, duration: '5s' };
  await applyJob(at.kubectl, job);
  const status = await finishedJob(at.kubectl, job);
  assert.equal(conditionOf(status, 'Accepted'), 'False CompileError');
  const accepted = status.conditions.find(({ type }) => type === 'Accepted');
  assert.match(accepted?.message ?? '', /^script 1:13: /);
});
