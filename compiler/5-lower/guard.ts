/**
 * The guard: what every event program asks before anything of the script runs.
 *
 * Needs: the policy's guard.
 * Gives: a block that returns unless the current task's cgroup, or process, is a key of the guard map. It fails closed: a
 *   failed helper call gives id 0, which is no cgroup's, and an empty map lets nothing through.
 * Reports: nothing.
 */
import { guardMapName, type MapDefinition, type ValueId } from '../ir/ir.ts';
import type { Guard } from '../policy.ts';
import { finish, type ProgramContext } from './context.ts';

/** Ids (of cgroups, or of processes) that the agent lets through. */
export const guardMap: MapDefinition = {
  name: guardMapName,
  type: 'hash',
  keySize: 8,
  valueSize: 8,
  maxEntries: 4096,
  flags: 0,
};

export function lowerGuard(context: ProgramContext, guard: Exclude<Guard, { readonly kind: 'none' }>): void {
  const { builder } = context;
  const through = builder.createBlock();
  for (const id of guardedIds(context, guard)) {
    const key = builder.beginSlot(8);
    builder.store(builder.slotAddress(key), 0, id());
    const entry = builder.call(
      'map_lookup_elem',
      [builder.mapHandle(guardMap.name), builder.slotAddress(key)],
      'pointer',
    );
    builder.endSlot(key);
    const [hit, miss] = [builder.createBlock(), builder.createBlock()];
    builder.branch('ne', entry, 0n, hit, miss);
    builder.start(hit);
    builder.guardPassed();
    builder.jump(through);
    builder.start(miss);
  }
  finish(context);
  builder.start(through);
}

/** What may be a key of the guard map, each computed where the ones before were none. */
function guardedIds({ builder }: ProgramContext, guard: Exclude<Guard, { readonly kind: 'none' }>): (() => ValueId)[] {
  switch (guard.kind) {
    case 'cgroup':
      return guard.levels.map((level) => () => builder.call('get_current_ancestor_cgroup_id', [BigInt(level)]));
    case 'process':
      return [() => builder.binary('lshr', builder.call('get_current_pid_tgid', []), 32n)];
  }
}
