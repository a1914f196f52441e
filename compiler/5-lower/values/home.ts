/**
 * Where memory values stand.
 *
 * Needs: nothing.
 * Gives: homes, and the places that they are. A slot's address is taken anew at each use, as that costs nothing.
 * Reports: nothing.
 */
import type { SlotId, ValueId } from '../../ir/ir.ts';
import type { ProgramContext } from '../context.ts';
import type { Place } from '../place.ts';

export type Home =
  | { readonly kind: 'slot'; readonly slot: SlotId; readonly offset: number }
  | { readonly kind: 'pointer'; readonly base: ValueId; readonly offset: number }
  /** In an object of the kernel's: only loads reach it, helpers take no such address. */
  | { readonly kind: 'kernel'; readonly base: ValueId; readonly offset: number };

export function slotHome(slot: SlotId): Home {
  return { kind: 'slot', slot, offset: 0 };
}

export function placeOf({ builder }: ProgramContext, home: Home): Place {
  return { base: home.kind === 'slot' ? builder.slotAddress(home.slot) : home.base, offset: home.offset };
}

/** Of a part that begins `offset` bytes behind. */
export function homeAt(home: Home, offset: number): Home {
  return { ...home, offset: home.offset + offset };
}
