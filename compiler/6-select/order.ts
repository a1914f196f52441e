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

/** The successor visited last comes first in the result: hence `else` is visited before `then`. */
function reversePostorder(blocks: readonly VBlock[]): readonly number[] {
  const seen = new Set([0]);
  const postorder: number[] = [];
  const stack = [{ block: 0, left: blocks[0] === undefined ? [] : [...successors(blocks[0].terminator)] }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.left.pop();
    if (next === undefined) {
      postorder.push(top.block);
      stack.pop();
    } else if (!seen.has(next)) {
      seen.add(next);
      const block = blocks[next];
      stack.push({ block: next, left: block === undefined ? [] : [...successors(block.terminator)] });
    }
  }
  return postorder.reverse();
}
