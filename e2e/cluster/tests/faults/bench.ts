/**
 * What every fault is tried on: two pods, one on each node, that make events which nobody else makes, and a job that counts them.
 *
 * Needs: a cluster of ours. Gives: events, counted in an oracle beside the cluster; the job's result held against it; what is
 * attached. Reports: a result that differs without saying so.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../cluster.ts';
import { groupOf } from '../../facts.ts';
import type { Kubectl } from '../../kubectl.ts';
import { linksHeldIn, linksInKernel } from '../../machine/links.ts';
import { nodeName } from '../../machine/network.ts';
import { type RunningContainer, runInContainer } from '../../node/containers.ts';
import type { Installed } from '../../project.ts';
import { until } from '../../steps.ts';
import { testNamespace } from '../installed.ts';
import { applyJob, finishedJob, type JobStatus, mapLines, startJob, type TraceJob } from '../jobs.ts';
import { eventsCommand, makeEvents, mask, startPods } from '../workload.ts';

export const counting = `tracepoint:syscalls:sys_enter_umask /args.mask == ${mask}/ { @ = count(); @by[pod, container] = count() }`;

interface Context {
  after(end: () => Promise<void>): void;
}

export class Bench {
  readonly at: Installed;
  readonly cluster: Cluster;
  readonly namespace: string;
  /** By pod. */
  readonly #made = new Map<string, number>();
  /** Links that the cluster's processes were seen to hold. */
  readonly #seen = new Set<number>();

  private constructor(at: Installed, cluster: Cluster, namespace: string) {
    this.at = at;
    this.cluster = cluster;
    this.namespace = namespace;
  }

  static async prepare(context: Context, at: Installed, cluster: Cluster, name: string): Promise<Bench> {
    return new Bench(at, cluster, await testNamespace(context, at, name));
  }

  get kubectl(): Kubectl {
    return this.at.kubectl;
  }

  job(change: Partial<TraceJob> = {}): TraceJob {
    const { namespace } = this;
    return { name: 'job', namespace, script: counting, labels: { app: 'counted' }, duration: '20s', ...change };
  }

  /** Pods `one` and `two`, on node-1 and node-2, and a job that traces them on both. */
  async start(change: Partial<TraceJob> = {}): Promise<TraceJob> {
    await this.#startPods();
    const job = this.job({ ...change, run: { interval: '1s', ...change.run } });
    await startJob(this.kubectl, job);
    for (const node of [1, 2]) assert.ok(this.attached(node).size > 0, `the job is attached on node-${node}`);
    return job;
  }

  /** A job of these nodes as a whole, some events, and what came of it. */
  async onNodes(nodes: readonly string[], minCoverage: string): Promise<JobStatus> {
    await this.#startPods();
    const job = this.job({
      kind: 'ClusterTraceJob',
      name: this.namespace,
      labels: null,
      spec: { target: { nodes: { names: nodes } } },
      run: { completion: { minCoverage } },
    });
    try {
      await startJob(this.kubectl, job);
      await this.events('one', 500);
      await this.events('two', 300);
      return await this.exact(job);
    } finally {
      await this.kubectl.run('delete', 'clustertracejob', job.name, '--timeout=60s');
    }
  }

  async events(pod: string, count: number): Promise<void> {
    await makeEvents(this.at, this.namespace, pod, count);
    this.#counted(pod, count);
  }

  /** Without the API server. */
  async eventsIn(pod: string, container: RunningContainer, count: number): Promise<void> {
    await runInContainer(this.cluster.facts, container, eventsCommand(count));
    this.#counted(pod, count);
  }

  async container(pod: string): Promise<RunningContainer> {
    return containerOf(this.kubectl, this.namespace, pod);
  }

  /** Links that processes of a node hold now. */
  attached(node: number): ReadonlySet<number> {
    const links = linksHeldIn(groupOf(this.cluster.facts, nodeName(node)));
    for (const link of links) this.#seen.add(link);
    return links;
  }

  async untilAttached(node: number): Promise<void> {
    await until(`node-${node} traces`, 60_000, () => (this.attached(node).size > 0 ? true : null));
  }

  /** All that was counted until now is in the result that the operator has. */
  async delivered({ name, namespace }: TraceJob): Promise<void> {
    const path = `/apis/results.bpfleet.dev/v1alpha1/namespaces/${namespace}/tracejobs/${name}/result?view=text`;
    let text = '';
    await until(
      'everything is delivered',
      30_000,
      async () => {
        text = (await this.kubectl.try('get', '--raw', path)).stdout;
        return text.split('\n').includes(`@: ${this.#total()}`) ? true : null;
      },
      () => text,
    );
  }

  /** The finished job, whose counts are those of the oracle, each under its pod. */
  async exact(job: TraceJob, seconds = 120): Promise<JobStatus> {
    const status = await finishedJob(this.kubectl, job, seconds);
    const text = JSON.stringify(status, null, 2);
    assert.deepEqual(mapLines(status, '@'), [`@: ${this.#total()}`], text);
    const byPod = [...this.#made].map(([pod, count]) => `@by[${pod}, main]: ${count}`);
    assert.deepEqual(mapLines(status, '@by').toSorted(), byPod.toSorted(), text);
    return status;
  }

  /** `1,700 of 1,700 events`, for the report of an exact job. */
  countText(): string {
    const total = this.#total().toLocaleString('en');
    return `${total} of ${total} events`;
  }

  /** Nothing of what was seen is attached any more, and no process of the cluster holds anything. */
  async detached(): Promise<void> {
    const held = (): readonly number[] => [...linksHeldIn(groupOf(this.cluster.facts))];
    for (const deadline = Date.now() + 10_000; held().length > 0 && Date.now() < deadline; ) await sleep(200);
    assert.deepEqual(held(), [], 'links that processes of the cluster hold');
    const kernel = await linksInKernel();
    const left = [...this.#seen].filter((link) => kernel.has(link));
    assert.deepEqual(left, [], 'links that the kernel still has');
  }

  async refused(change: Partial<TraceJob>): Promise<JobStatus> {
    const job = this.job(change);
    await applyJob(this.kubectl, job);
    return finishedJob(this.kubectl, job, 30);
  }

  async #startPods(): Promise<void> {
    await startPods(this.at, this.namespace, [
      { name: 'one', app: 'counted', node: nodeName(1) },
      { name: 'two', app: 'counted', node: nodeName(2) },
    ]);
  }

  #counted(pod: string, count: number): void {
    this.#made.set(pod, (this.#made.get(pod) ?? 0) + count);
  }

  #total(): number {
    return [...this.#made.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** The first container of a pod that runs. */
export async function containerOf(kubectl: Kubectl, namespace: string, pod: string): Promise<RunningContainer> {
  const path = '{.spec.nodeName} {.status.containerStatuses[0].containerID}';
  const text = await kubectl.run('--namespace', namespace, 'get', 'pod', pod, `--output=jsonpath=${path}`);
  const [node = '', id = ''] = text.split(' ');
  return { node: Number(node.replace('node-', '')), id: id.replace(/^.*:\/\//, '') };
}
