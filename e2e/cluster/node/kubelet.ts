/** kubelet and kube-proxy of one node. Paths are those that the node sees. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { dnsAddress } from '../control-plane/dns.ts';
import { kubeconfig } from '../control-plane/kubeconfig.ts';
import { clusterDomain } from '../control-plane/pki.ts';
import { type ClusterFacts, groupOf } from '../facts.ts';
import type { Daemon } from '../machine/daemon.ts';
import { nodeAddress, nodeName, podCidr } from '../machine/network.ts';
import { statePaths } from '../settings.ts';
import { containerdSocket } from './containerd.ts';
import { enterNode, nodeFolder, nodeLogs, systemGroup } from './root.ts';

const folder = '/var/lib/kubelet';
const at = (name: string): string => `${folder}/${name}`;

const kubeletConfig = (facts: ClusterFacts, node: number): unknown => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: at('ca.crt') } },
  authorization: { mode: 'Webhook' },
  tlsCertFile: at('node.crt'),
  tlsPrivateKeyFile: at('node.key'),
  containerRuntimeEndpoint: `unix://${containerdSocket}`,
  clusterDNS: [dnsAddress(facts)],
  clusterDomain,
  resolvConf: at('resolv.conf'),
  volumePluginDir: at('volume-plugins'),
  cgroupDriver: 'cgroupfs',
  cgroupRoot: groupOf(facts, nodeName(node)),
  failCgroupV1: false,
  failSwapOn: false,
  enforceNodeAllocatable: [],
  makeIPTablesUtilChains: false, // kube-proxy uses nftables
  // The nodes share the machine's disk and memory: pressure on it is no reason to evict.
  evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
  imageGCHighThresholdPercent: 100,
  nodeStatusUpdateFrequency: '4s',
});

export function kubeletDaemon(facts: ClusterFacts, node: number): Daemon {
  const address = nodeAddress(facts.index, node);
  const flags = [`--hostname-override=${nodeName(node)}`, `--node-ip=${address}`, `--root-dir=${folder}`];
  return nodeDaemon(facts, node, 'kubelet', [
    `--config=${at('config.yaml')}`,
    `--kubeconfig=${at('kubeconfig')}`,
    ...flags,
  ]);
}

export function proxyDaemon(facts: ClusterFacts, node: number): Daemon {
  return nodeDaemon(facts, node, 'kube-proxy', [
    `--kubeconfig=${at('kube-proxy.kubeconfig')}`,
    `--hostname-override=${nodeName(node)}`,
    '--proxy-mode=nftables',
    `--cluster-cidr=${podCidr}`,
    '--conntrack-max-per-core=0', // of the whole machine: not this node's to set
  ]);
}

function nodeDaemon(facts: ClusterFacts, node: number, program: string, flags: readonly string[]): Daemon {
  return {
    name: program,
    command: [...enterNode(facts, node), facts.programs[program] ?? '', ...flags],
    cgroup: systemGroup(facts, node),
    folder: nodeLogs(facts, node),
    path: '',
  };
}

/** Writes what both read, certificates included, into the node's own folder. */
export function configureKubelet(facts: ClusterFacts, node: number): void {
  const { pki } = statePaths(facts.name);
  const outside = (name: string): string => path.join(nodeFolder(facts, node), at(name));
  mkdirSync(outside('.'), { recursive: true });
  const copies = { 'ca.crt': 'ca.crt', [`${nodeName(node)}.crt`]: 'node.crt', [`${nodeName(node)}.key`]: 'node.key' };
  for (const [from, to] of Object.entries(copies)) copyFileSync(path.join(pki, from), outside(to));
  writeFileSync(outside('config.yaml'), stringify(kubeletConfig(facts, node)));
  writeFileSync(outside('resolv.conf'), '');
  const users = { kubeconfig: nodeName(node), 'kube-proxy.kubeconfig': 'kube-proxy' };
  for (const [file, user] of Object.entries(users)) {
    writeFileSync(outside(file), kubeconfig(pki, facts.index, facts.name, user), { mode: 0o600 });
  }
}
