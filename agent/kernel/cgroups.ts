/**
 * Cgroup v2 folders as the guard needs them.
 *
 * Needs: a mounted cgroup2 hierarchy (alone, or beside version 1 as in the hybrid layout). Gives: a folder's id
 * (its inode number: what bpf_get_current_ancestor_cgroup_id gives) and level. Reports: CgroupError.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { CgroupTable } from '@bpfleet/compiler';

export class CgroupError extends Error {
  override readonly name = 'CgroupError';
}

export interface Cgroup {
  /** Absolute. */
  readonly path: string;
  readonly id: bigint;
  /** Levels below the root, which is 0. */
  readonly level: number;
}

/** The folder where cgroup version 2 is mounted. */
export function cgroupRoot(): string {
  const root = parseCgroupMount(readFileSync('/proc/self/mountinfo', 'utf8'));
  if (root === null) throw new CgroupError('cgroup version 2 is not mounted: mount it, e.g. at /sys/fs/cgroup');
  return root;
}

/**
 * The mount point of the whole cgroup2 hierarchy in a mountinfo text (proc_pid_mountinfo(5)): the first one
 * that shows the hierarchy's root. Null when there is none. A mount of the host's hierarchy in a container with a cgroup
 * namespace of its own is seen from below: its root is `/../..`, as many times up as the container lies deep.
 */
export function parseCgroupMount(mountinfo: string): string | null {
  let own: string | null = null;
  for (const line of mountinfo.split('\n')) {
    const [mount = '', filesystem = ''] = line.split(' - ');
    const [, , , root, point] = mount.split(' ');
    if (!filesystem.startsWith('cgroup2 ') || root === undefined || point === undefined) continue;
    if (root.startsWith('/..')) return unescapeMount(point);
    if (root === '/') own ??= unescapeMount(point);
  }
  return own;
}

/** Mountinfo writes space, tab, newline and backslash as three octal digits. */
function unescapeMount(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** A cgroup by its folder, or by its path below the cgroup2 mount as in /proc/PID/cgroup (`/a/b`, `a/b`). */
export function findCgroup(path: string): Cgroup {
  const root = cgroupRoot();
  const folder = [path, join(root, path)].map(realFolder).find((each) => each !== null && isBelow(root, each)) ?? null;
  if (folder === null) throw new CgroupError(`there is no cgroup ${path}: cgroup version 2 is mounted at ${root}`);
  const below = relative(root, folder);
  return {
    path: folder,
    id: statSync(folder, { bigint: true }).ino,
    level: below === '' ? 0 : below.split('/').length,
  };
}

/** For the compiler. */
export const liveCgroups: CgroupTable = {
  id: (path) => {
    try {
      return findCgroup(path).id;
    } catch (error) {
      if (error instanceof CgroupError) return null;
      throw error;
    }
  },
};

/** Why this is not the cgroup that it was: removed, or made anew, and then another. Null while it is the same. */
export function cgroupProblem({ path, id }: Cgroup): string | null {
  try {
    return statSync(path, { bigint: true }).ino === id ? null : `the cgroup ${path} was removed and made anew`;
  } catch {
    return `the cgroup ${path} was removed`;
  }
}

function isBelow(root: string, folder: string): boolean {
  return folder === root || folder.startsWith(`${root}/`);
}

function realFolder(path: string): string | null {
  if (!isAbsolute(path)) return null;
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
