/**
 * Common-subexpression elimination.
 *
 * Needs: verified IR.
 * Gives: the same, with a computation that a dominating one already made replaced by that one's value: arithmetic,
 *   loads from the program's context (nobody writes it while the program runs), and helpers that answer the same
 *   all through one run. The clock counts as such: a run has one time, that of its first look.
 * Reports: nothing.
 */
import { dominators } from '../../ir/dominators.ts';
import type { Block, BlockId, Instruction, IrFunction, ValueId } from '../../ir/ir.ts';
import { steadyHelpers } from './helpers.ts';
import { replaceReads, replaceTerminatorReads } from './rewrite.ts';

export function reuse(fn: IrFunction): IrFunction {
  const tree = dominators(fn);
  const known = new Map<BlockId, Map<string, ValueId>>();
  const copies = new Map<ValueId, ValueId>();
  const contexts = new Set<ValueId>();
  const replace = (value: ValueId): ValueId => copies.get(value) ?? value;

  const find = (block: BlockId, key: string): ValueId | undefined => {
    for (let at = block; ; at = tree.immediate.get(at) ?? 0) {
      const found = known.get(at)?.get(key);
      if (found !== undefined || at === 0) return found;
    }
  };

  const rewritten = new Map<BlockId, Block>();
  for (const id of tree.order) {
    const block = fn.blocks[id];
    if (block === undefined) continue;
    const own = new Map<string, ValueId>();
    known.set(id, own);
    const instructions: Instruction[] = [];
    for (const each of block.instructions) {
      const instruction = replaceReads(each, replace);
      const made = reusable(instruction, contexts);
      const earlier = made === null ? undefined : find(id, made.key);
      if (made !== null && earlier !== undefined) {
        copies.set(made.dest, earlier);
        continue;
      }
      if (made !== null) own.set(made.key, made.dest);
      if (instruction.kind === 'context') contexts.add(instruction.dest);
      instructions.push(instruction);
    }
    rewritten.set(id, { ...block, instructions });
  }
  // Terminators last: their arguments may name values of blocks that come later in the order.
  const blocks = fn.blocks.map((block) => {
    const done = rewritten.get(block.id) ?? block;
    return { ...done, terminator: replaceTerminatorReads(done.terminator, replace) };
  });
  return { ...fn, blocks };
}

/** What identifies the computation, or null. Constants and addresses are left out: making them anew is cheaper than keeping them. */
function reusable(
  instruction: Instruction,
  contexts: ReadonlySet<ValueId>,
): { readonly key: string; readonly dest: ValueId } | null {
  const operand = (value: ValueId | bigint): string => (typeof value === 'bigint' ? `#${value}` : `${value}`);
  switch (instruction.kind) {
    case 'context':
      return { key: 'context', dest: instruction.dest };
    case 'binary':
      return {
        key: `${instruction.operator} ${instruction.left} ${operand(instruction.right)}`,
        dest: instruction.dest,
      };
    case 'compare':
      return {
        key: `${instruction.comparison} ${instruction.left} ${operand(instruction.right)}`,
        dest: instruction.dest,
      };
    case 'negate':
      return { key: `negate ${instruction.operand}`, dest: instruction.dest };
    case 'extend':
      return {
        key: `extend ${instruction.operand} ${instruction.width} ${instruction.signed}`,
        dest: instruction.dest,
      };
    case 'load': {
      if (!contexts.has(instruction.base)) return null;
      const { base, offset, width, signed, dest } = instruction;
      return { key: `load ${base} ${offset} ${width} ${signed}`, dest };
    }
    case 'call': {
      if (instruction.dest === null || !steadyHelpers.has(instruction.helper)) return null;
      // Arguments of these are constants, each a value of its own: only those without any are worth it.
      return instruction.args.length === 0 ? { key: `call ${instruction.helper}`, dest: instruction.dest } : null;
    }
    default:
      return null;
  }
}
