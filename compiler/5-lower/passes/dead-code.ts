/**
 * Dead code elimination.
 *
 * Needs: verified IR.
 * Gives: the same without computations, block parameters and slots that nothing depends on.
 * Reports: nothing.
 */
import type { Block, BlockId, Edge, Instruction, IrFunction, ValueId } from '../../ir/ir.ts';
import { definitionOf, edgesOf, readsOf } from '../../ir/operands.ts';
import { pureHelpers } from './helpers.ts';
import { mapEdges } from './rewrite.ts';

export function removeDeadCode(fn: IrFunction): IrFunction {
  const live = liveValues(fn);
  const blocks = fn.blocks.map((block) => prune(block, fn, live));
  const used = new Set(
    blocks.flatMap((block) => block.instructions.flatMap((each) => (each.kind === 'slotAddress' ? [each.slot] : []))),
  );
  const isIdle = (each: Instruction): boolean =>
    (each.kind === 'slotBegin' || each.kind === 'slotEnd') && !used.has(each.slot);
  return {
    ...fn,
    blocks: blocks.map((block) => ({ ...block, instructions: block.instructions.filter((each) => !isIdle(each)) })),
  };
}

function prune(block: Block, fn: IrFunction, live: ReadonlySet<ValueId>): Block {
  const keep = (id: BlockId, index: number): boolean => {
    const parameter = fn.blocks[id]?.parameters[index];
    return parameter !== undefined && live.has(parameter);
  };
  const pruneEdge = (edge: Edge): Edge => ({ ...edge, args: edge.args.filter((_, index) => keep(edge.block, index)) });
  return {
    ...block,
    parameters: block.parameters.filter((parameter) => live.has(parameter)),
    instructions: block.instructions.filter((each) => isNeeded(each, live)).map((each) => withoutResult(each, live)),
    terminator: mapEdges(block.terminator, pruneEdge),
  };
}

function isNeeded(instruction: Instruction, live: ReadonlySet<ValueId>): boolean {
  if (hasEffect(instruction)) return true;
  const value = definitionOf(instruction);
  return value !== null && live.has(value);
}

/** An addition or call whose result nobody looks at gives none: the machine has a cheaper form for that. */
function withoutResult(instruction: Instruction, live: ReadonlySet<ValueId>): Instruction {
  if (instruction.kind !== 'atomicAdd' && instruction.kind !== 'call') return instruction;
  return instruction.dest === null || live.has(instruction.dest) ? instruction : { ...instruction, dest: null };
}

function hasEffect(instruction: Instruction): boolean {
  switch (instruction.kind) {
    case 'store':
    case 'atomicAdd':
    case 'compareExchange':
    case 'slotBegin':
    case 'slotEnd':
    case 'guardPassed':
      return true;
    case 'call':
      return !pureHelpers.has(instruction.helper);
    default:
      return false;
  }
}

/** Values that an effect or a decision depends on, followed backwards through definitions and edges. */
function liveValues(fn: IrFunction): ReadonlySet<ValueId> {
  const sources = new Map<ValueId, readonly ValueId[]>();
  const live = new Set<ValueId>();
  const pending: ValueId[] = [];
  for (const block of fn.blocks) {
    for (const each of block.instructions) {
      const value = definitionOf(each);
      if (value !== null) sources.set(value, readsOf(each));
      if (hasEffect(each)) pending.push(...readsOf(each));
    }
    const { terminator } = block;
    if (terminator.kind === 'branch') pending.push(terminator.left);
    if (terminator.kind === 'branch' && typeof terminator.right === 'number') pending.push(terminator.right);
    if (terminator.kind === 'return' && typeof terminator.value === 'number') pending.push(terminator.value);
    for (const edge of edgesOf(terminator)) {
      fn.blocks[edge.block]?.parameters.forEach((parameter, index) => {
        const arg = edge.args[index];
        if (arg !== undefined) sources.set(parameter, [...(sources.get(parameter) ?? []), arg]);
      });
    }
  }
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (live.has(value)) continue;
    live.add(value);
    pending.push(...(sources.get(value) ?? []));
  }
  return live;
}
