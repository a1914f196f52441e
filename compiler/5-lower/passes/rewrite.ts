/**
 * What the passes share: rebuilding instructions with other operands.
 *
 * Needs: an instruction or terminator, and what to put in place of each value it reads.
 * Gives: the same with the replacements.
 * Reports: nothing.
 */
import { reversePostorder } from '../../ir/dominators.ts';
import type { BlockId, Edge, Instruction, IrFunction, Terminator, ValueId } from '../../ir/ir.ts';

export type Replace = (value: ValueId) => ValueId;

export function replaceReads(instruction: Instruction, replace: Replace): Instruction {
  const either = (operand: ValueId | bigint): ValueId | bigint =>
    typeof operand === 'number' ? replace(operand) : operand;
  switch (instruction.kind) {
    case 'binary':
      return { ...instruction, left: replace(instruction.left), right: either(instruction.right) };
    case 'compare':
      return { ...instruction, left: replace(instruction.left), right: either(instruction.right) };
    case 'negate':
    case 'extend':
      return { ...instruction, operand: replace(instruction.operand) };
    case 'load':
      return { ...instruction, base: replace(instruction.base) };
    case 'store':
      return { ...instruction, base: replace(instruction.base), value: either(instruction.value) };
    case 'atomicAdd':
      return { ...instruction, base: replace(instruction.base), value: replace(instruction.value) };
    case 'compareExchange':
      return {
        ...instruction,
        base: replace(instruction.base),
        expected: replace(instruction.expected),
        value: replace(instruction.value),
      };
    case 'call':
      return { ...instruction, args: instruction.args.map(replace) };
    default:
      return instruction;
  }
}

export function replaceTerminatorReads(terminator: Terminator, replace: Replace): Terminator {
  const either = (operand: ValueId | bigint): ValueId | bigint =>
    typeof operand === 'number' ? replace(operand) : operand;
  switch (terminator.kind) {
    case 'jump':
    case 'branch': {
      const ended = mapEdges(terminator, (edge) => ({ ...edge, args: edge.args.map(replace) }));
      return ended.kind === 'branch' ? { ...ended, left: replace(ended.left), right: either(ended.right) } : ended;
    }
    case 'return':
      return { ...terminator, value: either(terminator.value) };
  }
}

export function mapEdges(terminator: Terminator, map: (edge: Edge) => Edge): Terminator {
  switch (terminator.kind) {
    case 'jump':
      return { ...terminator, to: map(terminator.to) };
    case 'branch':
      return { ...terminator, then: map(terminator.then), else: map(terminator.else) };
    case 'return':
      return terminator;
  }
}

/** Drops blocks that cannot be reached and numbers the rest densely, in their old order. */
export function dropUnreachable(fn: IrFunction): IrFunction {
  const reached = new Set(reversePostorder(fn));
  if (reached.size === fn.blocks.length) return fn;
  const kept = fn.blocks.filter((block) => reached.has(block.id));
  const numbers = new Map<BlockId, BlockId>(kept.map((block, index) => [block.id, index]));
  const renumber = (id: BlockId): BlockId => numbers.get(id) ?? id;
  const blocks = kept.map((block) => ({
    ...block,
    id: renumber(block.id),
    terminator: mapEdges(block.terminator, (edge) => ({ ...edge, block: renumber(edge.block) })),
  }));
  return { ...fn, blocks };
}
