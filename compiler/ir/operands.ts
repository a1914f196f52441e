/** What each instruction and terminator reads and defines: the one place that lists operands by kind. */
import type { Edge, Instruction, Terminator, ValueId } from './ir.ts';

/** The values an instruction reads, in order, with repetition. */
export function readsOf(instruction: Instruction): readonly ValueId[] {
  switch (instruction.kind) {
    case 'binary':
    case 'compare':
      return values(instruction.left, instruction.right);
    case 'negate':
    case 'extend':
      return [instruction.operand];
    case 'load':
      return [instruction.base];
    case 'store':
    case 'atomicAdd':
      return values(instruction.base, instruction.value);
    case 'compareExchange':
      return [instruction.base, instruction.expected, instruction.value];
    case 'call':
      return instruction.args;
    default:
      return [];
  }
}

/** The value an instruction defines, or null. */
export function definitionOf(instruction: Instruction): ValueId | null {
  return 'dest' in instruction ? instruction.dest : null;
}

/** The values a terminator reads, arguments of its edges included. */
export function terminatorReads(terminator: Terminator): readonly ValueId[] {
  switch (terminator.kind) {
    case 'jump':
      return terminator.to.args;
    case 'branch':
      return [...values(terminator.left, terminator.right), ...terminator.then.args, ...terminator.else.args];
    case 'return':
      return values(terminator.value);
  }
}

/** The edges out of a block, `then` before `else`. */
export function edgesOf(terminator: Terminator): readonly Edge[] {
  switch (terminator.kind) {
    case 'jump':
      return [terminator.to];
    case 'branch':
      return [terminator.then, terminator.else];
    case 'return':
      return [];
  }
}

function values(...operands: readonly (ValueId | bigint)[]): ValueId[] {
  return operands.filter((operand) => typeof operand === 'number');
}
