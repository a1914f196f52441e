/** Pods, nodes and namespaces as API objects, pruned. Pure. */
import type { Container, Labels, Pod } from '../targets/cluster-view.ts';
import { at, list, momentNs, text, texts } from './json.ts';

export interface Named {
  readonly name: string;
  readonly labels: Labels;
}

export function pruneNamed(object: unknown): Named {
  return { name: text(at(object, 'metadata', 'name')), labels: texts(at(object, 'metadata', 'labels')) };
}

export function prunePod(object: unknown): Pod {
  const metadata = at(object, 'metadata');
  const labels = texts(at(metadata, 'labels'));
  const phase = at(object, 'status', 'phase');
  return {
    uid: text(at(metadata, 'uid')),
    namespace: text(at(metadata, 'namespace')),
    name: text(at(metadata, 'name')),
    node: text(at(object, 'spec', 'nodeName')),
    labels,
    workload: workloadOf(metadata, labels),
    containers: [
      ...containersOf(object, 'containerStatuses', 'ordinary'),
      ...containersOf(object, 'initContainerStatuses', 'init'),
      ...containersOf(object, 'ephemeralContainerStatuses', 'ephemeral'),
    ],
    live: phase !== 'Succeeded' && phase !== 'Failed',
  };
}

/** Containers that run or are about to; one that was started has an id. */
function containersOf(object: unknown, field: string, kind: Container['kind']): readonly Container[] {
  return list(at(object, 'status', field))
    .filter((status) => at(status, 'state', 'terminated') === null)
    .map((status) => ({
      name: text(at(status, 'name')),
      id: text(at(status, 'containerID')).replace(/^[a-z0-9-]+:\/\//, ''),
      kind,
      sinceNs: momentNs(sinceOf(object, status)) ?? 0n,
    }));
}

/** The first start of a container that was restarted is not known. */
function sinceOf(pod: unknown, status: unknown): unknown {
  const started = at(status, 'state', 'running', 'startedAt');
  return at(status, 'restartCount') === 0 && started !== null ? started : at(pod, 'metadata', 'creationTimestamp');
}

/** A ReplicaSet that a Deployment made is called after it, with the hash of the template behind. */
function workloadOf(metadata: unknown, labels: Labels): string {
  const owner = list(at(metadata, 'ownerReferences')).find((reference) => at(reference, 'controller') === true);
  if (owner === undefined) return '';
  const kind = text(at(owner, 'kind'));
  const name = text(at(owner, 'name'));
  const suffix = `-${labels['pod-template-hash'] ?? ''}`;
  if (kind === 'ReplicaSet' && suffix !== '-' && name.endsWith(suffix))
    return `Deployment/${name.slice(0, -suffix.length)}`;
  return `${kind}/${name}`;
}
