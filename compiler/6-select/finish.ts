/**
 * Needs: vcode in final order, a register for every virtual one, a place for every stack object.
 * Gives: the program's blocks in real instructions: moves to itself gone, empty blocks jumped through,
 * conditions turned so that the next block is reached by falling through.
 * Reports: nothing.
 */
import type { AsmBlock, AsmInstruction, AsmLine, JumpComparison, Register } from '../asm/instruction.ts';
import { CompilerBug } from '../diagnostics/invariant.ts';
import type { Frame } from './frame.ts';
import { orderBlocks, retarget } from './order.ts';
import { renameOperand, renameRegisters } from './registers.ts';
import { frameRegister, type VBlock, type VFunction, type VInstruction, type VReg } from './vcode.ts';

type Name = (register: VReg) => Register;

export function finish(fn: VFunction, registers: ReadonlyMap<VReg, Register>, frame: Frame): readonly AsmBlock[] {
  const name: Name = (register) => registers.get(register) ?? realRegister(register);
  const lines = (block: VBlock): AsmLine[] =>
    block.lines.flatMap(({ instruction, span }) =>
      expand(instruction, name, frame)
        .filter((each) => !isNothing(each))
        .map((each) => ({ instruction: each, span })),
    );
  const threaded = threadJumps(fn, (block) => lines(block).length === 0);
  const targeted = new Set<number>();
  const closed = threaded.blocks.map((block, index) => {
    const jumps = jumpsOf(block, index + 1, name, (target) => targeted.add(target));
    return [...lines(block), ...jumps.map((instruction) => ({ instruction, span: block.span }))];
  });
  return joinBlocks(closed, targeted);
}

const realRegisters: readonly Register[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

function realRegister(register: VReg): Register {
  const real = realRegisters[register];
  if (real === undefined) throw new CompilerBug(`v${register} has no register`);
  return real;
}

function expand(each: VInstruction, name: Name, frame: Frame): readonly AsmInstruction[] {
  const offsetOf = (object: number): number => {
    const offset = frame.offsets.get(object);
    if (offset === undefined) throw new CompilerBug(`stack object ${object} has no place`);
    return offset;
  };
  switch (each.kind) {
    case 'objectBegin':
    case 'objectEnd':
      return [];
    case 'objectAddress': {
      const dst = name(each.dst);
      const value = offsetOf(each.object) + each.offset;
      return [
        { kind: 'alu', operator: 'mov', bits: 64, dst, src: { kind: 'register', register: frameRegister } },
        { kind: 'alu', operator: 'add', bits: 64, dst, src: { kind: 'immediate', value } },
      ];
    }
    case 'inObject': {
      const access = { ...each.access, offset: each.access.offset + offsetOf(each.object) };
      return [renameRegisters(access, name)];
    }
    default:
      return [renameRegisters(each, name)];
  }
}

function isNothing(each: AsmInstruction): boolean {
  if (each.kind !== 'alu' || each.bits !== 64) return false;
  if (each.operator === 'add') return each.src.kind === 'immediate' && each.src.value === 0;
  return each.operator === 'mov' && each.src.kind === 'register' && each.src.register === each.dst;
}

/** Jumps to blocks that only jump on go where those go; what nobody reaches any more is left out. */
function threadJumps(fn: VFunction, isEmpty: (block: VBlock) => boolean): VFunction {
  const final = (start: number): number => {
    const seen = new Set<number>();
    let at = start;
    for (let block = fn.blocks[at]; block?.terminator.kind === 'jump' && isEmpty(block); block = fn.blocks[at]) {
      if (seen.has(at)) return start;
      seen.add(at);
      at = block.terminator.to;
    }
    return at;
  };
  const blocks = fn.blocks.map((block) => {
    const terminator = retarget(block.terminator, final);
    const same = terminator.kind === 'branch' && terminator.then === terminator.else;
    return { ...block, terminator: same ? ({ kind: 'jump', to: terminator.then } as const) : terminator };
  });
  return orderBlocks({ ...fn, blocks });
}

const inverse: Readonly<Record<JumpComparison, JumpComparison | null>> = {
  eq: 'ne',
  ne: 'eq',
  ult: 'uge',
  uge: 'ult',
  ule: 'ugt',
  ugt: 'ule',
  slt: 'sge',
  sge: 'slt',
  sle: 'sgt',
  sgt: 'sle',
  set: null,
};

/** The instructions that end a block when block `next` follows it. */
function jumpsOf(block: VBlock, next: number, name: Name, target: (block: number) => void): readonly AsmInstruction[] {
  const { terminator } = block;
  const to = (index: number): string => {
    target(index);
    return labelOf(index);
  };
  if (terminator.kind === 'exit') return [{ kind: 'exit' }];
  if (terminator.kind === 'jump') return terminator.to === next ? [] : [{ kind: 'jump', target: to(terminator.to) }];
  const { comparison } = terminator;
  const operands = { left: name(terminator.left), right: renameOperand(terminator.right, name) };
  const turned = inverse[comparison];
  if (terminator.then === next && turned !== null) {
    return [{ kind: 'branch', comparison: turned, ...operands, target: to(terminator.else) }];
  }
  const branch = { kind: 'branch', comparison, ...operands, target: to(terminator.then) } as const;
  return terminator.else === next ? [branch] : [branch, { kind: 'jump', target: to(terminator.else) }];
}

function labelOf(block: number): string {
  return `L${block}`;
}

/** Blocks that nobody jumps to become part of the one before. */
function joinBlocks(closed: readonly (readonly AsmLine[])[], targeted: ReadonlySet<number>): readonly AsmBlock[] {
  const out: { readonly label: string; readonly lines: AsmLine[] }[] = [];
  closed.forEach((lines, index) => {
    const last = out.at(-1);
    if (last === undefined || targeted.has(index)) out.push({ label: labelOf(index), lines: [...lines] });
    else last.lines.push(...lines);
  });
  return out;
}
