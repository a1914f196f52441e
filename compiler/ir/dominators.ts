/**
 * Needs: a function whose edges name existing blocks.
 * Gives: the blocks that can be reached, in reverse postorder, and the immediate dominator of each.
 * Reports: nothing. Method: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
 */
import type { BlockId, IrFunction } from './ir.ts';
import { edgesOf } from './operands.ts';

export interface Dominators {
  /** Reachable blocks; the entry first. */
  readonly order: readonly BlockId[];
  /** Immediate dominator of each reachable block; the entry maps to itself. */
  readonly immediate: ReadonlyMap<BlockId, BlockId>;
  /** Whether every path from the entry to `block` passes `by` (a block dominates itself). */
  dominates(by: BlockId, block: BlockId): boolean;
}

/** Reachable blocks in reverse postorder, without recursion: CFGs of unrolled scripts are deep. */
export function reversePostorder(fn: IrFunction): readonly BlockId[] {
  const seen = new Set<BlockId>([0]);
  const postorder: BlockId[] = [];
  const stack = [{ block: 0, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const terminator = fn.blocks[top.block]?.terminator;
    const successor = terminator === undefined ? undefined : edgesOf(terminator)[top.next++];
    if (successor === undefined) {
      postorder.push(top.block);
      stack.pop();
    } else if (!seen.has(successor.block)) {
      seen.add(successor.block);
      stack.push({ block: successor.block, next: 0 });
    }
  }
  return postorder.reverse();
}

/** Predecessors of every block, once per edge; unreachable ones included. */
export function predecessors(fn: IrFunction): ReadonlyMap<BlockId, readonly BlockId[]> {
  const result = new Map<BlockId, BlockId[]>(fn.blocks.map((block) => [block.id, []]));
  for (const block of fn.blocks) for (const edge of edgesOf(block.terminator)) result.get(edge.block)?.push(block.id);
  return result;
}

export function dominators(fn: IrFunction): Dominators {
  const order = reversePostorder(fn);
  const rank = new Map(order.map((block, index) => [block, index]));
  const before = predecessors(fn);
  const immediate = new Map<BlockId, BlockId>([[0, 0]]);
  const rankOf = (block: BlockId): number => rank.get(block) ?? 0;
  const up = (block: BlockId): BlockId => immediate.get(block) ?? 0;

  const common = (a: BlockId, b: BlockId): BlockId => {
    let [left, right] = [a, b];
    while (left !== right) {
      while (rankOf(left) > rankOf(right)) left = up(left);
      while (rankOf(right) > rankOf(left)) right = up(right);
    }
    return left;
  };

  for (let changed = true; changed; ) {
    changed = false;
    for (const block of order.slice(1)) {
      const known = (before.get(block) ?? []).filter((each) => immediate.has(each));
      const dominator = known.reduce(common);
      if (immediate.get(block) !== dominator) changed = true;
      immediate.set(block, dominator);
    }
  }

  const dominates = (by: BlockId, block: BlockId): boolean => {
    let at = block;
    while (rankOf(at) > rankOf(by)) at = up(at);
    return at === by;
  };
  return { order, immediate, dominates };
}
