/**
 * Keys of maps.
 *
 * Needs: typed key expressions, already converted to the map's key types.
 * Gives: the address of a kernel key, every byte of it written: hash maps compare keys bytewise.
 * Reports: nothing.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import { roundUp8 } from '../../4-plan-maps/layout.ts';
import type { SlotId, ValueId } from '../../ir/ir.ts';
import { evaluateCells, writeCells } from '../columns.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { holdString } from '../strings/hold.ts';
import { slotPlace } from '../strings/padded.ts';

export interface BuiltKey {
  readonly slot: SlotId;
  /** Made for this key alone: to be ended. */
  readonly temporary: boolean;
}

export function buildKey(context: ProgramContext, map: MapSymbol, key: readonly TypedExpression[]): BuiltKey {
  const { builder } = context;
  const plan = planOf(context, map);
  if (key.length === 0) {
    const slot = builder.beginSlot(plan.keySize);
    builder.store(builder.slotAddress(slot), 0, 0n, 32);
    return { slot, temporary: true };
  }
  const [only] = key;
  if (key.length === 1 && only?.type.kind === 'string' && roundUp8(only.type.capacity) === plan.keySize) {
    return holdString(context, only);
  }
  const cells = evaluateCells(context, key);
  const slot = builder.beginSlot(roundUp8(plan.keySize));
  writeCells(context, cells, plan.keys, slotPlace(context, slot));
  return { slot, temporary: true };
}

export function keyAddress({ builder }: ProgramContext, key: BuiltKey): ValueId {
  return builder.slotAddress(key.slot);
}

export function releaseKey({ builder }: ProgramContext, key: BuiltKey): void {
  if (key.temporary) builder.endSlot(key.slot);
}

/** Address of the element's value, or null. */
export function lookUp(context: ProgramContext, map: MapSymbol, key: BuiltKey): ValueId {
  const { builder } = context;
  const handle = builder.mapHandle(planOf(context, map).kernelName);
  return builder.call('map_lookup_elem', [handle, keyAddress(context, key)], 'pointer');
}
