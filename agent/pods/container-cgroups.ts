/**
 * The cgroups of this node's containers, by what kubelet and the runtime call them.
 *
 * Needs: the cgroup2 hierarchy. Gives: container id → cgroup, for every container whose folder is there now.
 * Reports: nothing; a folder that disappears while it is looked at is not there.
 *
 * Kubelet makes `kubepods/[QOS/]pod<UID>/<id>` with the cgroupfs driver and
 * `kubepods.slice/[kubepods-QOS.slice/]kubepods[-QOS]-pod<UID with _>.slice/<runtime>-<id>.scope` with systemd
 * (pkg/kubelet/cm/cgroup_manager_linux.go); docker's shim and crio have prefixes of their own.
 */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface ContainerCgroup {
  /** As the runtime has it, without its scheme. */
  readonly containerId: string;
  readonly podUid: string;
  /** What bpf_get_current_ancestor_cgroup_id gives: the folder's inode number. */
  readonly cgroupId: bigint;
  /** Levels below the hierarchy's root, which is 0. */
  readonly level: number;
}

/** Deeper than any pod: kubelet's --cgroup-root may add some levels above. */
const maxDepth = 8;
/** Of kubelet's --cgroup-root. */
const maxRootDepth = 2;
const podFolder =
  /^(?:kubepods.*-)?pod(?<uid>[0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})(?:\.slice)?$/;
/** A static pod's uid is a hash without hyphens. */
const staticPodFolder = /^(?:kubepods.*-)?pod(?<uid>[0-9a-f]{32})(?:\.slice)?$/;
const containerFolder = /^(?:(?:cri-containerd|crio|docker|cri-dockerd)-)?(?<id>[0-9a-f]{64})(?:\.scope)?$/;

/** `root`: where the hierarchy is mounted; `below`: only containers below this folder of it, an absolute path. */
export function containerCgroups(root: string, below: string = root): readonly ContainerCgroup[] {
  const found: ContainerCgroup[] = [];
  const start = levelOf(root, below);
  walk(below, start, start + maxDepth, (folder, level, podUid) => {
    for (const entry of foldersIn(folder)) {
      const containerId = containerFolder.exec(entry.name)?.groups?.['id'];
      const cgroupId = containerId === undefined ? null : inodeOf(join(folder, entry.name));
      if (containerId !== undefined && cgroupId !== null)
        found.push({ containerId, podUid, cgroupId, level: level + 1 });
    }
  });
  return found;
}

/** Of a folder of the hierarchy: 0 for its root. */
export function levelOf(root: string, folder: string): number {
  return folder === root ? 0 : folder.slice(root.length + 1).split('/').length;
}

/** Levels that containers have below kubelet's folder, whether one runs or not. */
export function kubepodsLevels(root: string, below: string = root): readonly number[] {
  const start = levelOf(root, below);
  const levels: number[] = [];
  const find = (folder: string, level: number): void => {
    if (level > start + maxRootDepth) return;
    for (const { name } of foldersIn(folder)) {
      // The pod and its container; for two of the three qualities of service one folder more between.
      if (/^kubepods(\.slice)?$/.test(name)) levels.push(level + 3, level + 4);
      else find(join(folder, name), level + 1);
    }
  };
  find(below, start);
  return levels;
}

/** Calls for each pod's folder. */
function walk(
  folder: string,
  level: number,
  deepest: number,
  onPod: (folder: string, level: number, podUid: string) => void,
): void {
  if (level > deepest) return;
  for (const { name } of foldersIn(folder)) {
    const child = join(folder, name);
    const uid = podUidOf(name);
    if (uid !== null) onPod(child, level + 1, uid);
    else if (!containerFolder.test(name)) walk(child, level + 1, deepest, onPod);
  }
}

/** Null when the folder is no pod's. */
export function podUidOf(name: string): string | null {
  const uid = (podFolder.exec(name) ?? staticPodFolder.exec(name))?.groups?.['uid'];
  return uid?.replaceAll('_', '-') ?? null;
}

function foldersIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  } catch {
    return [];
  }
}

function inodeOf(folder: string): bigint | null {
  try {
    return statSync(folder, { bigint: true }).ino;
  } catch {
    return null;
  }
}
