/**
 * The control plane: etcd, kube-apiserver, kube-controller-manager, kube-scheduler and the cluster's DNS, as processes in the
 * control plane's network namespace.
 *
 * Needs: programs, certificates, the network. Gives: each as a Daemon that tests can stop, kill and start again.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import type { ClusterFacts } from '../facts.ts';
import { groupOf } from '../facts.ts';
import { awaitDaemon, type Daemon, startDaemon } from '../machine/daemon.ts';
import { controlAddress, controlPlane, namespaceFile, serviceCidr } from '../machine/network.ts';
import { statePaths } from '../settings.ts';
import { dnsFlags, writeCorefile } from './dns.ts';
import { kubeconfig } from './kubeconfig.ts';
import { clusterDomain } from './pki.ts';

export const controlPlaneParts = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'coredns',
] as const;
export type ControlPlanePart = (typeof controlPlaneParts)[number];

/** Reads may be seen by all who can read the log: metadata only, never contents. */
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
`;

export function controlPlaneDaemon(facts: ClusterFacts, part: ControlPlanePart): Daemon {
  const enter = ['nsenter', `--net=${namespaceFile(facts.index, controlPlane)}`, '--'];
  return {
    name: part,
    command: [...enter, facts.programs[part] ?? '', ...flags(facts, part)],
    cgroup: groupOf(facts, controlPlane),
    folder: statePaths(facts.name).logs,
    path: '',
  };
}

export async function startControlPlane(facts: ClusterFacts): Promise<void> {
  const { pki, logs } = statePaths(facts.name);
  mkdirSync(logs, { recursive: true });
  writeFileSync(path.join(pki, 'audit-policy.yaml'), auditPolicy);
  writeCorefile(facts);
  for (const user of ['kube-controller-manager', 'kube-scheduler', 'coredns']) writeKubeconfig(facts, user);
  await startPart(facts, 'etcd');
  await startPart(facts, 'kube-apiserver');
  await Promise.all([startPart(facts, 'kube-controller-manager'), startPart(facts, 'kube-scheduler')]);
}

/** Starts it and waits until it answers. */
export async function startPart(facts: ClusterFacts, part: ControlPlanePart): Promise<void> {
  const daemon = controlPlaneDaemon(facts, part);
  startDaemon(daemon);
  const url = healthUrl(facts, part);
  await awaitDaemon(daemon, 60_000, async () => answers(url));
}

function healthUrl(facts: ClusterFacts, part: ControlPlanePart): string {
  const address = controlAddress(facts.index);
  switch (part) {
    case 'etcd':
      return `http://${address}:2381/health`;
    case 'kube-apiserver':
      return `https://${address}:6443/readyz`;
    case 'kube-controller-manager':
      return `https://${address}:10257/healthz`;
    case 'kube-scheduler':
      return `https://${address}:10259/healthz`;
    case 'coredns':
      return `http://${address}:8181/ready`;
  }
}

function flags(facts: ClusterFacts, part: ControlPlanePart): readonly string[] {
  switch (part) {
    case 'etcd':
      return etcdFlags(facts);
    case 'kube-apiserver':
      return apiServerFlags(facts);
    case 'kube-controller-manager':
      return controllerManagerFlags(facts);
    case 'kube-scheduler':
      return [...clientFlags(facts, part), '--leader-elect=false'];
    case 'coredns':
      return dnsFlags(facts);
  }
}

function etcdFlags(facts: ClusterFacts): readonly string[] {
  return [
    `--data-dir=${statePaths(facts.name).etcd}`,
    // Nobody else is in this network namespace but the API server.
    '--listen-client-urls=http://127.0.0.1:2379',
    '--advertise-client-urls=http://127.0.0.1:2379',
    '--listen-peer-urls=http://127.0.0.1:2380',
    `--listen-metrics-urls=http://${controlAddress(facts.index)}:2381`,
    // What a kill -9 of etcd must not lose the page cache keeps; only a crash of the machine would lose it.
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

function apiServerFlags(facts: ClusterFacts): readonly string[] {
  const { pki, audit } = statePaths(facts.name);
  const file = (name: string): string => path.join(pki, name);
  return [
    '--etcd-servers=http://127.0.0.1:2379',
    `--advertise-address=${controlAddress(facts.index)}`,
    '--secure-port=6443',
    `--service-cluster-ip-range=${serviceCidr}`,
    '--allow-privileged=true',
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    `--client-ca-file=${file('ca.crt')}`,
    `--tls-cert-file=${file('apiserver.crt')}`,
    `--tls-private-key-file=${file('apiserver.key')}`,
    `--kubelet-certificate-authority=${file('ca.crt')}`,
    `--kubelet-client-certificate=${file('apiserver-kubelet-client.crt')}`,
    `--kubelet-client-key=${file('apiserver-kubelet-client.key')}`,
    // kubectl logs and exec: no DNS knows the nodes.
    '--kubelet-preferred-address-types=InternalIP',
    `--service-account-issuer=https://kubernetes.default.svc.${clusterDomain}`,
    `--service-account-key-file=${file('tokens.pub')}`,
    `--service-account-signing-key-file=${file('tokens.key')}`,
    // Aggregated APIs, reached at their pods.
    `--requestheader-client-ca-file=${file('front-proxy-ca.crt')}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${file('front-proxy-client.crt')}`,
    `--proxy-client-key-file=${file('front-proxy-client.key')}`,
    '--enable-aggregator-routing=true',
    `--audit-policy-file=${file('audit-policy.yaml')}`,
    `--audit-log-path=${audit}`,
  ];
}

function controllerManagerFlags(facts: ClusterFacts): readonly string[] {
  const file = (name: string): string => path.join(statePaths(facts.name).pki, name);
  return [
    ...clientFlags(facts, 'kube-controller-manager'),
    `--root-ca-file=${file('ca.crt')}`,
    `--service-account-private-key-file=${file('tokens.key')}`,
    `--cluster-signing-cert-file=${file('ca.crt')}`,
    `--cluster-signing-key-file=${file('ca.key')}`,
    '--use-service-account-credentials=true',
    '--leader-elect=false',
    // A node that is gone is seen to be gone within a test's patience; kubelets report every 4 s.
    '--node-monitor-grace-period=20s',
  ];
}

/** How a client of the API server that also asks it who its own callers are is told of it. */
function clientFlags(facts: ClusterFacts, user: string): readonly string[] {
  return ['--kubeconfig', '--authentication-kubeconfig', '--authorization-kubeconfig'].map(
    (flag) => `${flag}=${path.join(statePaths(facts.name).pki, `${user}.kubeconfig`)}`,
  );
}

function writeKubeconfig(facts: ClusterFacts, user: string): void {
  const { pki } = statePaths(facts.name);
  writeFileSync(path.join(pki, `${user}.kubeconfig`), kubeconfig(pki, facts.index, facts.name, user), { mode: 0o600 });
}

/** Whether it says that it is well. Its certificate is not looked at: some make one of their own. */
async function answers(url: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const options = { timeout: 2000, rejectUnauthorized: false };
  const request = (url.startsWith('https:') ? https : http).get(url, options, (response) => {
    response.resume();
    resolve(response.statusCode === 200);
  });
  request.on('error', () => resolve(false)).on('timeout', () => request.destroy());
  return promise;
}
