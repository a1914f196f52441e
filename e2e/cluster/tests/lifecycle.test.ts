/** A second cluster beside the first: killed while it starts, started again, stopped without a trace. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Process } from '../../harness/process.ts';
import { findCluster, stopCluster } from '../cluster.ts';
import { groupOf } from '../facts.ts';
import { hierarchies } from '../machine/cgroups.ts';
import { clusterSettings, stateFolder } from '../settings.ts';

const main = path.join(import.meta.dirname, '..', 'main.ts');

test('whatever happens to a cluster while it starts, it starts again, and stopping leaves nothing', async (context) => {
  const name = `${clusterSettings(process.env).name.slice(0, 12)}-second`;
  context.after(async () => stopCluster(name));
  const start = (): Process =>
    new Process('cluster', process.execPath, [main, '--bare', '--nodes', '1', '--name', name]);

  const killed = start();
  await killed.waitFor(/1 nodes …/, 120_000);
  killed.kill('SIGKILL');
  await killed.exited;
  assert.equal(findCluster(name), null);

  const again = start();
  assert.deepEqual(await again.exited, { code: 0, signal: null }, again.report());
  assert.match(again.stderr, /removing what is left/);
  const cluster = findCluster(name);
  assert.ok(cluster !== null);
  assert.equal((await cluster.kubectl.list('nodes')).length, 1);

  const bridge = `bpfleet${cluster.facts.index}`;
  assert.ok(existsSync(`/sys/class/net/${bridge}`));
  const third = start();
  assert.deepEqual(await third.exited, { code: 0, signal: null }, third.report());
  assert.equal(findCluster(name)?.facts.index, cluster.facts.index, 'a running cluster is found, not made anew');

  assert.equal(await stopCluster(name), true);
  const { unified, legacy } = hierarchies();
  const left = [
    ...[unified, ...legacy].map((root) => path.join(root, groupOf({ name }))),
    `/sys/class/net/${bridge}`,
    stateFolder(name),
  ].filter((folder) => existsSync(folder));
  assert.deepEqual(left, []);
  assert.deepEqual(
    readdirSync('/run/netns').filter((namespace) => namespace.startsWith(`${bridge}-`)),
    [],
  );
  assert.equal(await stopCluster(name), false);
});
