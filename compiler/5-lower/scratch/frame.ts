/**
 * The second frame: slots for which the stack has no room.
 *
 * Needs: verified IR.
 * Gives: which slots leave the stack, and where each begins in memory of its own; those that are never in use at the same
 *   time share.
 * Reports: nothing.
 */
import { roundUp8 } from '../../4-plan-maps/layout.ts';
import type { IrFunction, SlotId } from '../../ir/ir.ts';
import { pointerOrigins } from '../../ir/verify/pointers.ts';
import { livesOf, type Lives } from './lives.ts';

/** Of the kernel's 512 bytes; the rest is for registers that spill. */
const stackBytes = 320;

export interface ScratchFrame {
  readonly offsets: ReadonlyMap<SlotId, number>;
  readonly bytes: number;
}

/** Null where all slots fit on the stack. */
export function scratchFrame(fn: IrFunction): ScratchFrame | null {
  const lives = livesOf(fn);
  const moved = movedSlots(fn, lives);
  return moved.length === 0 ? null : layOut(fn, lives, moved);
}

/** The largest first, until the rest fits. */
function movedSlots(fn: IrFunction, { moments }: Lives): readonly SlotId[] {
  const sizeOf = (slot: SlotId): number => roundUp8(fn.slots[slot]?.size ?? 0);
  const pinned = pinnedSlots(fn);
  const free = fn.slots.map(({ id }) => id).filter((slot) => !pinned.has(slot));
  const order = free.sort((a, b) => sizeOf(b) - sizeOf(a) || a - b);
  const left = moments.map((slots) => slots.reduce((sum, slot) => sum + sizeOf(slot), 0));
  const momentsOf = new Map<SlotId, number[]>(order.map((slot) => [slot, []]));
  for (const [moment, slots] of moments.entries()) for (const slot of slots) momentsOf.get(slot)?.push(moment);
  let crowded = left.filter((bytes) => bytes > stackBytes).length;
  let moved = 0;
  for (; crowded > 0 && moved < order.length; moved += 1) {
    const slot = order[moved] ?? 0;
    for (const moment of momentsOf.get(slot) ?? []) {
      const before = left[moment] ?? 0;
      left[moment] = before - sizeOf(slot);
      if (before > stackBytes && before - sizeOf(slot) <= stackBytes) crowded -= 1;
    }
  }
  return order.slice(0, moved);
}

/** What the kernel takes on the stack only: frames that loops hand to their bodies, and slots that hold pointers. */
function pinnedSlots(fn: IrFunction): ReadonlySet<SlotId> {
  const originsOf = pointerOrigins(fn);
  const pinned = new Set<SlotId>();
  for (const each of fn.blocks.flatMap((block) => block.instructions)) {
    const holdsPointer = each.kind === 'store' && typeof each.value === 'number' && fn.types[each.value] === 'pointer';
    const isFrame = each.kind === 'call' && takesCallback.has(each.helper);
    const pointers = holdsPointer ? [each.base] : isFrame ? each.args : [];
    for (const pointer of pointers) for (const slot of originsOf(pointer).slots) pinned.add(slot);
  }
  return pinned;
}

const takesCallback: ReadonlySet<string> = new Set(['loop', 'for_each_map_elem']);

function layOut(fn: IrFunction, lives: Lives, moved: readonly SlotId[]): ScratchFrame {
  const sizeOf = (slot: SlotId): number => roundUp8(fn.slots[slot]?.size ?? 0);
  const offsets = new Map<SlotId, number>();
  let bytes = 0;
  for (const slot of moved) {
    const taken = [...(lives.meets.get(slot) ?? [])]
      .flatMap((other) => {
        const start = offsets.get(other);
        return start === undefined ? [] : [{ start, end: start + sizeOf(other) }];
      })
      .sort((a, b) => a.start - b.start);
    let start = 0;
    for (const other of taken) if (other.start < start + sizeOf(slot)) start = Math.max(start, other.end);
    offsets.set(slot, start);
    bytes = Math.max(bytes, start + sizeOf(slot));
  }
  return { offsets, bytes };
}
