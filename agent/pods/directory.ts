/**
 * Containers of this node: which cgroups they are, and to whom they belong.
 *
 * Needs: the cgroup hierarchy, the pods that the operator tells of. Gives: ids for the kernel's maps, names for what is read from
 * them. Reports: nothing; what is not found yet is found at one of the next looks, and until then nothing of it is let through.
 */
import type { NameSource } from '@bpfleet/compiler';
import type { NameReader } from '../names/names.ts';
import { systemName } from '../names/system-names.ts';
import type { ContainerTarget } from '@bpfleet/proto';
import { type ContainerCgroup, containerCgroups, kubepodsLevels, levelOf } from './container-cgroups.ts';
import { type ContainerName, ContainerNames } from './container-names.ts';
import type { PodTable } from './pod-table.ts';

export interface DirectoryOptions {
  readonly node: string;
  /** Where the cgroup2 hierarchy is mounted. */
  readonly root: string;
  /** The part of it that is this node. */
  readonly below: string;
  readonly pods: PodTable;
  /** Where names outlive this process, or null. */
  readonly file: string | null;
}

/** From a pod's folder, and through one for its quality of service. */
const defaultDepths = [3, 4] as const;

export class ContainerDirectory implements NameReader {
  readonly #options: DirectoryOptions;
  readonly #names: ContainerNames;
  #cgroups: readonly ContainerCgroup[] = [];

  constructor(options: DirectoryOptions) {
    this.#options = options;
    this.#names = new ContainerNames(options.file);
    this.look();
  }

  /** Looks again at what is there. */
  look(): void {
    const { root, below, pods } = this.#options;
    this.#cgroups = containerCgroups(root, below);
    this.#names.remember(
      this.#cgroups.flatMap(({ cgroupId, containerId }): (readonly [bigint, ContainerName])[] => {
        const facts = pods.container(containerId);
        if (facts === null) return [];
        const { name: pod, namespace, workload } = facts.pod;
        return [[cgroupId, { pod, container: facts.container, namespace, workload }]];
      }),
    );
  }

  /** Where containers of this node lie, or will. */
  levels(): readonly number[] {
    const { root, below } = this.#options;
    const start = levelOf(root, below);
    const found = [...this.#cgroups.map(({ level }) => level), ...kubepodsLevels(root, below)];
    return [...new Set(found.length > 0 ? found : defaultDepths.map((depth) => start + depth))].toSorted(
      (a, b) => a - b,
    );
  }

  /** Cgroup ids of all that are there now. */
  ids(): readonly bigint[] {
    return this.#cgroups.map(({ cgroupId }) => cgroupId);
  }

  idsOf(targets: readonly ContainerTarget[]): readonly bigint[] {
    const wanted = new Set(targets.map(({ podUid, containerId }) => `${podUid}/${containerId}`));
    const isWanted = ({ podUid, containerId }: ContainerCgroup): boolean => wanted.has(`${podUid}/${containerId}`);
    return this.#cgroups.filter(isWanted).map(({ cgroupId }) => cgroupId);
  }

  /** Empty for what is in no container; `?` and the id for a container that nobody told of. */
  nameOf(source: NameSource, cgroupId: bigint): string {
    if (source.of !== 'container') return systemName(source, cgroupId);
    const { attribute } = source;
    if (attribute === 'node') return this.#options.node;
    if (cgroupId === 0n) return '';
    return this.#names.get(cgroupId)?.[attribute] ?? `?${cgroupId}`;
  }
}
