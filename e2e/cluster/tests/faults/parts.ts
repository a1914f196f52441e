/** The project's own pods on the cluster, for what is done to them. */
import * as z from 'zod';
import { namespace, release } from '../../chart.ts';
import type { KubeObject, Kubectl } from '../../kubectl.ts';
import { nodeName } from '../../machine/network.ts';
import { mainProcess } from '../../node/containers.ts';
import { until } from '../../steps.ts';
import { type Bench, containerOf } from './bench.ts';

const inSystem = ['--namespace', namespace];
const status = z.looseObject({
  containerStatuses: z.array(z.looseObject({ ready: z.boolean(), restartCount: z.number() })).default([]),
});
const spec = z.looseObject({ nodeName: z.string().default('') });

async function podsOf(kubectl: Kubectl, component: string): Promise<readonly KubeObject[]> {
  return kubectl.list(...inSystem, 'pods', `--selector=app.kubernetes.io/component=${component}`);
}

const isReady = (pod: KubeObject): boolean => status.parse(pod.status).containerStatuses.some(({ ready }) => ready);
const restartsOf = (pod: KubeObject): number =>
  status.parse(pod.status).containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
const nodeOf = (pod: KubeObject): string => spec.parse(pod.spec).nodeName;

/** Restarts of its container, and the pod itself. */
export async function operatorRestarts(kubectl: Kubectl): Promise<string> {
  return (await podsOf(kubectl, 'operator')).map((pod) => `${pod.metadata.uid} ${restartsOf(pod)}`).join(', ');
}

/** The one that leads, once there is one. */
export async function operatorPod(kubectl: Kubectl): Promise<string> {
  return until('an operator leads', 120_000, async () => {
    return (await podsOf(kubectl, 'operator')).find(isReady)?.metadata.name ?? null;
  });
}

export async function operatorNode(kubectl: Kubectl): Promise<number> {
  const name = await operatorPod(kubectl);
  const pod = (await podsOf(kubectl, 'operator')).find(({ metadata }) => metadata.name === name);
  return Number((pod === undefined ? '' : nodeOf(pod)).replace('node-', ''));
}

export async function operatorPods(kubectl: Kubectl): Promise<readonly string[]> {
  return (await podsOf(kubectl, 'operator')).map(({ metadata }) => metadata.name);
}

export async function agentPod(kubectl: Kubectl, node: number): Promise<KubeObject> {
  return until(`an agent on node-${node}`, 90_000, async () => {
    const pods = await podsOf(kubectl, 'agent');
    return pods.find((pod) => nodeOf(pod) === nodeName(node) && isReady(pod)) ?? null;
  });
}

/** kill -9 of a pod's one process; resolves when its container runs anew and is ready. */
export async function killContainer({ kubectl, cluster }: Bench, component: string, pod: string): Promise<void> {
  const find = async (): Promise<KubeObject | undefined> =>
    (await podsOf(kubectl, component)).find(({ metadata }) => metadata.name === pod);
  const before = await find();
  if (before === undefined) throw new Error(`there is no pod ${pod}`);
  process.kill(mainProcess(cluster.facts, await containerOf(kubectl, namespace, pod)), 'SIGKILL');
  await until(`${pod} runs again`, 120_000, async () => {
    const now = await find();
    return now !== undefined && restartsOf(now) > restartsOf(before) && isReady(now) ? true : null;
  });
}

/** Every agent is connected to the operator that leads, and there is one. */
export async function wholeAgain(kubectl: Kubectl): Promise<void> {
  for (const workload of [`deployment/${release}-operator`, `daemonset/${release}-agent`])
    await kubectl.run(...inSystem, 'rollout', 'status', workload, '--timeout=180s');
}
