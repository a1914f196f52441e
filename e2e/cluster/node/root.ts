/**
 * A node's own ground: a mount namespace with its own /var/lib, /var/log, /run and /sys/fs/bpf, and a host name, in the node's network
 * namespace. Host paths of pods therefore differ between nodes, as on two machines, and all mounts end with the last process.
 *
 * Needs: root, util-linux. Gives: one process that keeps the namespaces, and the command that enters them.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type ClusterFacts, groupOf } from '../facts.ts';
import { makeGroup } from '../machine/cgroups.ts';
import { awaitDaemon, type Daemon, daemonPid, startDaemon } from '../machine/daemon.ts';
import { namespaceFile, nodeName } from '../machine/network.ts';
import { stateFolder } from '../settings.ts';

/** Where the node's /var/lib, seen from outside, is: `nodeFolder(…)/var/lib`. */
export const nodeFolder = (facts: ClusterFacts, node: number): string =>
  path.join(stateFolder(facts.name), nodeName(node));

export const nodeLogs = (facts: ClusterFacts, node: number): string => path.join(nodeFolder(facts, node), 'logs');

/** Where kubelet and containerd run; the kubelet makes `kubepods` beside it. */
export const systemGroup = (facts: ClusterFacts, node: number): string => `${groupOf(facts, nodeName(node))}/system`;

const keeper = (facts: ClusterFacts, node: number): Daemon => ({
  name: 'node',
  command: [
    'nsenter',
    `--net=${namespaceFile(facts.index, nodeName(node))}`,
    '--',
    ...'unshare --mount --uts --propagation=private -- /bin/sh -euc'.split(' '),
    ground,
    'sh', // its $0
    nodeFolder(facts, node),
    nodeName(node),
  ],
  cgroup: systemGroup(facts, node),
  folder: nodeLogs(facts, node),
  path: '',
});

/** Volumes of pods need propagation: shared, but with nobody outside. */
const ground = `
hostname "$2"
mount --bind "$1/var/log" /var/log
mount -t bpf bpf /sys/fs/bpf
mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
mount -t tmpfs -o mode=755 tmpfs /run
mount --bind "$1/var/lib" /var/lib
mount --make-rshared /
exec sleep infinity
`;

export async function makeRoot(facts: ClusterFacts, node: number): Promise<void> {
  for (const folder of ['var/lib', 'var/log'])
    mkdirSync(path.join(nodeFolder(facts, node), folder), { recursive: true });
  makeGroup(systemGroup(facts, node));
  const daemon = keeper(facts, node);
  startDaemon(daemon);
  await awaitDaemon(daemon, 10_000, () => isGround(daemonPid(daemon)));
}

/** Its last step done: it has become sleep(1). */
function isGround(pid: number | null): boolean {
  const file = `/proc/${String(pid)}/comm`;
  return pid !== null && existsSync(file) && readFileSync(file, 'utf8').trim() === 'sleep';
}

/** In front of a command that is to run on the node. Throws when the node has no ground. */
export function enterNode(facts: ClusterFacts, node: number): readonly string[] {
  const pid = daemonPid(keeper(facts, node));
  if (pid === null)
    throw new Error(`${nodeName(node)} of cluster '${facts.name}' does not run; see ${nodeLogs(facts, node)}`);
  return ['nsenter', `--target=${pid}`, '--mount', '--uts', '--net', '--'];
}
