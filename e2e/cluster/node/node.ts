/** One node, from nothing to Ready; and the parts of it that tests stop and start. */
import type { ClusterFacts } from '../facts.ts';
import { awaitDaemon, type Daemon, startDaemon } from '../machine/daemon.ts';
import { nodeAddress } from '../machine/network.ts';
import { containerdDaemon, importImage, startContainerd } from './containerd.ts';
import { configureKubelet, kubeletDaemon, proxyDaemon } from './kubelet.ts';
import { makeRoot } from './root.ts';

export type NodePart = 'containerd' | 'kubelet' | 'kube-proxy';

export function nodePart(facts: ClusterFacts, node: number, part: NodePart): Daemon {
  switch (part) {
    case 'containerd':
      return containerdDaemon(facts, node);
    case 'kubelet':
      return kubeletDaemon(facts, node);
    case 'kube-proxy':
      return proxyDaemon(facts, node);
  }
}

/** Everything runs; the API server will say when the node is Ready. */
export async function startNode(facts: ClusterFacts, node: number, pauseArchive: string): Promise<void> {
  await makeRoot(facts, node);
  await startContainerd(facts, node);
  await importImage(facts, node, pauseArchive);
  configureKubelet(facts, node);
  startDaemon(kubeletDaemon(facts, node));
  startDaemon(proxyDaemon(facts, node));
  const health = `http://${nodeAddress(facts.index, node)}:10256/livez`;
  await awaitDaemon(proxyDaemon(facts, node), 30_000, async () => (await fetch(health).catch(() => null))?.ok ?? false);
}
