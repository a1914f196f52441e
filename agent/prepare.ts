/**
 * What an agent needs of its machine before it serves: rights, a state folder of its own, a bpffs, its cgroup.
 *
 * Needs: the configuration. Gives: where pins and states lie, and the node's cgroup. Reports: StartError, ConfigError
 * and CgroupError, each one sentence that says what to do.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '@bpfleet/proto/error-message';
import { type AgentConfig, ConfigError } from './config.ts';
import { ensureBpffs, isBpffs, tryLock, unmountBpffs } from './kernel/bpffs.ts';
import { type Cgroup, findCgroup } from './kernel/cgroups.ts';
import { ownPrivileges } from './kernel/privileges.ts';

/** The machine does not let this agent start. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export interface Ground {
  /** Null: the whole machine. */
  readonly cgroup: Cgroup | null;
  /** Folder on a bpffs. */
  readonly pins: string;
  /** Folder of what a successor must know of the pins. */
  readonly incarnations: string;
}

/** How long a dying predecessor may hold the lock on the state folder. */
const lockPatienceMs = 3000;

/** Null when `stopping` says so before the lock is taken; `onWait`: another agent has it now. */
export async function prepare(config: AgentConfig, stopping: AbortSignal, onWait: () => void): Promise<Ground | null> {
  const missing = ownPrivileges();
  if (missing !== null) throw new StartError(missing);
  const cgroup = config.nodeCgroup === null ? null : findCgroup(config.nodeCgroup);
  if (!(await lockState(config.state, stopping, onWait))) return null;
  return { cgroup, pins: pinFolder(config), incarnations: path.join(config.state, 'incarnations') };
}

/** Unmounts the agent's own bpffs, unless something is pinned there; gives why it could not, or null. */
export function leave(config: AgentConfig, { pins }: Ground): string | null {
  if (config.bpffs !== null || hasPins(pins)) return null;
  try {
    unmountBpffs(pins);
    return null;
  } catch (error) {
    return errorMessage(error);
  }
}

/** Every incarnation is a folder; the files beside them are the kernel's own (kernel/bpf/inode.c: populate_bpffs). */
function hasPins(pins: string): boolean {
  return readdirSync(pins, { withFileTypes: true }).some((entry) => entry.isDirectory());
}

function pinFolder(config: AgentConfig): string {
  if (config.bpffs === null) {
    const own = path.join(config.state, 'bpffs');
    attempt(`cannot mount a bpffs at ${own} (--bpffs takes a folder on one that is there)`, () => ensureBpffs(own));
    return own;
  }
  const given = path.resolve(config.bpffs);
  if (!attempt(`--bpffs ${given}`, () => isBpffs(given)))
    throw new ConfigError(`--bpffs ${given}: is not on a bpffs; leave the flag out and the agent mounts one`);
  return given;
}

/** A second agent on the same folder would take the first one's pins for a dead predecessor's. */
async function lockState(folder: string, stopping: AbortSignal, onWait: () => void): Promise<boolean> {
  const lock = path.join(folder, 'lock');
  attempt(`cannot make the state folder ${folder}`, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  const isTaken = (): boolean => attempt(`cannot lock the state folder ${folder}`, () => tryLock(lock));
  if (isTaken()) return true;
  onWait();
  for (const deadline = Date.now() + lockPatienceMs; !stopping.aborted; await sleep(100)) {
    if (isTaken()) return true;
    if (Date.now() > deadline)
      throw new ConfigError(`--state ${folder}: another agent is using this folder; give each agent its own`);
  }
  return false;
}

function attempt<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new StartError(`${what}: ${errorMessage(error)}`, { cause: error });
  }
}
