/** Who is who in the cluster: every certificate of the control plane and of the nodes. */
import { apiServiceAddress, controlAddress, nodeAddress, nodeName } from '../machine/network.ts';
import { issue, makeAuthority, makeTokenKey } from './certificates.ts';

export const clusterDomain = 'cluster.local';

export async function makePki(folder: string, index: number, nodes: number): Promise<void> {
  const cluster = { folder, name: 'ca' };
  const frontProxy = { folder, name: 'front-proxy-ca' };
  await Promise.all([makeAuthority(cluster), makeAuthority(frontProxy), makeTokenKey(folder)]);
  const service = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    `kubernetes.default.svc.${clusterDomain}`,
  ];
  await issue(cluster, {
    name: 'apiserver',
    user: 'kube-apiserver',
    group: null,
    usage: 'serverAuth',
    names: [
      ...service.map((name) => `DNS:${name}`),
      ...[apiServiceAddress, controlAddress(index), '127.0.0.1'].map((at) => `IP:${at}`),
    ],
  });
  const client = async (name: string, user: string, group: string | null): Promise<void> =>
    issue(cluster, { name, user, group, usage: 'clientAuth', names: [] });
  // The built-in administrators' group: kubectl of whoever started the cluster, and the API server towards kubelets.
  await client('admin', 'kubernetes-admin', 'system:masters');
  await client('apiserver-kubelet-client', 'kube-apiserver-kubelet-client', 'system:masters');
  for (const name of ['kube-controller-manager', 'kube-scheduler', 'kube-proxy'])
    await client(name, `system:${name}`, null);
  await client('coredns', 'system:coredns', null);
  await issue(frontProxy, {
    name: 'front-proxy-client',
    user: 'front-proxy-client',
    group: null,
    usage: 'clientAuth',
    names: [],
  });
  for (let node = 1; node <= nodes; node++) {
    await issue(cluster, {
      name: nodeName(node),
      user: `system:node:${nodeName(node)}`,
      group: 'system:nodes',
      usage: 'serverAuth,clientAuth',
      names: [`IP:${nodeAddress(index, node)}`, `DNS:${nodeName(node)}`],
    });
  }
}
