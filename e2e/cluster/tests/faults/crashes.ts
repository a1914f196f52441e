/** What dies, leaves or cannot be reached while a job runs: the result is that of the oracle, and says when somebody did not trace. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { namespace as systemNamespace, release } from '../../chart.ts';
import { type ControlPlanePart, controlPlaneDaemon, startPart } from '../../control-plane/control-plane.ts';
import { groupOf } from '../../facts.ts';
import { pauseArchive } from '../../images/pause.ts';
import { endGroup } from '../../machine/cgroups.ts';
import { daemonPid } from '../../machine/daemon.ts';
import { nodeName, setCable } from '../../machine/network.ts';
import { startNode } from '../../node/node.ts';
import { clusterSettings } from '../../settings.ts';
import { until } from '../../steps.ts';
import { conditionOf, type JobStatus, type TraceJob } from '../jobs.ts';
import { makeEvents, mask, startPods } from '../workload.ts';
import { type Bench, counting } from './bench.ts';
import { agentPod, killContainer, operatorNode, operatorPod, operatorPods, wholeAgain } from './parts.ts';
import type { Fault } from './rows.ts';

const inSystem = ['--namespace', systemNamespace];

/** The whole outcome in a line: the end, the counts, and what is said to be missing. */
function outcome(bench: Bench, status: JobStatus): string {
  const gaps = status.gaps.map(({ node, reason }) => `${node} did not trace for a while: ${reason}`);
  const nodes = status.notableNodes.map(({ node, state, reason }) => `${node}: ${state}, ${reason}`);
  const missing = [...new Set([...nodes, ...gaps])];
  const end = conditionOf(status, 'Succeeded').replace(' ', ', ');
  return `Succeeded=${end}; ${bench.countText()}; ${missing.length === 0 ? 'nothing missing' : missing.join('; ')}`;
}

function complete(status: JobStatus): void {
  assert.equal(conditionOf(status, 'Succeeded'), 'True Completed', JSON.stringify(status));
  assert.deepEqual([status.gaps, status.notableNodes], [[], []]);
  assert.equal(conditionOf(status, 'Degraded'), 'False FullCoverage');
}

function gapsAre(status: JobStatus, ...expected: readonly (readonly [string, RegExp])[]): void {
  assert.equal(conditionOf(status, 'Succeeded'), 'True Completed', JSON.stringify(status));
  assert.equal(status.gaps.length, expected.length, JSON.stringify(status.gaps));
  for (const [node, reason] of expected)
    assert.ok(
      status.gaps.some((gap) => gap.node === node && reason.test(gap.reason)),
      JSON.stringify(status.gaps),
    );
}

const operatorKilled: Fault = {
  id: 'kill-operator',
  fault: 'kill -9 of the operator',
  must: 'the result is exact, nothing is missing',
  bring: async (bench) => {
    const job = await bench.start({ duration: '30s' });
    await bench.events('one', 1000);
    const back = killContainer(bench, 'operator', await operatorPod(bench.kubectl));
    await bench.events('two', 700);
    await back;
    await bench.events('one', 300);
    const status = await bench.exact(job);
    complete(status);
    return outcome(bench, status);
  },
};

const operatorReplaced: Fault = {
  id: 'replace-operator',
  fault: "the operator's pod is deleted, and its database with it",
  must: 'agents send again what they hold: the result is exact, nothing is missing',
  bring: async (bench) => {
    // A Lease that its holder had no time to release lasts 40 s.
    const job = await bench.start({ duration: '100s' });
    await bench.events('one', 1000);
    await bench.delivered(job);
    const pod = await operatorPod(bench.kubectl);
    await bench.kubectl.run(...inSystem, 'delete', 'pod', pod, '--force', '--grace-period=0', '--wait=false');
    await bench.events('two', 700);
    await until('another operator leads', 120_000, async () => {
      return (await operatorPods(bench.kubectl)).includes(pod) ? null : operatorPod(bench.kubectl);
    });
    await bench.events('one', 300);
    const status = await bench.exact(job);
    complete(status);
    return outcome(bench, status);
  },
};

