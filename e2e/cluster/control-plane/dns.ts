/** The cluster's DNS: CoreDNS beside the control plane, at an address that kubelets hand to pods. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ClusterFacts } from '../facts.ts';
import { controlAddress } from '../machine/network.ts';
import { statePaths } from '../settings.ts';
import { clusterDomain } from './pki.ts';

const corefile = (pki: string): string => `.:53 {
  errors
  ready :8181
  kubernetes ${clusterDomain} {
    kubeconfig ${path.join(pki, 'coredns.kubeconfig')}
  }
}
`;

/** What the DNS may read: the role that kubeadm gives it. */
export const dnsRole = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: "system:coredns"}
rules:
  - {apiGroups: [""], resources: [endpoints, services, pods, namespaces], verbs: [list, watch]}
  - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: "system:coredns"}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:coredns"}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "system:coredns"}]
`;

export const dnsAddress = (facts: ClusterFacts): string => controlAddress(facts.index);

export function writeCorefile(facts: ClusterFacts): void {
  const { pki } = statePaths(facts.name);
  writeFileSync(path.join(pki, 'Corefile'), corefile(pki));
}

export function dnsFlags(facts: ClusterFacts): readonly string[] {
  return ['-conf', path.join(statePaths(facts.name).pki, 'Corefile')];
}
