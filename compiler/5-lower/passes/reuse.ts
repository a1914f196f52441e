/**
 * Common-subexpression elimination.
 *
 * Needs: verified IR.
 * Gives: the same, with a computation that a dominating one already made replaced by that one's value: arithmetic,
 *   loads from the program's context (nobody writes it while the program runs) and from the current task (a run has one
 *   name of it, that of its first look), and helpers that answer the same all through one run. The clock counts as such: a run has one time, that of its first look.
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
  /** Where what is loaded stays the same. */
  const steadyBases = new Set<ValueId>();
  /** Values that are made anew at each use, by what they are. */
  const remade = new Map<ValueId, string>();
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
      note(instruction, steadyBases, remade);
      const made = reusable(instruction, steadyBases, remade, fn.types);
      const earlier = made === null ? undefined : find(id, made.key);
      if (made !== null && earlier !== undefined) {
        copies.set(made.dest, earlier);
        continue;
      }
      if (made !== null) own.set(made.key, made.dest);
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

function note(instruction: Instruction, steadyBases: Set<ValueId>, remade: Map<ValueId, string>): void {
  switch (instruction.kind) {
    case 'context':
      steadyBases.add(instruction.dest);
      return;
    case 'call':
      if (instruction.helper === 'get_current_task_btf' && instruction.dest !== null) steadyBases.add(instruction.dest);
      return;
    case 'const':
      remade.set(instruction.dest, `#${instruction.value}`);
      return;
    case 'globalAddress':
      remade.set(instruction.dest, `globals+${instruction.offset}`);
      return;
    default:
      return;
  }
}

/** What identifies the computation, or null. Constants and addresses are left out: making them anew is cheaper than keeping them. */
function reusable(
  instruction: Instruction,
  steadyBases: ReadonlySet<ValueId>,
  remade: ReadonlyMap<ValueId, string>,
  types: IrFunction['types'],
): { readonly key: string; readonly dest: ValueId } | null {
  const operand = (value: ValueId | bigint): string =>
    typeof value === 'bigint' ? `#${value}` : (remade.get(value) ?? `${value}`);
  switch (instruction.kind) {
    case 'context':
      return { key: 'context', dest: instruction.dest };
    case 'binary':
      return {
        key: `${instruction.operator} ${operand(instruction.left)} ${operand(instruction.right)}`,
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
      if (!steadyBases.has(instruction.base)) return null;
      const { base, offset, width, signed, dest } = instruction;
      // What is a pointer to one is a number to another.
      return { key: `load ${base} ${offset} ${width} ${signed} ${types[dest]}`, dest };
    }
    case 'call': {
      if (instruction.dest === null || !steadyHelpers.has(instruction.helper)) return null;
      return { key: `call ${instruction.helper} ${instruction.args.map(operand).join(' ')}`, dest: instruction.dest };
    }
    default:
      return null;
  }
}
