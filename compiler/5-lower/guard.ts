/**
 * The guard: what every event program asks before anything of the script runs.
 *
 * Needs: the policy's guard.
 * Gives: a block that returns unless the current task's cgroup is a key of the guard map. It fails closed: a
 *   failed helper call gives id 0, which is no cgroup's, and an empty map lets nothing through.
 * Reports: nothing.
 */
import { guardMapName, type MapDefinition } from '../ir/ir.ts';
import type { Guard } from '../policy.ts';
import { finish, type ProgramContext } from './context.ts';

/** Cgroup ids the agent lets through. */
export const guardMap: MapDefinition = {
  name: guardMapName,
  type: 'hash',
  keySize: 8,
  valueSize: 8,
  maxEntries: 4096,
  flags: 0,
};

export function lowerGuard(context: ProgramContext, guard: Extract<Guard, { readonly kind: 'cgroup' }>): void {
  const { builder } = context;
  const key = builder.beginSlot(8);
  const id = builder.call('get_current_ancestor_cgroup_id', [BigInt(guard.level)]);
  builder.store(builder.slotAddress(key), 0, id);
  const entry = builder.call(
    'map_lookup_elem',
    [builder.mapHandle(guardMap.name), builder.slotAddress(key)],
    'pointer',
  );
  builder.endSlot(key);
  const [through, held] = [builder.createBlock(), builder.createBlock()];
  builder.branch('ne', entry, 0n, through, held);
  builder.start(held);
  finish(context);
  builder.start(through);
  builder.guardPassed();
}
