/** A cluster as a test writes it down. */
import type { TraceClassSpec } from '@bpfleet/proto';
import type { ClusterView, Container, Labels, Pod } from '../targets/cluster-view.ts';

export interface WrittenCluster {
  readonly nodes?: Readonly<Record<string, Labels>>;
  readonly namespaces?: Readonly<Record<string, Labels>>;
  readonly classes?: Readonly<Record<string, TraceClassSpec>>;
  readonly pods?: readonly Pod[];
}

export function clusterView({ nodes = {}, namespaces = {}, classes = {}, pods = [] }: WrittenCluster): ClusterView {
  const those = (wanted: (pod: Pod) => boolean): ReadonlyMap<string, Pod> =>
    new Map(pods.filter(wanted).map((one) => [one.uid, one]));
  return {
    version: 1,
    traceClass: (name) => classes[name] ?? null,
    nodes: new Map(Object.entries(nodes)),
    namespaces: new Map(Object.entries(namespaces)),
    podsOf: (namespace) => those((one) => one.namespace === namespace),
    podsOn: (node) => those((one) => one.node === node && one.live),
  };
}

/** `shop/web-1`; containers as `name` or `name:init`, `name:ephemeral`, `name:unstarted`. */
export function pod(
  uid: string,
  fullName: string,
  node: string,
  labels: Labels,
  ...containers: readonly string[]
): Pod {
  const [namespace = '', name = ''] = fullName.split('/');
  const parsed = (containers.length === 0 ? ['app'] : containers).map((text): Container => {
    const [container = '', word = ''] = text.split(':');
    const kind = word === 'init' || word === 'ephemeral' ? word : 'ordinary';
    return { name: container, id: word === 'unstarted' ? '' : `${uid}-${container}`, kind, sinceNs: 0n };
  });
  return { uid, namespace, name, node, labels, workload: '', containers: parsed, live: true };
}
