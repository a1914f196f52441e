/**
 * The cluster's cgroups: every process of a cluster is below `/bpfleet-NAME` of the cgroup2 tree, whoever started it, and so
 * can be found and ended after any crash.
 *
 * Needs: root; cgroup2 at /sys/fs/cgroup, or beside v1 hierarchies (hybrid). Gives: folders, their processes, their end.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../steps.ts';

/** Mount points of the cgroup2 tree and of the v1 hierarchies, by mountinfo (proc(5)). */
interface Hierarchies {
  readonly unified: string;
  readonly legacy: readonly string[];
}

export function hierarchies(): Hierarchies {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => ({ point: line.split(' ')[4] ?? '', type: / - (\S+)/.exec(line)?.[1] ?? '' }))
    .filter(({ point }) => point.startsWith('/sys/fs/cgroup'));
  const unified = mounts.find(({ type }) => type === 'cgroup2');
  if (unified === undefined) throw new Error('no cgroup2 tree is mounted below /sys/fs/cgroup: the nodes need one');
  return { unified: unified.point, legacy: mounts.filter(({ type }) => type === 'cgroup').map(({ point }) => point) };
}

/** Makes the group in every hierarchy, ready to have processes and groups below it. */
export function makeGroup(group: string): void {
  const { unified, legacy } = hierarchies();
  for (const root of [unified, ...legacy]) mkdirSync(path.join(root, group), { recursive: true });
  for (const root of legacy.filter((point) => existsSync(path.join(point, 'cpuset.cpus')))) inheritCpus(root, group);
  delegate(unified, path.dirname(group));
}

/** A new cpuset group has no CPUs and takes no process until it is given some. */
function inheritCpus(root: string, group: string): void {
  const names = group.split('/').filter((name) => name !== '');
  for (let depth = 1; depth <= names.length; depth++) {
    const folder = path.join(root, ...names.slice(0, depth));
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      writeFileSync(path.join(folder, file), readFileSync(path.join(path.dirname(folder), file)));
    }
  }
}

/** Hands every controller of the cgroup2 tree down to the groups below `group`; in hybrid mode there are none. */
function delegate(unified: string, group: string): void {
  const names = group.split('/').filter((name) => name !== '');
  for (let depth = 0; depth <= names.length; depth++) {
    const folder = path.join(unified, ...names.slice(0, depth));
    for (const controller of readFileSync(path.join(folder, 'cgroup.controllers'), 'utf8').split(/\s+/)) {
      if (controller !== '') writeFileSync(path.join(folder, 'cgroup.subtree_control'), `+${controller}`);
    }
  }
}

/** Ends every process below the group and removes it everywhere. Nothing to do when it is not there. */
export async function endGroup(group: string): Promise<void> {
  const { unified, legacy } = hierarchies();
  await until(`the end of the processes in ${group}`, 30_000, () => {
    const roots = [unified, ...legacy].map((root) => path.join(root, group)).filter((folder) => existsSync(folder));
    const folders = roots.flatMap((root) => foldersBelow(root));
    for (const pid of folders.flatMap(processesOf)) kill(pid);
    for (const folder of folders.toReversed()) remove(folder);
    return roots.some((root) => existsSync(root)) ? null : true;
  });
}

/** Processes of the group and of all below it. */
export function processesIn(group: string): readonly number[] {
  return foldersBelow(path.join(hierarchies().unified, group)).flatMap(processesOf);
}

/** The group of this name below another, as its path in every hierarchy; null when it is not there. */
export function findGroup(below: string, name: string): string | null {
  const { unified } = hierarchies();
  const found = foldersBelow(path.join(unified, below)).find((folder) => path.basename(folder) === name);
  return found === undefined ? null : path.join('/', path.relative(unified, found));
}

/** Later, where somebody is still in it: a killed process leaves when it has ended. */
function remove(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EBUSY', 'ENOTEMPTY', 'ENOENT'].includes(String(error.code))))
      throw error;
  }
}

/** The folder and all below it, each before its children. */
function foldersBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const children = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...children.flatMap((child) => foldersBelow(path.join(folder, child.name)))];
}

function processesOf(folder: string): number[] {
  try {
    return readFileSync(path.join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  } catch {
    return []; // removed meanwhile
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ended meanwhile
  }
}
