/**
 * The cluster as far as targets depend on it, pruned to what is used. Who gives it keeps it current; readers take what is
 * there now.
 */
import type { TraceClassSpec } from '@bpfleet/proto';

export type Labels = Readonly<Record<string, string>>;

export interface Container {
  readonly name: string;
  /** As the runtime calls it, without its scheme; empty while it was never started. */
  readonly id: string;
  readonly kind: 'ordinary' | 'init' | 'ephemeral';
  /** Whole seconds: when it was started, of one that was restarted when its pod was made. Zero: nobody knows. */
  readonly sinceNs: bigint;
}

export interface Pod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Empty until it is scheduled. */
  readonly node: string;
  readonly labels: Labels;
  /** `Deployment/checkout`, or empty for a pod of its own. */
  readonly workload: string;
  readonly containers: readonly Container[];
  /** It runs, or will: Succeeded and Failed pods have no tasks any more. */
  readonly live: boolean;
}

/** A pod that is new, has changed, or is gone from a node. */
export interface PodChange {
  readonly node: string;
  readonly uid: string;
}

export interface Cluster {
  readonly view: ClusterView;
  /** Calls back a moment after changes of anything. Gives how to end it. */
  watch(onChange: (pods: readonly PodChange[]) => void): () => void;
}

export interface ClusterView {
  /** Another one after every change. */
  readonly version: number;
  traceClass(name: string): TraceClassSpec | null;
  /** Labels by node. */
  readonly nodes: ReadonlyMap<string, Labels>;
  /** Labels by namespace. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  /** By uid. */
  podsOf(namespace: string): ReadonlyMap<string, Pod>;
  podsOn(node: string): ReadonlyMap<string, Pod>;
}
