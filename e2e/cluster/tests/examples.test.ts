/** examples/ with plain kubectl, as the README has it. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import * as z from 'zod';
import { repository } from '../settings.ts';
import { installedCluster, nodeNames, testNamespace } from './installed.ts';
import { conditionOf, jobStatus } from './jobs.ts';
import { startPods } from './workload.ts';

const folder = path.join(repository, 'examples');
const result = z.looseObject({ finished: z.boolean(), result: z.looseObject({ maps: z.array(z.unknown()) }) });

test('apply, get, wait, get --raw, delete', async (context) => {
  const at = await installedCluster();
  const { kubectl } = at;
  const [first = ''] = await nodeNames(at);
  // The example is for the namespace default; this one is only where the test's end is.
  await testNamespace(context, at, 'examples');
  await startPods(at, 'default', [{ name: 'checkout', app: 'checkout', node: first }]);
  context.after(async () => void (await kubectl.run('delete', 'pod', 'checkout', '--timeout=60s')));
  await kubectl.run('apply', '--filename', folder);
  context.after(async () => void (await kubectl.run('delete', '--filename', folder, '--timeout=120s')));
  await kubectl.run('wait', '--for=condition=Attached', '--filename', folder, '--timeout=60s');
  const listed = await kubectl.run('get', 'tracejobs');
  assert.match(listed, /^NAME +STATUS +NODES +DURATION/);
  assert.match(listed, /^opens-by-pod +Tracing +0\/1 +30s/m);
  await kubectl.run('exec', 'checkout', '--', 'cat', '/etc/hostname');
  await kubectl.run('wait', '--for=condition=Finished', '--filename', folder, '--timeout=120s');
  const job = { name: 'opens-by-pod', namespace: 'default' };
  const status = await jobStatus(kubectl, job);
  assert.equal(conditionOf(status, 'Succeeded'), 'True Completed', JSON.stringify(status));
  const url = status.result?.url ?? '';
  assert.equal(url, '/apis/results.bpfleet.dev/v1alpha1/namespaces/default/tracejobs/opens-by-pod/result');
  const whole = result.parse(JSON.parse(await kubectl.run('get', '--raw', url)));
  assert.deepEqual([whole.finished, whole.result.maps.length], [true, 1]);
  assert.match(await kubectl.run('get', '--raw', `${url}?view=text`), /^@opens\[checkout, main, cat\]: [1-9]\d*$/m);
  const all = await jobStatus(kubectl, { kind: 'ClusterTraceJob', name: 'write-sizes', namespace: '' });
  assert.equal(conditionOf(all, 'Succeeded'), 'True Completed', JSON.stringify(all));
  const text = await kubectl.run('get', '--raw', `${all.result?.url ?? ''}?view=text`);
  for (const map of ['@bytes', '@total', '@writes']) assert.ok(text.includes(map), text);
});
