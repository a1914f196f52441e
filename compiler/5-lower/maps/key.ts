/**
 * Keys of maps.
 *
 * Needs: typed key expressions, already converted to the map's key types.
 * Gives: the address of a kernel key, every byte of it written: hash maps compare keys bytewise.
 * Reports: nothing.
 */
import type { MapSymbol, TypedExpression } from '../../3-check/typed.ts';
import { inMemory } from '../../3-check/types.ts';
import { roundUp8, sizeOf } from '../../4-plan-maps/layout.ts';
import type { ValueId } from '../../ir/ir.ts';
import { evaluateCells, writeCells } from '../columns.ts';
import { planOf, type ProgramContext } from '../context.ts';
import { addressOf } from '../memory.ts';
import { type Held, holdForHelper, release } from '../values/hold.ts';
import { placeOf, slotHome } from '../values/home.ts';

export type BuiltKey = Held;

export function buildKey(context: ProgramContext, map: MapSymbol, key: readonly TypedExpression[]): BuiltKey {
  const { builder } = context;
  const plan = planOf(context, map);
  const size = roundUp8(plan.keySize);
  if (key.length === 0) {
    const slot = builder.beginSlot(plan.keySize);
    builder.store(builder.slotAddress(slot), 0, 0n, 32);
    return { home: slotHome(slot), size, temporary: slot };
  }
  const [only] = key;
  // A tuple has the layout of its elements as columns.
  if (key.length === 1 && only !== undefined && inMemory(only.type)) {
    if (roundUp8(sizeOf(only.type)) === size) return holdForHelper(context, only);
  }
  const cells = evaluateCells(context, key);
  const slot = builder.beginSlot(size);
  writeCells(context, cells, plan.keys, placeOf(context, slotHome(slot)));
  return { home: slotHome(slot), size, temporary: slot };
}

export function keyAddress(context: ProgramContext, key: BuiltKey): ValueId {
  return addressOf(context, placeOf(context, key.home));
}

export function releaseKey(context: ProgramContext, key: BuiltKey): void {
  release(context, key);
}

/** Address of the element's value, or null. */
export function lookUp(context: ProgramContext, handle: ValueId, key: BuiltKey): ValueId {
  return context.builder.call('map_lookup_elem', [handle, keyAddress(context, key)], 'pointer');
}
