/**
 * The container of the current task.
 *
 * Needs: the levels at which containers may lie.
 * Gives: the cgroup id of the task's container, by a map of all containers' ids that the agent keeps; 0 for a task in none. The
 *   names behind it are found when the value is read: all of a container's attributes are this one number.
 * Reports: nothing.
 */
import type { ContainerAttribute } from '../3-check/typed.ts';
import { invariant } from '../diagnostics/invariant.ts';
import type { MapDefinition, ValueId } from '../ir/ir.ts';
import { parameterOf } from './arithmetic.ts';
import type { ProgramContext } from './context.ts';

/** Ids of cgroups that are containers. */
export const containersMap: MapDefinition = {
  name: 'containers',
  type: 'hash',
  keySize: 8,
  valueSize: 8,
  maxEntries: 16_384,
  flags: 1, // BPF_F_NO_PREALLOC: most nodes have a hundred
};

export function lowerContainer(context: ProgramContext, attribute: ContainerAttribute): ValueId {
  const { builder, module } = context;
  // Known without looking, and the same for all.
  if (attribute === 'node') return builder.constant(0n);
  const { containers } = module.policy;
  invariant(containers !== null, `${attribute} where no containers are known`);
  module.usesContainers = true;
  const done = builder.createBlock(['int']);
  for (const level of containers.levels) {
    const key = builder.beginSlot(8);
    const id = builder.call('get_current_ancestor_cgroup_id', [BigInt(level)]);
    builder.store(builder.slotAddress(key), 0, id);
    const lookup = [builder.mapHandle(containersMap.name), builder.slotAddress(key)];
    const entry = builder.call('map_lookup_elem', lookup, 'pointer');
    builder.endSlot(key);
    const [hit, miss] = [builder.createBlock(), builder.createBlock()];
    builder.branch('ne', entry, 0n, hit, miss);
    builder.start(hit);
    builder.jump(done, [id]);
    builder.start(miss);
  }
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}
