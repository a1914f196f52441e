/**
 * What a job is for: which nodes, and on them which containers.
 *
 * Needs: the job, and the cluster as it is; null where there is no Kubernetes. Gives: a scope. Pure.
 * Reports: nothing; a scope that is empty is gate.ts's matter.
 */
import type { TraceClassSpec } from '@bpfleet/proto';
import type { Job } from '../jobs/job.ts';
import type { ClusterView, Container, Pod } from './cluster-view.ts';
import { selects } from './selector.ts';

export interface Target {
  readonly podUid: string;
  readonly container: string;
  readonly containerId: string;
}

export interface Scope {
  /** Whether the job is for this node, should it join. */
  includes(node: string): boolean;
  /** Nodes that belong to the job though no agent of them is connected. */
  readonly required: readonly string[];
  /** Nodes that could be part of it; null: nobody knows all nodes. */
  readonly possible: readonly string[] | null;
  /** By node; null: whole nodes. */
  readonly targets: ReadonlyMap<string, readonly Target[]> | null;
}

/** Whether the job has pods, not whole nodes. */
export function selectsPods({ kind, spec: { target } }: Pick<Job, 'kind' | 'spec'>): boolean {
  return (
    kind === 'TraceJob' ||
    target.pods !== undefined ||
    target.namespaces !== undefined ||
    target.containers !== undefined
  );
}

export function scopeOf(job: Job, view: ClusterView | null, traceClass: TraceClassSpec | null): Scope {
  const { names } = job.spec.target.nodes;
  if (view === null) {
    const includes = (node: string): boolean => names.length === 0 || names.includes(node);
    return { includes, required: names, possible: null, targets: null };
  }
  const isMeant = (node: string): boolean => meansNode(job, view, traceClass, node);
  if (!selectsPods(job)) {
    const possible = [...view.nodes.keys()].filter(isMeant);
    return { includes: isMeant, required: names, possible, targets: null };
  }
  const targets = targetsOf(job, view, isMeant);
  const required = [...targets.keys()].toSorted();
  return { includes: (node) => targets.has(node), required, possible: required, targets };
}

function meansNode({ spec }: Job, view: ClusterView, traceClass: TraceClassSpec | null, node: string): boolean {
  const { names, selector } = spec.target.nodes;
  if (names.length > 0 && !names.includes(node)) return false;
  const labels = view.nodes.get(node);
  // A node that Kubernetes does not know has no labels to be selected by.
  if (labels === undefined) return selector === undefined && traceClass?.nodes.selector === undefined;
  return selects(selector, labels) && selects(traceClass?.nodes.selector, labels);
}

function targetsOf(
  job: Job,
  view: ClusterView,
  isMeant: (node: string) => boolean,
): ReadonlyMap<string, readonly Target[]> {
  const byNode = new Map<string, Target[]>();
  for (const namespace of namespacesOf(job, view)) {
    for (const pod of view.podsOf(namespace).values()) {
      if (!pod.live || pod.node === '' || !isMeant(pod.node) || !isSelected(job, pod)) continue;
      const targets = pod.containers
        .filter((container) => container.id !== '' && isContainerSelected(job, container))
        .filter((container) => mayJoin(job, pod.uid, container))
        .map(({ name, id }): Target => ({ podUid: pod.uid, container: name, containerId: id }));
      if (targets.length === 0) continue;
      const others = byNode.get(pod.node);
      if (others === undefined) byNode.set(pod.node, targets);
      else others.push(...targets);
    }
  }
  return byNode;
}

function namespacesOf({ kind, namespace, spec }: Job, view: ClusterView): readonly string[] {
  if (kind === 'TraceJob') return [namespace];
  const { names = [], selector } = spec.target.namespaces ?? {};
  return [...view.namespaces]
    .filter(([name, labels]) => (names.length === 0 || names.includes(name)) && selects(selector, labels))
    .map(([name]) => name);
}

function isSelected({ spec }: Job, pod: Pod): boolean {
  const { names = [], selector } = spec.target.pods ?? {};
  return (names.length === 0 || names.includes(pod.name)) && selects(selector, pod.labels);
}

function isContainerSelected({ spec }: Job, { name, kind }: Container): boolean {
  const { names = [], includeInit = false, includeEphemeral = true } = spec.target.containers ?? {};
  if (names.length > 0 && !names.includes(name)) return false;
  return kind === 'ordinary' || (kind === 'init' ? includeInit : includeEphemeral);
}

/** Of a Snapshot that has begun only what it began with. A container that is restarted has another id, and stays. */
function mayJoin({ spec, startNs, selected, resumed }: Job, podUid: string, { name, sinceNs }: Container): boolean {
  if (spec.target.membership === 'Follow' || startNs === null) return true;
  // What it began with went with the operator's database: it is what is there now and was there then.
  if (resumed !== null && selected === null) return sinceNs <= startNs;
  return selected?.includes(selectedName(podUid, name)) === true;
}

export function selectedName(podUid: string, container: string): string {
  return `${podUid}/${container}`;
}
