/**
 * Pods that do nothing until they are told to, and then make an exact number of events that nobody else on the machine makes:
 * umask(2) with a mask of their own.
 */
import { run } from '../../harness/process.ts';
import type { Installed } from '../project.ts';

export interface WorkloadPod {
  readonly name: string;
  readonly app: string;
  readonly node: string;
}

/** In octal, as a script writes it. */
export const mask = '0123';
export const eventsCommand = (count: number): readonly string[] => ['node', '-e', events(count)];
const events = (count: number): string => `for (let i = 0; i < ${count}; i++) process.umask(0o123)`;

/** Resolves when all are ready. */
export async function startPods(at: Installed, namespace: string, pods: readonly WorkloadPod[]): Promise<void> {
  const image = await agentImage(at);
  await at.kubectl.apply(pods.map((pod) => manifest(namespace, image, pod)).join('\n---\n'));
  const names = pods.map(({ name }) => `pod/${name}`);
  await at.kubectl.run('--namespace', namespace, 'wait', '--for=condition=Ready', '--timeout=60s', ...names);
}

/** Pods of a Deployment of this name, labelled app=NAME; ready. */
export async function startDeployment(
  at: Installed,
  namespace: string,
  name: string,
  replicas: number,
): Promise<readonly string[]> {
  const spec = podSpec(await agentImage(at));
  await at.kubectl.apply(
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { app: name } }, spec },
      },
    }),
  );
  return readyPods(at, namespace, name);
}

/** Its pods, ready. */
export async function scale(
  at: Installed,
  namespace: string,
  name: string,
  replicas: number,
): Promise<readonly string[]> {
  await at.kubectl.run('--namespace', namespace, 'scale', `deployment/${name}`, `--replicas=${replicas}`);
  return readyPods(at, namespace, name);
}

async function readyPods({ kubectl }: Installed, namespace: string, name: string): Promise<readonly string[]> {
  const there = ['--namespace', namespace];
  await kubectl.run(...there, 'rollout', 'status', `deployment/${name}`, '--timeout=60s');
  return (await kubectl.list(...there, 'pods', `--selector=app=${name}`)).map(({ metadata }) => metadata.name);
}

/** Makes the events inside the pod; resolves when they are made. */
export async function makeEvents({ kubectl }: Installed, namespace: string, pod: string, count: number): Promise<void> {
  await kubectl.run('--namespace', namespace, 'exec', pod, '--', ...eventsCommand(count));
}

/** The same on this machine, outside all pods. */
export async function makeEventsOnHost(count: number): Promise<void> {
  await run('events on the host', process.execPath, ['-e', events(count)]);
}

/** The project's own: the one image that is on every node for sure. */
async function agentImage({ kubectl }: Installed): Promise<string> {
  const path = '--output=jsonpath={.items[0].spec.template.spec.containers[0].image}';
  return kubectl.run('get', 'daemonset', '-A', '-l', 'app.kubernetes.io/component=agent', path);
}

const podSpec = (image: string): object => ({
  terminationGracePeriodSeconds: 1,
  containers: [{ name: 'main', image, command: ['sleep', 'infinity'] }],
});

function manifest(namespace: string, image: string, { name, app, node }: WorkloadPod): string {
  const spec = podSpec(image);
  const metadata = { name, namespace, labels: { app } };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: node, ...spec } });
}
