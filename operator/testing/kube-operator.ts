/** A running operator at a real API server, with agents and pods that a test makes. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Condition, type JobKind, type TraceJobStatus, traceJobStatus } from '@bpfleet/proto';
import { mergePatch } from '../kube/api.ts';
import { Kubernetes } from '../kube/connect.ts';
import { at, list, text } from '../kube/json.ts';
import { type ObjectName, objectPath } from '../kube/paths.ts';
import type { Log } from '../log.ts';
import { type Operator, startOperator } from '../operator.ts';
import { TestAgent } from './agent.ts';
import type { ApiServer, KubeObject } from './api-server.ts';
import { temporaryFolder } from './jobs.ts';
import { exampleTarget, silent } from './operator.ts';

export class KubeOperator {
  readonly server: ApiServer;
  /** Folder of its database. */
  state: string;
  readonly #identity: string;
  readonly #agents: TestAgent[] = [];
  #operator: Operator | null = null;
  kubernetes: Kubernetes | null = null;
  lost: string | null = null;

  private constructor(server: ApiServer, state: string, identity: string) {
    this.server = server;
    this.state = state;
    this.#identity = identity;
  }

  static async start(
    context: { after(end: () => Promise<void>): void },
    server: ApiServer,
    identity = 'operator-1',
  ): Promise<KubeOperator> {
    const folder = temporaryFolder({ after: () => undefined });
    const operator = new KubeOperator(server, join(folder, 'state'), identity);
    context.after(async () => {
      await operator.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    await operator.run();
    return operator;
  }

  get address(): string {
    return this.#operator?.address ?? '';
  }

  /** On another port each time. */
  async run(log: Log = process.env['BPFLEET_TEST_LOG'] === undefined ? silent : stderrLog): Promise<void> {
    const onLost = (why: string): void => void (this.lost = why);
    const options = { log, namespace: 'default', identity: this.#identity, onLost };
    this.kubernetes = new Kubernetes(options, this.server.api('operator'));
    await this.kubernetes.lead();
    const config = {
      listen: '127.0.0.1:0',
      tls: null,
      state: this.state,
      heartbeatMs: 200,
      graceMs: 1500,
      ephemeralState: true,
      statusIntervalMs: 500,
      api: null,
    };
    const { store, cluster } = this.kubernetes;
    this.#operator = await startOperator(config, { store, cluster, authenticate: null }, log);
  }

  async stop(): Promise<void> {
    for (const agent of this.#agents.splice(0)) agent.close();
    await this.#operator?.close();
    await this.kubernetes?.close();
    this.#operator = null;
    this.kubernetes = null;
  }

  async agent(
    context: { after(end: () => void): void },
    node: string,
    change: Parameters<typeof TestAgent.connect>[3] = {},
    target = exampleTarget(),
  ): Promise<TestAgent> {
    await this.untilTrue(`${node} is free`, () => this.#operator?.agents.has(node) === false);
    const agent = await TestAgent.connect(this.address, node, target, change);
    context.after(() => agent.close());
    this.#agents.push(agent);
    return agent;
  }

  /** Creates a job. */
  async create(name: ObjectName, spec: object): Promise<void> {
    const { kind, namespace } = name;
    const metadata = { name: name.name, ...(namespace === '' ? {} : { namespace }) };
    const path = objectPath(name).slice(0, -name.name.length - 1);
    const body = { apiVersion: 'bpfleet.dev/v1alpha1', kind, metadata, spec };
    await this.server.api('admin').call({ method: 'POST', path, body });
  }

  async patch(name: ObjectName, spec: object): Promise<void> {
    const path = objectPath(name);
    await this.server.api('admin').call({ method: 'PATCH', path, body: { spec }, contentType: mergePatch });
  }

  async delete(name: ObjectName): Promise<void> {
    await this.server.api('admin').call({ method: 'DELETE', path: objectPath(name) });
  }

  /** Null: it is not there. */
  async object(name: ObjectName): Promise<unknown> {
    return this.server
      .api('admin')
      .call({ method: 'GET', path: objectPath(name) })
      .catch(() => null);
  }

  /** Throws unless it is what the CRD says. */
  async status(name: ObjectName): Promise<TraceJobStatus | null> {
    const status = at(await this.object(name), 'status');
    return status === null ? null : traceJobStatus.parse(status);
  }

  /** Waits for `True Completed`-like text of a condition. */
  async until(name: ObjectName, type: Condition['type'], wanted: RegExp): Promise<TraceJobStatus> {
    let last = '';
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
      const status = await this.status(name);
      const found = status?.conditions.find((condition) => condition.type === type);
      last = found === undefined ? 'missing' : `${found.status} ${found.reason}: ${found.message}`;
      if (status !== null && wanted.test(last)) return status;
    }
    throw new Error(`${name.name}: ${type} is ${last}, not ${wanted}`);
  }

  async untilTrue(what: string, done: () => Promise<boolean> | boolean): Promise<void> {
    for (const deadline = Date.now() + 20_000; !(await done()); await sleep(50))
      if (Date.now() > deadline) throw new Error(`it never came: ${what}`);
  }

  /** `Warning NoTargets` of each event about the job, in the order of their times. */
  async events(name: string, namespace: string): Promise<readonly string[]> {
    const path = `/apis/events.k8s.io/v1/namespaces/${namespace === '' ? 'default' : namespace}/events`;
    const events = list(at(await this.server.api('admin').call({ method: 'GET', path }), 'items'));
    return events
      .filter((event) => at(event, 'regarding', 'name') === name)
      .toSorted((a, b) => (text(at(a, 'eventTime')) < text(at(b, 'eventTime')) ? -1 : 1))
      .map((event) => `${text(at(event, 'type'))} ${text(at(event, 'reason'))}`);
  }

  async node(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.server.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } });
  }

  async namespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.server.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  }

  /** A pod that runs one container of each name on a node. Gives its uid. */
  async pod(
    namespace: string,
    name: string,
    node: string,
    labels: Readonly<Record<string, string>>,
    containers: readonly string[] = ['app'],
  ): Promise<string> {
    const pod: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: { nodeName: node, containers: containers.map((one) => ({ name: one, image: 'none' })) },
    };
    await this.server.apply(pod);
    const status = {
      phase: 'Running',
      containerStatuses: containers.map((one) => ({
        name: one,
        image: 'none',
        imageID: '',
        ready: true,
        restartCount: 0,
        containerID: `containerd://${name}-${one}`,
        state: { running: {} },
      })),
    };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    const body = { status };
    const api = this.server.api('admin');
    const made = await api.call({ method: 'PATCH', path: `${path}/status`, body, contentType: mergePatch });
    return text(at(made, 'metadata', 'uid'));
  }

  async deletePod(namespace: string, name: string): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    await this.server.api('admin').call({ method: 'DELETE', path, query: { gracePeriodSeconds: 0 } });
  }
}

export function jobNamed(name: string, namespace = 'shop'): ObjectName {
  const kind: JobKind = namespace === '' ? 'ClusterTraceJob' : 'TraceJob';
  return { kind, namespace, name };
}

const stderrLog: Log = {
  debug: () => undefined,
  info: (facts, message) => void process.stderr.write(`info ${message} ${JSON.stringify(facts)}\n`),
  warn: (facts, message) => void process.stderr.write(`warn ${message} ${JSON.stringify(facts)}\n`),
  error: (facts, message) => {
    const error = at(facts, 'err');
    process.stderr.write(`error ${message} ${JSON.stringify(facts)} ${error instanceof Error ? error.stack : ''}\n`);
  },
};
