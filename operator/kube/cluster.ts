/**
 * The cluster as jobs need it: pods, nodes, namespaces and classes, watched and pruned.
 *
 * Needs: the API server. Gives: a Cluster. Reports: to the log, as reflector.ts; a class that is not valid, as one that
 * does not exist.
 */
import { isDeepStrictEqual } from 'node:util';
import { traceClass, type TraceClassSpec } from '@bpfleet/proto';
import type { Log } from '../log.ts';
import type { Cluster, ClusterView, Labels, Pod, PodChange } from '../targets/cluster-view.ts';
import type { Api } from './api.ts';
import { at, text } from './json.ts';
import { type Named, pruneNamed, prunePod } from './pods.ts';
import { apiPath } from './paths.ts';
import { Reflector } from './reflector.ts';

/** Changes that come close together are told together. */
const quietMs = 100;

interface Class {
  readonly name: string;
  readonly spec: TraceClassSpec;
}

export class KubernetesCluster implements Cluster {
  readonly view: ClusterView;
  readonly #log: Log;
  #version = 0;
  readonly #byNamespace = new Map<string, Map<string, Pod>>();
  readonly #byNode = new Map<string, Map<string, Pod>>();
  readonly #nodes = new Map<string, Labels>();
  readonly #namespaces = new Map<string, Labels>();
  readonly #classes = new Map<string, TraceClassSpec>();
  readonly #reflectors: readonly Reflector<unknown>[];
  readonly #listeners = new Set<(pods: readonly PodChange[]) => void>();
  #changes: PodChange[] = [];
  #quiet: NodeJS.Timeout | null = null;

  constructor(api: Api, log: Log) {
    this.#log = log;
    this.view = this.#makeView();
    this.#reflectors = [
      new Reflector<Pod>({
        api,
        log,
        path: '/api/v1/pods',
        prune: prunePod,
        onChange: (before, after) => this.#onPod(before, after),
      }),
      this.#named(api, '/api/v1/nodes', this.#nodes),
      this.#named(api, '/api/v1/namespaces', this.#namespaces),
      new Reflector<Class>({
        api,
        log,
        path: apiPath('traceclasses'),
        prune: (object) => this.#class(object),
        onChange: (before, after) => {
          if (before !== null) this.#classes.delete(before.name);
          if (after !== null) this.#classes.set(after.name, after.spec);
          this.#changed();
        },
      }),
    ] as readonly Reflector<unknown>[];
  }

  get restarts(): number {
    return this.#reflectors.reduce((sum, { restarts }) => sum + restarts, 0);
  }

  get podCount(): number {
    return [...this.#byNamespace.values()].reduce((sum, pods) => sum + pods.size, 0);
  }

  /** Resolves when everything was listed once; with false when it was closed before. */
  async start(): Promise<boolean> {
    const listed = await Promise.all(this.#reflectors.map((reflector) => reflector.start()));
    return listed.every((done) => done);
  }

  watch(onChange: (pods: readonly PodChange[]) => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  close(): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    for (const reflector of this.#reflectors) reflector.close();
  }

  #makeView(): ClusterView {
    const version = (): number => this.#version;
    return {
      get version() {
        return version();
      },
      traceClass: (name) => this.#classes.get(name) ?? null,
      nodes: this.#nodes,
      namespaces: this.#namespaces,
      podsOf: (namespace) => this.#byNamespace.get(namespace) ?? new Map<string, Pod>(),
      podsOn: (node) => this.#byNode.get(node) ?? new Map<string, Pod>(),
    };
  }

  #named(api: Api, path: string, into: Map<string, Labels>): Reflector<Named> {
    return new Reflector<Named>({
      api,
      log: this.#log,
      path,
      prune: pruneNamed,
      onChange: (before, after) => {
        const isSame = isDeepStrictEqual(before, after);
        if (before !== null && after === null) into.delete(before.name);
        if (after !== null) into.set(after.name, after.labels);
        // A node's heartbeat is no change of what is kept.
        if (!isSame) this.#changed();
      },
    });
  }

  #class(object: unknown): Class | null {
    const name = text(at(object, 'metadata', 'name'));
    const { success, data, error } = traceClass.shape.spec.safeParse(at(object, 'spec') ?? {});
    if (success) return { name, spec: data };
    this.#log.warn({ traceClass: name, problem: error.message }, 'a TraceClass that is not valid');
    return null;
  }

  #onPod(before: Pod | null, after: Pod | null): void {
    if (before !== null && after !== null && isDeepStrictEqual(before, after)) return;
    if (before !== null) this.#index(before, null);
    if (after !== null) this.#index(after, after);
    const nodes = new Set([before?.node ?? '', after?.node ?? '']);
    nodes.delete('');
    for (const node of nodes) this.#changes.push({ node, uid: (after ?? before)?.uid ?? '' });
    this.#changed();
  }

  /** Pods whose tasks are gone are on no node any more. */
  #index(place: Pod, pod: Pod | null): void {
    put(this.#byNamespace, place.namespace, place.uid, pod);
    if (place.node !== '') put(this.#byNode, place.node, place.uid, pod?.live === true ? pod : null);
  }

  #changed(): void {
    this.#version += 1;
    this.#quiet ??= setTimeout(() => {
      this.#quiet = null;
      const changes = this.#changes;
      this.#changes = [];
      for (const listener of this.#listeners) listener(changes);
    }, quietMs);
  }
}

function put(index: Map<string, Map<string, Pod>>, key: string, uid: string, pod: Pod | null): void {
  const group = index.get(key) ?? new Map<string, Pod>();
  if (pod === null) group.delete(uid);
  else group.set(uid, pod);
  if (group.size === 0) index.delete(key);
  else index.set(key, group);
}
