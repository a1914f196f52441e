/**
 * Constant folding and propagation.
 *
 * Needs: verified IR.
 * Gives: the same with operations on constants computed, identities removed, multiplications and divisions by
 *   powers of two made shifts, constants moved into instructions, and branches that are decided turned to jumps.
 * Reports: nothing.
 *
 * One walk in reverse postorder along edges that can be taken; a block parameter is constant, or a copy, when
 * all such edges agree on it.
 */
import { predecessors, reversePostorder } from '../../ir/dominators.ts';
import { evaluateBinary, evaluateComparison, evaluateExtend, signed } from '../../ir/evaluate.ts';
import type { Block, BlockId, Comparison, Edge, Instruction, IrFunction, Terminator, ValueId } from '../../ir/ir.ts';
import { edgesOf } from '../../ir/operands.ts';
import { dropUnreachable, replaceReads, replaceTerminatorReads } from './rewrite.ts';
import { simplifyBinary } from './simplify.ts';

type Compare = Extract<Instruction, { readonly kind: 'compare' }>;

interface Facts {
  /** As signed 64-bit. */
  readonly constants: Map<ValueId, bigint>;
  readonly copies: Map<ValueId, ValueId>;
  readonly compares: Map<ValueId, Compare>;
}

export function fold(fn: IrFunction): IrFunction {
  const facts: Facts = { constants: new Map(), copies: new Map(), compares: new Map() };
  const order = reversePostorder(fn);
  const rank = new Map(order.map((id, index) => [id, index]));
  const before = predecessors(fn);
  const taken = new Map<BlockId, Edge[]>();
  const folded = new Map<BlockId, Block>();
  for (const id of order) {
    const block = fn.blocks[id];
    const edges = taken.get(id);
    if (block === undefined || (id !== 0 && edges === undefined)) continue;
    const loops = (before.get(id) ?? []).some((each) => (rank.get(each) ?? 0) >= (rank.get(id) ?? 0));
    if (!loops) joinParameters(block, edges ?? [], facts);
    const result = foldBlock(block, fn, facts);
    folded.set(id, result);
    for (const edge of edgesOf(result.terminator)) taken.set(edge.block, [...(taken.get(edge.block) ?? []), edge]);
  }
  return dropUnreachable({ ...fn, blocks: fn.blocks.map((block) => folded.get(block.id) ?? block) });
}

function joinParameters(block: Block, edges: readonly Edge[], facts: Facts): void {
  block.parameters.forEach((parameter, index) => {
    const args = edges.map((edge) => edge.args[index]);
    const [first] = args;
    if (first === undefined) return;
    const constant = facts.constants.get(first);
    if (constant !== undefined) {
      if (args.every((arg) => arg !== undefined && facts.constants.get(arg) === constant)) {
        facts.constants.set(parameter, constant);
      }
    } else if (args.every((arg) => arg === first)) facts.copies.set(parameter, first);
  });
}

function foldBlock(block: Block, fn: IrFunction, facts: Facts): Block {
  const replace = (value: ValueId): ValueId => facts.copies.get(value) ?? value;
  const instructions: Instruction[] = [];
  for (const instruction of block.instructions) {
    const folded = foldInstruction(replaceReads(instruction, replace), fn, facts);
    if (folded !== null) instructions.push(folded);
  }
  const terminator = foldTerminator(replaceTerminatorReads(block.terminator, replace), facts);
  return { ...block, instructions, terminator };
}

