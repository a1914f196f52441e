/**
 * Needs: vcode.
 * Gives: the same with its blocks in reverse postorder and renumbered, unreachable ones gone: the order of
 * the final code. `then` follows its branch where possible.
 * Reports: nothing.
 */
import { successors, type VBlock, type VFunction, type VTerminator } from './vcode.ts';

export function orderBlocks(fn: VFunction): VFunction {
  const order = reversePostorder(fn.blocks);
  const position = new Map(order.map((block, index) => [block, index]));
  const at = (block: number): number => position.get(block) ?? 0;
  const blocks = order.flatMap((index) => {
    const block = fn.blocks[index];
    return block === undefined ? [] : [{ ...block, terminator: retarget(block.terminator, at) }];
  });
  return { ...fn, blocks };
}

/** The terminator with its targets renamed. */
export function retarget(terminator: VTerminator, to: (block: number) => number): VTerminator {
  switch (terminator.kind) {
    case 'jump':
      return { ...terminator, to: to(terminator.to) };
    case 'branch':
      return { ...terminator, then: to(terminator.then), else: to(terminator.else) };
    case 'exit':
      return terminator;
  }
}

function reversePostorder(blocks: readonly VBlock[]): readonly number[] {
  const seen = new Set([0]);
  const postorder: number[] = [];
  const stack = [{ block: 0, left: visits(blocks[0]) }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.left.pop();
    if (next === undefined) {
      postorder.push(top.block);
      stack.pop();
    } else if (!seen.has(next)) {
      seen.add(next);
      stack.push({ block: next, left: visits(blocks[next]) });
    }
  }
  return postorder.reverse();
}

/**
 * Successors, to be visited from the end. The one visited last comes first in the result and so follows its
 * branch: `then`, except for the bit test, which cannot be turned round to jump to `else`.
 */
function visits(block: VBlock | undefined): number[] {
  if (block === undefined) return [];
  const { terminator } = block;
  const bitTest = terminator.kind === 'branch' && terminator.comparison === 'set';
  return bitTest ? [terminator.else, terminator.then] : [...successors(terminator)];
}
