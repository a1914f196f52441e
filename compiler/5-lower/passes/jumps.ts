/**
 * Jump threading and block merging.
 *
 * Needs: verified IR.
 * Gives: the same without blocks that only jump on, and with blocks joined that always follow one another.
 * Reports: nothing.
 */
import type { Block, BlockId, Edge, IrFunction, Terminator, ValueId } from '../../ir/ir.ts';
import { edgesOf, readsOf, terminatorReads } from '../../ir/operands.ts';
import { dropUnreachable, mapEdges, replaceReads, replaceTerminatorReads } from './rewrite.ts';

export function straightenJumps(fn: IrFunction): IrFunction {
  const passable = passableBlocks(fn);
  const threaded = { ...fn, blocks: fn.blocks.map((block) => threadBlock(block, passable)) };
  return merge(dropUnreachable(threaded));
}

/** Empty blocks that only jump on, and whose parameters nobody else reads. */
function passableBlocks(fn: IrFunction): ReadonlyMap<BlockId, Block> {
  const readers = new Map<ValueId, Set<BlockId>>();
  for (const block of fn.blocks) {
    for (const value of [...block.instructions.flatMap(readsOf), ...terminatorReads(block.terminator)]) {
      readers.set(value, (readers.get(value) ?? new Set()).add(block.id));
    }
  }
  const isOwn = (value: ValueId, id: BlockId): boolean =>
    [...(readers.get(value) ?? [])].every((reader) => reader === id);
  const passable = fn.blocks.filter(
    ({ id, instructions, parameters, terminator }) =>
      id !== 0 &&
      instructions.length === 0 &&
      terminator.kind === 'jump' &&
      parameters.every((value) => isOwn(value, id)),
  );
  return new Map(passable.map((block) => [block.id, block]));
}

function threadBlock(block: Block, passable: ReadonlyMap<BlockId, Block>): Block {
  const terminator = mapEdges(block.terminator, (edge) => thread(edge, passable));
  return { ...block, terminator: withoutChoice(terminator) };
}

/** The edge past passable blocks. */
function thread(edge: Edge, passable: ReadonlyMap<BlockId, Block>): Edge {
  let at = edge;
  for (const seen = new Set<BlockId>(); !seen.has(at.block); ) {
    const block = passable.get(at.block);
    if (block === undefined || block.terminator.kind !== 'jump') return at;
    seen.add(block.id);
    const { args } = at;
    const { to } = block.terminator;
    at = { block: to.block, args: to.args.map((value) => args[block.parameters.indexOf(value)] ?? value) };
  }
  return at;
}

/** A branch whose two edges are one is a jump. */
function withoutChoice(terminator: Terminator): Terminator {
  if (terminator.kind !== 'branch') return terminator;
  const { then, else: otherwise } = terminator;
  const same = then.block === otherwise.block && then.args.every((arg, index) => arg === otherwise.args[index]);
  return same ? { kind: 'jump', to: then, span: terminator.span } : terminator;
}

/** Appends each block with a single predecessor that only jumps to it to that predecessor. */
function merge(fn: IrFunction): IrFunction {
  const arrivals = new Map<BlockId, number>();
  for (const block of fn.blocks) {
    for (const edge of edgesOf(block.terminator)) arrivals.set(edge.block, (arrivals.get(edge.block) ?? 0) + 1);
  }
  const values = new Map<ValueId, ValueId>();
  const merged = new Map<BlockId, Block>();
  const swallowed = new Set<BlockId>();
  for (const block of fn.blocks) {
    if (swallowed.has(block.id)) continue;
    let result = block;
    for (;;) {
      const { terminator } = result;
      if (terminator.kind !== 'jump' || arrivals.get(terminator.to.block) !== 1) break;
      const next = fn.blocks[terminator.to.block];
      if (next === undefined || next.id === block.id || merged.has(next.id)) break;
      next.parameters.forEach((parameter, index) => {
        const arg = terminator.to.args[index];
        if (arg !== undefined) values.set(parameter, arg);
      });
      swallowed.add(next.id);
      result = { ...result, instructions: [...result.instructions, ...next.instructions], terminator: next.terminator };
    }
    merged.set(block.id, result);
  }
  const replace = (value: ValueId): ValueId => {
    const next = values.get(value);
    return next === undefined ? value : replace(next);
  };
  const blocks = fn.blocks.map((block) => {
    const whole = merged.get(block.id) ?? unreached(block);
    return {
      ...whole,
      instructions: whole.instructions.map((each) => replaceReads(each, replace)),
      terminator: replaceTerminatorReads(whole.terminator, replace),
    };
  });
  return dropUnreachable({ ...fn, blocks });
}

/** What is left of a swallowed block until it is dropped: it must not hold on to others. */
function unreached(block: Block): Block {
  return { ...block, instructions: [], terminator: { kind: 'return', value: 0n, span: block.terminator.span } };
}
