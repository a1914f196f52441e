/** A job that sees the containers of its targets and nothing else, in this kernel, while they come and go. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { removeCgroup } from '../testing/cgroup.ts';
import { cgroupRoot } from '../kernel/cgroups.ts';
import { numberAt, rowMap, runScript, stopped } from '../testing/session.ts';
import { runWorkload } from '../testing/workload.ts';
import { ContainerDirectory } from './directory.ts';
import { Follower } from './follower.ts';
import { PodTable } from './pod-table.ts';

const uid = (digit: string): string => `${digit.repeat(8)}-1111-2222-3333-${digit.repeat(12)}`;
const id = (digit: string): string => digit.repeat(64);

/** A node of its own in the cgroup hierarchy. */
class Node {
  readonly root = cgroupRoot();
  readonly below: string;
  readonly pods = new PodTable();

  constructor(t: TestContext, name: string) {
    this.below = join(this.root, `bpfleet-${name}-${process.pid}`);
    t.after(() => removeCgroup(this.below));
    mkdirSync(join(this.below, 'kubepods/besteffort'), { recursive: true });
  }

  /** A container of a pod of its own; gives its folder. */
  container(digit: string, quality: '' | 'besteffort'): string {
    const pod = join(this.below, 'kubepods', quality, `pod${uid(digit)}`);
    const container = join(pod, id(digit));
    mkdirSync(container, { recursive: true });
    const facts = { uid: uid(digit), namespace: 'shop', name: `pod-${digit}`, workload: 'Deployment/pod' };
    this.pods.update({ reset: false, pods: [{ ...facts, containers: [{ name: 'app', id: id(digit) }] }], removed: [] });
    return container;
  }
}

const getppid = (cgroup: string, count: number): Promise<void> =>
  runWorkload({ cgroup, comm: 'pods', syscall: 'getppid', count, spreadMs: 0 });
const target = (digit: string) => ({ podUid: uid(digit), container: 'app', containerId: id(digit) });

test('exactly the events of the targets, under their names', async (t) => {
  const node = new Node(t, 'targets');
  const [seen, unseen] = [node.container('a', 'besteffort'), node.container('b', '')];
  const directory = new ContainerDirectory({
    node: 'n1',
    root: node.root,
    below: node.below,
    pods: node.pods,
    file: null,
  });
  const follower = new Follower(directory);
  let targets = [target('a')];
  const levels = directory.levels();
  const script = runScript(
    'tracepoint:syscalls:sys_enter_getppid { @ = count(); @by[namespace, pod, container] = count(); @on[node, workload] = count(); }',
    {
      cgroup: null,
      policy: { guard: { kind: 'cgroup', levels }, containers: { levels } },
      guardKeys: directory.idsOf(targets),
      containers: directory.ids(),
      names: directory,
    },
  );
  follower.follow(script.session, () => targets);
  await script.attached;
  await getppid(seen, 300);
  await getppid(unseen, 50);
  await getppid(node.below, 50);
  const before = script.session.snapshot();
  assert.equal(numberAt(before.totals[0], ''), 300n);
  assert.deepEqual(
    [...rowMap(before.totals[1])].map(([key]) => key),
    ['shop,pod-a,app'],
  );
  assert.deepEqual(
    [...rowMap(before.totals[2])].map(([key]) => key),
    ['n1,Deployment/pod'],
  );

  // A pod that starts during the job, at another depth of the hierarchy, is followed; one that is no target any more is not seen.
  const late = node.container('c', '');
  targets = [target('c')];
  follower.look();
  await getppid(late, 70);
  await getppid(seen, 50);
  const state = await stopped(script);
  assert.equal(state.kind, 'finished');
  const after = script.session.snapshot();
  assert.equal(numberAt(after.totals[0], ''), 370n);
  assert.equal(numberAt(after.totals[1], 'shop,pod-c,app'), 70n);
  script.session.release();
});

test('while there is no target nothing is seen', async (t) => {
  const node = new Node(t, 'none');
  const container = node.container('a', '');
  const script = runScript('tracepoint:syscalls:sys_enter_getppid { @ = count(); }', {
    cgroup: null,
    policy: { guard: { kind: 'cgroup', levels: [3, 4] } },
  });
  await script.attached;
  await getppid(container, 50);
  await stopped(script);
  assert.equal(numberAt(script.session.snapshot().totals[0], ''), null);
  script.session.release();
});
