/**
 * A fleet on one machine: the real operator and real agents, each agent limited to its own cgroup subtree, all
 * state in a temporary folder. What the demo shows and what the e2e tests hold to account.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Line, parseLines } from '@bpfleet/operator';
import { fromJson, type JobResult } from '@bpfleet/results';
import { parse } from 'yaml';
import * as z from 'zod';
import { type CgroupFolder, makeCgroup } from './cgroups.ts';
import { Process, run } from './process.ts';

export const repository = path.resolve(import.meta.dirname, '../..');

/** The parts of a TraceJob's status that the harness waits for; the rest is left as parsed. */
const statusSchema = z.looseObject({
  observedGeneration: z.number().optional(),
  conditions: z
    .array(z.looseObject({ type: z.string(), status: z.string(), reason: z.string(), message: z.string().default('') }))
    .default([]),
});
export type JobStatus = z.infer<typeof statusSchema>;

export interface FleetNode {
  readonly name: string;
  readonly cgroup: CgroupFolder;
}

export class Fleet {
  readonly folder: string;
  readonly jobs: string;
  readonly port: number;
  readonly #parent: CgroupFolder;
  readonly nodes: readonly FleetNode[];
  operator: Process | null = null;
  readonly agents = new Map<string, Process>();
  readonly #everything: Process[] = [];

  private constructor(folder: string, port: number, parent: CgroupFolder, nodes: readonly FleetNode[]) {
    this.folder = folder;
    this.jobs = path.join(folder, 'jobs');
    this.port = port;
    this.#parent = parent;
    this.nodes = nodes;
  }

  /** Makes folders and cgroups; starts nothing. */
  static async prepare(nodeNames: readonly string[]): Promise<Fleet> {
    const folder = mkdtempSync(path.join(tmpdir(), 'bpfleet-fleet-'));
    const parent = makeCgroup(`bpfleet-${process.pid}-${path.basename(folder).slice(-6)}`);
    const nodes = nodeNames.map((name) => ({ name, cgroup: makeCgroup(name, parent.path) }));
    const fleet = new Fleet(folder, await freePort(), parent, nodes);
    mkdirSync(fleet.jobs);
    return fleet;
  }

  /** Prepared, with the operator and every agent running and connected. */
  static async start(nodeNames: readonly string[], operatorFlags: readonly string[] = []): Promise<Fleet> {
    const fleet = await Fleet.prepare(nodeNames);
    try {
      await fleet.startOperator(operatorFlags);
      await Promise.all(nodeNames.map((name) => fleet.startAgent(name)));
      return fleet;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
  }

  /** A cgroup beside the nodes' that belongs to none of them. */
  makeOutsideCgroup(name: string): CgroupFolder {
    return makeCgroup(name, this.#parent.path);
  }

  async startOperator(flags: readonly string[] = []): Promise<Process> {
    const operator = this.#spawn('operator', 'bpfleet-operator', [
      '--listen',
      `127.0.0.1:${this.port}`,
      '--jobs',
      this.jobs,
      '--state',
      path.join(this.folder, 'operator'),
      ...flags,
    ]);
    this.operator = operator;
    await operator.waitFor(/listening/);
    return operator;
  }

  async startAgent(name: string, extra: readonly string[] = []): Promise<Process> {
    const agent = this.spawnAgent(name, extra);
    await agent.waitFor(/"msg":"connected"/);
    return agent;
  }

  spawnAgent(name: string, extra: readonly string[] = []): Process {
    const node = this.nodes.find((candidate) => candidate.name === name);
    if (node === undefined) throw new Error(`no node ${name} in this fleet`);
    const args = [
      '--operator',
      `127.0.0.1:${this.port}`,
      '--node',
      name,
      '--node-cgroup',
      node.cgroup.path,
      '--state',
      this.agentState(name),
      ...extra,
    ];
    const agent = this.#spawn(name, 'bpfleet-agent', args);
    this.agents.set(name, agent);
    return agent;
  }

  /** kill -9, and gone when this resolves. */
  async killAgent(name: string): Promise<void> {
    const agent = this.agents.get(name);
    agent?.kill('SIGKILL');
    await agent?.exited;
  }

  async killOperator(): Promise<void> {
    this.operator?.kill('SIGKILL');
    await this.operator?.exited;
  }

  /** kill -9 of `operator` or a node's agent. */
  async kill(name: string): Promise<void> {
    await (name === 'operator' ? this.killOperator() : this.killAgent(name));
  }

  /** Starts `operator` or a node's agent again; an agent is not waited for, as there may be no operator to connect to. */
  async restart(name: string): Promise<void> {
    if (name === 'operator') await this.startOperator();
    else this.spawnAgent(name);
  }

  /** Of the agents that run now. */
  agentPids(): readonly number[] {
    return [...this.agents.values()].filter(({ running }) => running).map(({ pid }) => pid);
  }

  agentState(name: string): string {
    return path.join(this.folder, name);
  }

  /** Writes a TraceJob; gives its name. */
  apply(name: string, yaml: string): string {
    writeFileSync(path.join(this.jobs, `${name}.yaml`), yaml);
    return name;
  }

  /** Null before the operator first wrote it. */
  status(name: string): JobStatus | null {
    const file = path.join(this.jobs, `${name}.status.yaml`);
    if (!existsSync(file)) return null;
    const document = z.looseObject({ status: statusSchema.optional() }).parse(parse(readFileSync(file, 'utf8')));
    return document.status ?? null;
  }

  /** Resolves with the status once the condition has the wanted value; rejects with everything that was logged. */
  async waitForCondition(
    name: string,
    type: string,
    wanted: 'True' | 'False' = 'True',
    timeoutMs = 60_000,
  ): Promise<JobStatus> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const status = this.status(name);
      if (
        status !== null &&
        status.conditions.some((condition) => condition.type === type && condition.status === wanted)
      )
        return status;
      if (Date.now() > deadline)
        throw new Error(
          `${name}: no ${type}=${wanted} within ${timeoutMs} ms; status:\n${JSON.stringify(status, null, 2)}\n${this.report()}`,
        );
      await sleep(50);
    }
  }

  result(name: string): JobResult {
    return fromJson(JSON.parse(readFileSync(path.join(this.jobs, `${name}.result.json`), 'utf8')));
  }

  /** What printf and print(value) gave, of all nodes. */
  lines(name: string): readonly Line[] {
    return parseLines(readFileSync(path.join(this.jobs, `${name}.lines.jsonl`), 'utf8'));
  }

  report(): string {
    return this.#everything.map((child) => child.report()).join('\n');
  }

  /** Stops what it started and removes what it made; also after a failure in the middle. */
  async stop(): Promise<void> {
    await Promise.all([...this.agents.values()].map((agent) => agent.stop()));
    await this.operator?.stop();
    await Promise.all(this.#everything.map((child) => child.stop(1000)));
    for (const node of this.nodes) await unmountBpffs(path.join(this.agentState(node.name), 'bpffs'));
    await this.#parent.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #spawn(name: string, command: string, args: readonly string[]): Process {
    const child = new Process(name, path.join(repository, 'bin', command), args);
    this.#everything.push(child);
    return child;
  }
}

/** A killed agent leaves its bpffs mounted for its successor; a test has none. */
async function unmountBpffs(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  if (!readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${folder} `)) return;
  await run('umount', 'umount', [folder]);
}

/** A loopback port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
