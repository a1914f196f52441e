/** Which registers an instruction reads and writes, and how to rename them: the only lists of operands here. */
import type { AsmInstruction, Operand } from '../asm/instruction.ts';
import { frameRegister, type InObject, type VInstruction, type VReg, type VTerminator } from './vcode.ts';

export interface Access {
  readonly uses: readonly VReg[];
  readonly defs: readonly VReg[];
}

const none: Access = { uses: [], defs: [] };
/** What a call leaves undefined, and its result. */
const clobbered: readonly VReg[] = [0, 1, 2, 3, 4, 5];

/** Registers of an instruction; the frame pointer is always there and never listed. */
export function accessOf(each: VInstruction): Access {
  switch (each.kind) {
    case 'alu':
      return {
        uses: each.operator === 'mov' ? operands(each.src) : [each.dst, ...operands(each.src)],
        defs: [each.dst],
      };
    case 'negate':
      return { uses: [each.dst], defs: [each.dst] };
    case 'moveSigned':
      return { uses: [each.src], defs: [each.dst] };
    case 'loadConstant':
    case 'loadMap':
    case 'loadGlobal':
    case 'loadFunction':
    case 'objectAddress':
      return { uses: [], defs: [each.dst] };
    case 'load':
    case 'store':
    case 'atomicAdd':
    case 'compareExchange':
      return memoryAccess(each);
    case 'inObject':
      return memoryAccess(each.access);
    case 'call':
      return { uses: clobbered.slice(1, each.argumentCount + 1), defs: clobbered };
    case 'objectBegin':
    case 'objectEnd':
      return none;
  }
}

function memoryAccess(each: InObject['access']): Access {
  const base = each.base === frameRegister ? [] : [each.base];
  if (each.kind === 'load') return { uses: base, defs: [each.dst] };
  if (each.kind === 'store') return { uses: [...base, ...operands(each.value)], defs: [] };
  if (each.kind === 'compareExchange') return { uses: [...base, each.src, 0], defs: [0] };
  return { uses: [...base, each.src], defs: each.fetch ? [each.src] : [] };
}

/** Registers that a terminator reads. */
export function terminatorUses(terminator: VTerminator): readonly VReg[] {
  if (terminator.kind === 'branch') return [terminator.left, ...operands(terminator.right)];
  return terminator.kind === 'exit' ? [0] : [];
}

function operands(operand: Operand<VReg>): readonly VReg[] {
  return operand.kind === 'register' ? [operand.register] : [];
}

export function renameOperand<R, S>(operand: Operand<R>, name: (register: R) => S): Operand<S> {
  return operand.kind === 'register' ? { kind: 'register', register: name(operand.register) } : operand;
}

type Straight<R> = Exclude<AsmInstruction<R>, { readonly kind: 'jump' | 'branch' | 'exit' }>;

/** The instruction with every register replaced. */
export function renameRegisters<R, S>(each: Straight<R>, name: (register: R) => S): Straight<S> {
  switch (each.kind) {
    case 'alu':
      return { ...each, dst: name(each.dst), src: renameOperand(each.src, name) };
    case 'negate':
    case 'loadConstant':
    case 'loadMap':
    case 'loadGlobal':
    case 'loadFunction':
      return { ...each, dst: name(each.dst) };
    case 'moveSigned':
      return { ...each, dst: name(each.dst), src: name(each.src) };
    case 'load':
    case 'store':
    case 'atomicAdd':
    case 'compareExchange':
      return renameMemory(each, name);
    case 'call':
      return each;
  }
}

function renameMemory<R, S>(
  each: AsmInstruction<R> & { readonly kind: 'load' | 'store' | 'atomicAdd' | 'compareExchange' },
  name: (register: R) => S,
): AsmInstruction<S> & { readonly kind: 'load' | 'store' | 'atomicAdd' | 'compareExchange' } {
  const base = name(each.base);
  if (each.kind === 'load') return { ...each, base, dst: name(each.dst) };
  if (each.kind === 'store') return { ...each, base, value: renameOperand(each.value, name) };
  return { ...each, base, src: name(each.src) };
}

/** The same for all of vcode. */
export function renameVirtual(each: VInstruction, name: (register: VReg) => VReg): VInstruction {
  switch (each.kind) {
    case 'inObject':
      return { ...each, access: renameMemory(each.access, name) };
    case 'objectAddress':
      return { ...each, dst: name(each.dst) };
    case 'objectBegin':
    case 'objectEnd':
      return each;
    default:
      return renameRegisters(each, name);
  }
}
