/**
 * A real Kubernetes on this machine: control plane and nodes started, found again, and removed without a trace.
 *
 * Needs: root, Linux with cgroup2, what scripts/setup --cluster installs, Go. Gives: a Cluster that tests talk to.
 * Reports: each step and its time; the log of whatever did not come up.
 */
import { existsSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clusterPrograms } from './binaries/binaries.ts';
import { controlPlaneDaemon, controlPlaneParts, startControlPlane, startPart } from './control-plane/control-plane.ts';
import { dnsRole } from './control-plane/dns.ts';
import { kubeconfig } from './control-plane/kubeconfig.ts';
import { makePki } from './control-plane/pki.ts';
import { type ClusterFacts, clusterNames, groupOf, readFacts, writeFacts } from './facts.ts';
import { pauseArchive } from './images/pause.ts';
import { Kubectl } from './kubectl.ts';
import { endGroup, makeGroup } from './machine/cgroups.ts';
import { daemonPid, stopDaemon } from './machine/daemon.ts';
import { keepKernelSettings, restoreKernelSettings } from './machine/kernel-settings.ts';
import { withLock } from './machine/lock.ts';
import { controlPlane, makeNetwork, removeNetwork, takeNetwork } from './machine/network.ts';
import { nodePart, startNode } from './node/node.ts';
import {
  type ClusterSettings,
  clustersFolder,
  repository,
  SettingsError,
  stateFolder,
  statePaths,
} from './settings.ts';
import { step } from './steps.ts';

export interface Cluster {
  readonly facts: ClusterFacts;
  readonly kubectl: Kubectl;
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

/** The running cluster of this name, or a new one; what a crash left of an older one is removed first. */
export async function startCluster(settings: ClusterSettings): Promise<Cluster> {
  if (process.getuid?.() !== 0)
    throw new SettingsError('needs root: nodes have network namespaces, mounts and cgroups');
  return withLock(`cluster ${settings.name}`, async () => {
    const known = readFacts(settings.name);
    if (known !== null) {
      refuseForeign(known, settings);
      if (runs(known)) return clusterOf(known);
      await step(`removing what is left of cluster '${known.name}'`, async () => remove(known));
    }
    return start(settings);
  });
}

/** Null where it does not run. */
export function findCluster(name: string): Cluster | null {
  const facts = readFacts(name);
  return facts !== null && runs(facts) ? clusterOf(facts) : null;
}

/** Ends and removes everything, also what a crash left. Whether there was anything. */
export async function stopCluster(name: string): Promise<boolean> {
  return withLock(`cluster ${name}`, async () => {
    const facts = readFacts(name);
    if (facts === null) return false;
    await step(`stopping cluster '${name}'`, async () => remove(facts));
    return true;
  });
}

function refuseForeign(known: ClusterFacts, settings: ClusterSettings): void {
  if (known.checkout !== repository) {
    throw new SettingsError(
      `cluster '${known.name}' belongs to the checkout ${known.checkout}; give yours another name: BPFLEET_CLUSTER or --name`,
    );
  }
  if (runs(known) && known.nodes !== settings.nodes) {
    throw new SettingsError(
      `cluster '${known.name}' runs with ${known.nodes} nodes, not ${settings.nodes}; stop it first: npm run cluster -- stop`,
    );
  }
}

async function start(settings: ClusterSettings): Promise<Cluster> {
  const programs = await clusterPrograms(settings.cache);
  const pause = await pauseArchive(settings.cache);
  keepKernelSettings();
  const { name, nodes } = settings;
  const draft = { name, checkout: repository, nodes, programs };
  try {
    const index = await takeNetwork(name, (candidate) => writeFacts({ ...draft, index: candidate }));
    const facts = { ...draft, index };
    await step('network and certificates', async () => ground(facts));
    await step('control plane', async () => startControlPlane(facts));
    const cluster = clusterOf(facts);
    await step(`${nodes} nodes`, async () => {
      await cluster.kubectl.apply(dnsRole);
      await Promise.all([startPart(facts, 'coredns'), ...numbers(nodes).map((node) => startNode(facts, node, pause))]);
      await ready(cluster);
    });
    return cluster;
  } catch (error) {
    if (process.env['BPFLEET_KEEP'] === undefined) {
      const facts = readFacts(name);
      if (facts !== null) await remove(facts);
    }
    throw error;
  }
}

async function ground(facts: ClusterFacts): Promise<void> {
  const { pki, kubeconfig: file } = statePaths(facts.name);
  makeGroup(groupOf(facts, controlPlane));
  await makeNetwork(facts.index, facts.nodes);
  await makePki(pki, facts.index, facts.nodes);
  writeFileSync(file, kubeconfig(pki, facts.index, facts.name, 'admin'), { mode: 0o600 });
}

/** Nodes and the account that every pod needs: a pod that comes earlier is refused. */
async function ready({ kubectl }: Cluster): Promise<void> {
  await kubectl.run('wait', '--for=create', 'serviceaccount/default', '--timeout=60s');
  await kubectl.run('wait', '--for=create', 'node', '--all', '--timeout=60s');
  await kubectl.run('wait', '--for=condition=Ready', 'node', '--all', '--timeout=60s');
}

function clusterOf(facts: ClusterFacts): Cluster {
  return { facts, kubectl: new Kubectl(facts.programs['kubectl'] ?? '', statePaths(facts.name).kubeconfig) };
}

/** Whether every part of it runs. */
function runs(facts: ClusterFacts): boolean {
  const inControlPlane = controlPlaneParts.map((part) => controlPlaneDaemon(facts, part));
  if (inControlPlane.some((daemon) => daemonPid(daemon) === null)) return false;
  try {
    const parts = ['containerd', 'kubelet', 'kube-proxy'] as const;
    const onNodes = numbers(facts.nodes).flatMap((node) => parts.map((part) => nodePart(facts, node, part)));
    return onNodes.every((daemon) => daemonPid(daemon) !== null);
  } catch {
    return false; // a node without its ground
  }
}

async function remove(facts: ClusterFacts): Promise<void> {
  // The API server hangs when etcd goes first; all else may go at once.
  await stopDaemon(controlPlaneDaemon(facts, 'kube-apiserver'), 2000);
  await endGroup(groupOf(facts));
  await removeNetwork(facts.index, facts.name);
  rmSync(stateFolder(facts.name), { recursive: true, force: true });
  if (clusterNames().length > 0) return;
  restoreKernelSettings();
  for (const folder of [clustersFolder, path.dirname(clustersFolder)]) {
    if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  }
}
