/**
 * Which stack slots are in use at the same time.
 *
 * Needs: verified IR.
 * Gives: for each slot those that are begun when it begins, or at whose begin it is begun.
 * Reports: nothing.
 */
import { reversePostorder } from '../../ir/dominators.ts';
import type { BlockId, Instruction, IrFunction, SlotId } from '../../ir/ir.ts';
import { edgesOf } from '../../ir/operands.ts';

export interface Lives {
  /** Both ways. */
  readonly meets: ReadonlyMap<SlotId, ReadonlySet<SlotId>>;
  /** For each begin of a slot, all that are in use then. */
  readonly moments: readonly (readonly SlotId[])[];
}

export function livesOf(fn: IrFunction): Lives {
  const meets = new Map(fn.slots.map(({ id }) => [id, new Set<SlotId>()]));
  const moments: (readonly SlotId[])[] = [];
  eachBegin(fn, (slot, begun) => {
    for (const other of begun) {
      meets.get(slot)?.add(other);
      meets.get(other)?.add(slot);
    }
    moments.push([slot, ...begun]);
  });
  return { meets, moments };
}

/** Calls `visit` at each begin, with what may be begun by then. */
function eachBegin(fn: IrFunction, visit: (slot: SlotId, begun: ReadonlySet<SlotId>) => void): void {
  const entries = begunAtEntry(fn);
  for (const block of fn.blocks) {
    const begun = new Set(entries.get(block.id));
    for (const each of block.instructions) {
      if (each.kind === 'slotBegin') visit(each.slot, begun);
      apply(each, begun);
    }
  }
}

function begunAtEntry(fn: IrFunction): ReadonlyMap<BlockId, ReadonlySet<SlotId>> {
  const entries = new Map(fn.blocks.map(({ id }) => [id, new Set<SlotId>()]));
  const order = reversePostorder(fn);
  for (let changed = true; changed; ) {
    changed = false;
    for (const id of order) {
      const block = fn.blocks[id];
      if (block === undefined) continue;
      const begun = new Set(entries.get(id));
      for (const each of block.instructions) apply(each, begun);
      for (const edge of edgesOf(block.terminator)) {
        const entry = entries.get(edge.block);
        const before = entry?.size;
        for (const slot of begun) entry?.add(slot);
        changed ||= entry?.size !== before;
      }
    }
  }
  return entries;
}

function apply(each: Instruction, begun: Set<SlotId>): void {
  if (each.kind === 'slotBegin') begun.add(each.slot);
  if (each.kind === 'slotEnd') begun.delete(each.slot);
}
