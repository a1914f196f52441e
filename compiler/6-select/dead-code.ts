/**
 * Needs: vcode straight from selection.
 * Gives: the same without instructions whose only effect is a register that nobody reads.
 * Reports: nothing.
 */
import { liveness, type Variables } from './liveness.ts';
import { accessOf, terminatorUses } from './registers.ts';
import type { VBlock, VFunction, VInstruction, VLine } from './vcode.ts';

export const registerVariables: Variables = {
  ofLine: (line) => accessOf(line.instruction),
  ofTerminator: terminatorUses,
};

export function removeDeadCode(fn: VFunction): VFunction {
  for (let current = fn; ; ) {
    const { outs } = liveness(current, registerVariables);
    const blocks = current.blocks.map((block, index) => sweep(block, new Set(outs[index])));
    if (blocks.every((block, index) => block.lines.length === current.blocks[index]?.lines.length)) return current;
    current = { ...current, blocks };
  }
}

function sweep(block: VBlock, live: Set<number>): VBlock {
  for (const register of terminatorUses(block.terminator)) live.add(register);
  const kept: VLine[] = [];
  for (const line of block.lines.toReversed()) {
    const { uses, defs } = accessOf(line.instruction);
    if (isPure(line.instruction) && !defs.some((register) => live.has(register))) continue;
    for (const register of defs) live.delete(register);
    for (const register of uses) live.add(register);
    kept.push(line);
  }
  return { ...block, lines: kept.reverse() };
}

function isPure(each: VInstruction): boolean {
  switch (each.kind) {
    case 'store':
    case 'atomicAdd':
    case 'compareExchange':
    case 'call':
    case 'objectBegin':
    case 'objectEnd':
      return false;
    case 'inObject':
      return each.access.kind === 'load';
    default:
      return true;
  }
}
