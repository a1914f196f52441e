/**
 * Containers of a node as the machine sees them: for what must not need the API server.
 *
 * Needs: root. Gives: the process of a container, a command run in it. Reports: a container that is not there.
 */
import { readFileSync } from 'node:fs';
import { run } from '../../harness/process.ts';
import { type ClusterFacts, groupOf } from '../facts.ts';
import { findGroup, processesIn } from '../machine/cgroups.ts';
import { ctr } from './containerd.ts';

export interface RunningContainer {
  /** Number of its node. */
  readonly node: number;
  /** As the runtime has it. */
  readonly id: string;
}

/** The one that its other processes descend from. */
export function mainProcess(facts: ClusterFacts, { id }: RunningContainer): number {
  const group = findGroup(groupOf(facts), id);
  const pids = group === null ? [] : processesIn(group);
  const main = pids.find((pid) => !pids.includes(parentOf(pid)));
  if (main === undefined) throw new Error(`container ${id} does not run`);
  return main;
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

let runs = 0;

/** By the container runtime, as `kubectl exec` comes to it in the end. */
export async function runInContainer(
  facts: ClusterFacts,
  { node, id }: RunningContainer,
  command: readonly string[],
): Promise<void> {
  const exec = ['--namespace', 'k8s.io', 'tasks', 'exec', '--exec-id', `test-${process.pid}-${runs++}`, id, ...command];
  await run(`ctr tasks exec ${id}`, 'nsenter', ctr(facts, node, exec));
}
