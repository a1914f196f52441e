/** A running operator on a folder of its own, and its files. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  functionTable,
  noFunctions,
  noTypes,
  type StoredTarget,
  storeTarget,
  type Target,
  typeTable,
} from '@bpfleet/compiler';
import { type Condition, type TraceJobStatus, traceJobStatus } from '@bpfleet/proto';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Log } from '../log.ts';
import { type Operator, startOperator } from '../operator.ts';
import { directoryStore } from '../store/directory/directory.ts';
import { digestOf, TestAgent } from './agent.ts';
import { temporaryFolder } from './jobs.ts';

export const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const statusFile = z.looseObject({
  metadata: z.looseObject({ uid: z.uuid().optional(), generation: z.int().min(1).optional() }),
  status: traceJobStatus,
});

export class TestOperator {
  readonly folder: string;
  readonly #agents: TestAgent[] = [];
  #operator: Operator | null = null;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(context: Pick<TestContext, 'after'>): Promise<TestOperator> {
    const test = new TestOperator(temporaryFolder({ after: () => undefined }));
    context.after(async () => {
      await test.stop();
      rmSync(test.folder, { recursive: true, force: true });
    });
    await test.run();
    return test;
  }

  get address(): string {
    return this.#operator?.address ?? '';
  }

  get running(): Operator | null {
    return this.#operator;
  }

  get jobs(): string {
    return join(this.folder, 'jobs');
  }

  /** On another port each time. */
  async run(): Promise<void> {
    const config = {
      listen: '127.0.0.1:0',
      tls: null,
      state: join(this.folder, 'state'),
      heartbeatMs: 200,
      graceMs: 500,
      ephemeralState: false,
      statusIntervalMs: 1000,
      api: null,
    };
    this.#operator = await startOperator(
      config,
      { store: directoryStore(this.jobs), cluster: null, authenticate: null },
      silent,
    );
  }

  async stop(): Promise<void> {
    for (const agent of this.#agents.splice(0)) agent.close();
    await this.#operator?.close();
    this.#operator = null;
  }

  async agent(
    node: string,
    target: string = exampleTarget(),
    change: Parameters<typeof TestAgent.connect>[3] = {},
  ): Promise<TestAgent> {
    const agent = await TestAgent.connect(this.address, node, target, change);
    this.#agents.push(agent);
    return agent;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.jobs, `${name}.yaml`), text);
  }

  remove(name: string): void {
    rmSync(join(this.jobs, `${name}.yaml`));
  }

  exists(file: string): boolean {
    return existsSync(join(this.jobs, file));
  }

  /** Throws unless the status is what the CRD says. */
  object(name: string): z.output<typeof statusFile> {
    const object: unknown = parse(readFileSync(join(this.jobs, `${name}.status.yaml`), 'utf8'));
    return statusFile.parse(object);
  }

  condition(name: string, type: Condition['type']): string {
    if (!this.exists(`${name}.status.yaml`)) return 'no status';
    const found = this.object(name).status.conditions.find((condition) => condition.type === type);
    return found === undefined ? 'missing' : `${found.status} ${found.reason}`;
  }

  /** Waits for `True Completed`-like text of a condition. */
  async until(name: string, type: Condition['type'], wanted: RegExp): Promise<TraceJobStatus> {
    for (const deadline = Date.now() + 10_000; ; await sleep(20)) {
      if (wanted.test(this.condition(name, type))) return this.object(name).status;
      if (Date.now() > deadline) throw new Error(`${name}: ${type} is ${this.condition(name, type)}, not ${wanted}`);
    }
  }
}

export function jobText(name: string, script: string, more = ''): string {
  const inline = JSON.stringify(script);
  return `apiVersion: bpfleet.dev/v1alpha1\nkind: ClusterTraceJob\nmetadata: {name: ${name}}\nspec:\n  source: {inline: ${inline}}\n  run: {duration: 1s}\n${more}`;
}

/** A kernel with one tracepoint, which has the fields that are named. */
export function exampleTarget(fields: readonly string[] = ['count'], release = '6.1.0'): string {
  return storeTarget(example(fields, release), digestOf).text;
}

/** The same with parts beside the text. */
export function exampleTargetWithParts(): StoredTarget {
  const types = typeTable({ modules: () => ['vmlinux'], read: () => Buffer.from('raw BTF') });
  const functions = functionTable({ modules: () => ['vmlinux'], names: () => ['vfs_read'] });
  return storeTarget({ ...example(['count'], '6.1.0'), types, functions }, digestOf);
}

function example(fields: readonly string[], release: string): Target {
  const format = {
    category: 'test',
    name: 'event',
    id: 0,
    fields: fields.map((name, index) => ({
      name,
      type: 'unsigned long',
      offset: 8 + 8 * index,
      size: 8,
      signed: false,
      arrayLength: null,
    })),
  };
  const isThere = (category: string, name: string): boolean => category === format.category && name === format.name;
  return {
    arch: 'x86_64',
    release,
    possibleCpus: 2,
    isa: 3,
    helpers: new Set([
      'map_lookup_elem',
      'map_update_elem',
      'map_delete_elem',
      'ktime_get_ns',
      'get_current_pid_tgid',
      'get_current_comm',
      'get_smp_processor_id',
      'probe_read_kernel',
      'ringbuf_reserve',
      'ringbuf_submit',
      'ringbuf_output',
      'ringbuf_discard',
      'get_current_task_btf',
      'get_current_task',
      'current_task_under_cgroup',
      'get_current_cgroup_id',
      'get_current_ancestor_cgroup_id',
    ]),
    tracepoints: { names: () => ['test:event'], format: (category, name) => (isThere(category, name) ? format : null) },
    types: typeTable(noTypes),
    functions: functionTable(noFunctions),
    headers: null,
    binaries: null,
    kernelSymbols: null,
    cgroups: null,
  };
}
