/** Targets and pods as agent.proto has them. */
import type { ContainerTarget, Pod as WirePod } from '@bpfleet/proto';
import type { Pod } from './cluster-view.ts';
import type { Target } from './scope.ts';

export function wireTarget({ podUid, container, containerId }: Target): ContainerTarget {
  return { podUid, container, containerId };
}

export function wirePod({ uid, namespace, name, workload, containers }: Pod): WirePod {
  return {
    uid,
    namespace,
    name,
    workload,
    containers: containers
      .filter(({ id }) => id !== '')
      .map((container) => ({ name: container.name, id: container.id })),
  };
}