const linesLost: Fault = {
  id: 'replace-operator-lines',
  fault:
    'the same, while the job prints lines and keeps to the pods that it began with; another such pod starts meanwhile',
  must: 'maps are exact, lines that had been delivered are counted as lost, the later pod is not counted',
  bring: async (bench) => {
    const { kubectl, namespace } = bench;
    const target = { pods: { selector: { matchLabels: { app: 'counted' } } }, membership: 'Snapshot' };
    const script = `${counting} tracepoint:syscalls:sys_enter_umask /args.mask == ${mask}/ { printf("%s\\n", pod) }`;
    const job = await bench.start({ script, spec: { target }, duration: '120s' });
    await bench.events('one', 300);
    await bench.delivered(job);
    await until('every line is delivered', 30_000, async () => ((await linesOf(bench, job)) === 300 ? true : null));
    await sleep(3000); // to be acknowledged, too
    await startPods(bench.at, namespace, [{ name: 'three', app: 'counted', node: nodeName(1) }]);
    const pod = await operatorPod(kubectl);
    await kubectl.run(...inSystem, 'delete', 'pod', pod, '--force', '--grace-period=0', '--wait=false');
    await until('another operator leads', 120_000, async () => {
      return (await operatorPods(kubectl)).includes(pod) ? null : operatorPod(kubectl);
    });
    await bench.delivered(job);
    await makeEvents(bench.at, namespace, 'three', 200);
    await bench.events('two', 100);
    const status = await bench.exact(job);
    assert.equal(conditionOf(status, 'Succeeded'), 'True Completed', JSON.stringify(status));
    assert.equal(conditionOf(status, 'Degraded'), 'True EventsLost', JSON.stringify(status));
    const kept = status.result?.summary.lines ?? 0;
    const lost = Number(status.lost?.events ?? 0);
    assert.deepEqual([kept, lost], [100, 300], JSON.stringify(status));
    return `${outcome(bench, status)}; of 400 lines ${kept} are in the result, and ${lost} are counted as lost`;
  },
};

/** Lines that the operator has of a job. */
async function linesOf({ kubectl }: Bench, { name, namespace }: TraceJob): Promise<number> {
  const path = `/apis/results.bpfleet.dev/v1alpha1/namespaces/${namespace}/tracejobs/${name}/result?view=lines&after=0`;
  const { stdout } = await kubectl.try('get', '--raw', path);
  return stdout === '' ? 0 : lines.parse(JSON.parse(stdout)).lines.length;
}

const lines = z.looseObject({ lines: z.array(z.unknown()) });

const twoOperators: Fault = {
  id: 'two-operators',
  fault: 'two operators, of which the one that leads is deleted',
  must: 'one leads at any time; the other goes on with what the agents hold',
  bring: async (bench) => {
    const { kubectl } = bench;
    const scale = async (replicas: number): Promise<void> =>
      void (await kubectl.run(...inSystem, 'scale', `deployment/${release}-operator`, `--replicas=${replicas}`));
    const job = await bench.start({ duration: '45s' });
    await bench.events('one', 1000);
    await bench.delivered(job);
    const leader = await operatorPod(kubectl);
    try {
      await scale(2);
      await until('the second one waits', 60_000, async () => {
        const waiting = (await operatorPods(kubectl)).find((pod) => pod !== leader);
        if (waiting === undefined) return null;
        const log = await kubectl.try(...inSystem, 'logs', waiting);
        return log.stdout.includes('another operator leads') ? true : null;
      });
      await kubectl.run(...inSystem, 'delete', 'pod', leader, '--wait=false');
      await bench.events('two', 700);
      await until('the second one leads', 60_000, async () => ((await operatorPod(kubectl)) === leader ? null : true));
      await bench.events('one', 300);
      const status = await bench.exact(job);
      complete(status);
      return outcome(bench, status);
    } finally {
      await scale(1);
    }
  },
};

const agentKilled: Fault = {
  id: 'kill-agent',
  fault: 'kill -9 of an agent',
  must: 'what it had counted is in the result, its gap is named',
  bring: async (bench) => {
    const job = await bench.start({ duration: '40s' });
    await bench.events('one', 1000);
    await bench.events('two', 700);
    await killContainer(bench, 'agent', (await agentPod(bench.kubectl, 2)).metadata.name);
    await bench.events('one', 500);
    await bench.untilAttached(2);
    await bench.events('two', 300);
    const status = await bench.exact(job);
    gapsAre(status, ['node-2', /^the agent was killed$/]);
    return outcome(bench, status);
  },
};

