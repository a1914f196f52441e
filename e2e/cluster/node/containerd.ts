/** containerd of one node: its configuration, the pods' network, and images. Paths are those that the node sees. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../harness/process.ts';
import type { ClusterFacts } from '../facts.ts';
import { awaitDaemon, type Daemon, startDaemon } from '../machine/daemon.ts';
import { podCidrOf } from '../machine/network.ts';
import { enterNode, nodeFolder, nodeLogs, systemGroup } from './root.ts';

export const containerdSocket = '/run/containerd/containerd.sock';
export const pauseImage = 'localhost/bpfleet-pause:1';

const networkFolder = '/var/lib/cni/conf';
const pluginFolder = '/usr/lib/cni';
const configFile = '/var/lib/containerd.toml';

const config = `version = 3
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = [
  "io.containerd.snapshotter.v1.blockfile",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]

[grpc]
  address = "${containerdSocket}"

[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = "${pauseImage}"

[plugins.'io.containerd.cri.v1.runtime']
  # A machine without CAP_SYS_RESOURCE may not lower a process's score below its own.
  restrict_oom_score_adj = true

[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ["${pluginFolder}"]
  conf_dir = "${networkFolder}"

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = false
`;

/**
 * Each pod hangs on a link of its own: between pods of one node, too, packets are routed and so pass the rules that stand for
 * services. (Over a bridge the answer would take a short cut past them.)
 */
const network = (node: number): string =>
  JSON.stringify({
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      {
        type: 'ptp',
        ipMasq: false,
        ipam: { type: 'host-local', ranges: [[{ subnet: podCidrOf(node) }]], routes: [{ dst: '0.0.0.0/0' }] },
      },
    ],
  });

export function containerdDaemon(facts: ClusterFacts, node: number): Daemon {
  return {
    name: 'containerd',
    command: [
      ...enterNode(facts, node),
      facts.programs['containerd'] ?? '',
      '--config',
      configFile,
      '--log-level=info',
    ],
    cgroup: systemGroup(facts, node),
    folder: nodeLogs(facts, node),
    path: path.dirname(facts.programs['containerd'] ?? ''), // where it looks for its shim
  };
}

export async function startContainerd(facts: ClusterFacts, node: number): Promise<void> {
  const write = (file: string, text: string): void => {
    const outside = path.join(nodeFolder(facts, node), file);
    mkdirSync(path.dirname(outside), { recursive: true });
    writeFileSync(outside, text);
  };
  write(configFile, config);
  write(path.join(networkFolder, '10-pods.conflist'), network(node));
  const daemon = containerdDaemon(facts, node);
  startDaemon(daemon);
  await awaitDaemon(daemon, 30_000, async () => {
    const answer = await run('ctr version', 'nsenter', ctr(facts, node, ['version'])).catch(() => null);
    return answer !== null;
  });
}

/** Loads an OCI archive into the node's images. */
export async function importImage(facts: ClusterFacts, node: number, archive: string): Promise<void> {
  const args = ['--namespace', 'k8s.io', 'images', 'import', '--local', archive];
  await run(`ctr images import ${archive}`, 'nsenter', ctr(facts, node, args));
}

export async function imagesOf(facts: ClusterFacts, node: number): Promise<readonly string[]> {
  const listed = await run(
    'ctr images ls',
    'nsenter',
    ctr(facts, node, ['--namespace', 'k8s.io', 'images', 'ls', '-q']),
  );
  return listed.stdout.split('\n').filter(Boolean);
}

/** Arguments of nsenter. */
export function ctr(facts: ClusterFacts, node: number, args: readonly string[]): readonly string[] {
  return [...enterNode(facts, node).slice(1), facts.programs['ctr'] ?? '', '--address', containerdSocket, ...args];
}
