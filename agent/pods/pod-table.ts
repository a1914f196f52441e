/**
 * The node's pods, as the operator tells of them: to whom a container belongs.
 *
 * Needs: PodUpdates in the order in which they came. Gives: a pod by the id of one of its containers.
 * Reports: nothing; a container that nobody told of has no pod.
 */
import type { Pod, PodUpdate } from '@bpfleet/proto';

export interface ContainerFacts {
  readonly pod: Pod;
  /** Its name in the pod. */
  readonly container: string;
}

export class PodTable {
  readonly #pods = new Map<string, Pod>();
  readonly #containers = new Map<string, ContainerFacts>();

  get size(): number {
    return this.#pods.size;
  }

  update({ reset, pods, removed }: PodUpdate): void {
    if (reset) {
      this.#pods.clear();
      this.#containers.clear();
    }
    for (const uid of removed) this.#remove(uid);
    for (const pod of pods) {
      this.#remove(pod.uid);
      this.#pods.set(pod.uid, pod);
      for (const { id, name } of pod.containers) this.#containers.set(id, { pod, container: name });
    }
  }

  pod(uid: string): Pod | null {
    return this.#pods.get(uid) ?? null;
  }

  /** `id` without the scheme of its runtime. */
  container(id: string): ContainerFacts | null {
    return this.#containers.get(id) ?? null;
  }

  #remove(uid: string): void {
    for (const { id } of this.#pods.get(uid)?.containers ?? []) this.#containers.delete(id);
    this.#pods.delete(uid);
  }
}