/** Null when the instruction's value is another's. */
function foldInstruction(instruction: Instruction, fn: IrFunction, facts: Facts): Instruction | null {
  const { constants } = facts;
  const { span } = instruction;
  const known = (operand: ValueId | bigint): bigint | undefined =>
    typeof operand === 'bigint' ? operand : constants.get(operand);
  const constant = (dest: ValueId, value: bigint): Instruction => {
    constants.set(dest, signed(value));
    return { kind: 'const', dest, value: signed(value), span };
  };
  switch (instruction.kind) {
    case 'const':
      return constant(instruction.dest, instruction.value);
    case 'negate': {
      const value = known(instruction.operand);
      return value === undefined ? instruction : constant(instruction.dest, -value);
    }
    case 'extend': {
      const value = known(instruction.operand);
      if (value === undefined) return instruction;
      return constant(instruction.dest, evaluateExtend(value, instruction.width, instruction.signed));
    }
    case 'compare': {
      const [left, right] = [known(instruction.left), known(instruction.right)];
      if (left !== undefined && right !== undefined) {
        return constant(instruction.dest, evaluateComparison(instruction.comparison, left, right) ? 1n : 0n);
      }
      const immediate = withImmediate(instruction, facts);
      facts.compares.set(immediate.dest, immediate);
      return immediate;
    }
    case 'binary': {
      const [left, right] = [known(instruction.left), known(instruction.right)];
      const value =
        left === undefined || right === undefined ? null : evaluateBinary(instruction.operator, left, right);
      if (value !== null) return constant(instruction.dest, value);
      const simple = simplifyBinary(instruction, left, right, fn.types[instruction.left] === 'pointer');
      if (simple.kind === 'constant') return constant(instruction.dest, simple.value);
      if (simple.kind === 'instruction') return simple.instruction;
      facts.copies.set(instruction.dest, simple.of);
      return null;
    }
    case 'store': {
      const value = known(instruction.value);
      return value !== undefined && fitsImmediate(value) ? { ...instruction, value } : instruction;
    }
    default:
      return instruction;
  }
}

function foldTerminator(terminator: Terminator, facts: Facts): Terminator {
  if (terminator.kind === 'return') {
    const value = typeof terminator.value === 'number' ? facts.constants.get(terminator.value) : undefined;
    return value !== undefined && fitsImmediate(value) ? { ...terminator, value } : terminator;
  }
  if (terminator.kind === 'jump') return terminator;
  const branch = throughCompare(withImmediate(terminator, facts), facts);
  const left = facts.constants.get(branch.left);
  const right = typeof branch.right === 'bigint' ? branch.right : facts.constants.get(branch.right);
  if (left === undefined || right === undefined) return branch;
  const to = evaluateComparison(branch.comparison, left, right) ? branch.then : branch.else;
  return { kind: 'jump', to, span: branch.span };
}

type Branch = Extract<Terminator, { readonly kind: 'branch' }>;

/** A branch on whether a comparison gave 0 compares by itself. */
function throughCompare(branch: Branch, facts: Facts): Branch {
  const compare = facts.compares.get(branch.left);
  if (compare === undefined || branch.right !== 0n || (branch.comparison !== 'eq' && branch.comparison !== 'ne'))
    return branch;
  const { comparison, left, right } = compare;
  const negated = branch.comparison === 'eq';
  const [then, otherwise] = negated ? [branch.else, branch.then] : [branch.then, branch.else];
  return { ...branch, comparison, left, right, then, else: otherwise };
}

const mirrored: Readonly<Record<Comparison, Comparison>> = {
  eq: 'eq',
  ne: 'ne',
  set: 'set',
  ult: 'ugt',
  ule: 'uge',
  ugt: 'ult',
  uge: 'ule',
  slt: 'sgt',
  sle: 'sge',
  sgt: 'slt',
  sge: 'sle',
};

/** A constant operand of a comparison stands on the right, in the instruction. */
function withImmediate<
  T extends { readonly comparison: Comparison; readonly left: ValueId; readonly right: ValueId | bigint },
>(each: T, { constants }: Facts): T {
  if (typeof each.right === 'bigint') return each;
  const right = constants.get(each.right);
  if (right !== undefined) return fitsImmediate(right) ? { ...each, right } : each;
  const left = constants.get(each.left);
  if (left === undefined || !fitsImmediate(left)) return each;
  return { ...each, comparison: mirrored[each.comparison], left: each.right, right: left };
}

function fitsImmediate(value: bigint): boolean {
  return BigInt.asIntN(32, value) === value;
}