const away = (part: ControlPlanePart, id: string, fault: string): Fault => ({
  id,
  fault,
  must: 'the result is exact, nothing is missing',
  bring: async (bench) => {
    const { facts } = bench.cluster;
    const job = await bench.start({ duration: '60s' });
    const [one, two] = [await bench.container('one'), await bench.container('two')];
    await bench.eventsIn('one', one, 1000);
    process.kill(daemonPid(controlPlaneDaemon(facts, part)) ?? 0, 'SIGKILL');
    const killedMs = Date.now();
    try {
      await bench.eventsIn('two', two, 700);
      await sleep(30_000 - (Date.now() - killedMs));
      await bench.eventsIn('one', one, 300);
    } finally {
      await startPart(facts, part);
    }
    await bench.eventsIn('two', two, 200);
    const status = await bench.exact(job);
    complete(status);
    return outcome(bench, status);
  },
});

const partition: Fault = {
  id: 'partition',
  fault: 'a partition that outlives the lease',
  must: 'the node detaches by itself, goes on when it is back, and the result names the gap',
  bring: async (bench) => {
    const { facts } = bench.cluster;
    const node = (await operatorNode(bench.kubectl)) === 1 ? 2 : 1;
    const pod = node === 1 ? 'one' : 'two';
    const job = await bench.start({ duration: '60s', run: { onControllerLoss: { detachAfter: '5s' } } });
    await bench.events(pod, 1000);
    await bench.events(pod === 'one' ? 'two' : 'one', 700);
    await setCable(facts.index, node, 'down');
    try {
      await until('the node detached', 15_000, () => (bench.attached(node).size === 0 ? true : null));
    } finally {
      await setCable(facts.index, node, 'up');
    }
    await bench.untilAttached(node);
    await bench.events(pod, 300);
    const status = await bench.exact(job);
    gapsAre(status, [nodeName(node), /^the agent was out of touch with the operator$/]);
    return outcome(bench, status).replaceAll(nodeName(node), 'the node');
  },
};

const nodeLeaves: Fault = {
  id: 'node-leaves',
  fault: 'a node dies in the middle of a job, and does not return before its end',
  must: 'what it had delivered is in the result, which says that it was lost, and the job fails for its coverage',
  bring: async (bench) => {
    const { facts } = bench.cluster;
    const node = (await operatorNode(bench.kubectl)) === 1 ? 2 : 1;
    const [gone, other] = node === 1 ? ['one', 'two'] : ['two', 'one'];
    const job = await bench.start({ duration: '25s' });
    await bench.events(gone, 1000);
    await bench.delivered(job);
    try {
      await setCable(facts.index, node, 'down');
      await endGroup(groupOf(facts, nodeName(node)));
      await bench.events(other, 700);
      const status = await bench.exact(job);
      assert.equal(conditionOf(status, 'Succeeded'), 'False CoverageBelowMinimum', JSON.stringify(status));
      assert.deepEqual(
        status.notableNodes.map(({ node: name, state, reason }) => [name, state, reason]),
        [[nodeName(node), 'Lost', 'NodeLost']],
      );
      assert.deepEqual(
        status.gaps.map((gap) => [gap.node, gap.reason]),
        [[nodeName(node), 'the node was lost']],
      );
      return outcome(bench, status).replaceAll(nodeName(node), 'the node');
    } finally {
      await setCable(facts.index, node, 'up');
      await comeBack(bench, node);
    }
  },
};

/** As a machine that was switched on again. */
async function comeBack({ cluster, kubectl }: Bench, node: number): Promise<void> {
  const pause = await pauseArchive(clusterSettings(process.env).cache);
  await startNode(cluster.facts, node, pause);
  await kubectl.run('wait', '--for=condition=Ready', `node/${nodeName(node)}`, '--timeout=120s');
  await until('its agent is another one', 120_000, async () => {
    const pod = await agentPod(kubectl, node);
    return pod.metadata.name === '' ? null : true;
  });
  await wholeAgain(kubectl);
}

export const crashes: readonly Fault[] = [
  operatorKilled,
  agentKilled,
  operatorReplaced,
  linesLost,
  twoOperators,
  away('kube-apiserver', 'kill-apiserver', 'kill -9 of the API server, for 30 s'),
  away('etcd', 'kill-etcd', 'kill -9 of etcd, for 30 s'),
  partition,
  nodeLeaves,
];
