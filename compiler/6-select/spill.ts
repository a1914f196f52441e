/**
 * Needs: vcode and registers that found no place.
 * Gives: the same with these in stack objects: stored after each write, loaded before each read. A run of
 * neighbouring instructions that name the same one shares a temporary register, which must get a place.
 * Reports: nothing.
 */
import { renameVirtual, renameOperand, accessOf, terminatorUses } from './registers.ts';
import {
  asMove,
  frameRegister,
  type ObjectId,
  type VBlock,
  type VFunction,
  type VInstruction,
  type VLine,
  type VReg,
} from './vcode.ts';
import type { Operand } from '../asm/instruction.ts';

export interface Spilled {
  readonly fn: VFunction;
  /** The temporaries. */
  readonly temporaries: readonly VReg[];
}

export function spill(fn: VFunction, registers: readonly VReg[]): Spilled {
  const homes = new Map(registers.map((register, index) => [register, fn.objects.length + index]));
  const spiller = new Spiller(homes, fn.registerEnd);
  const blocks = fn.blocks.map((block) => spiller.block(block));
  const objects = [...fn.objects, ...registers.map(() => 8)];
  return { fn: { blocks, registerEnd: spiller.registerEnd, objects }, temporaries: spiller.temporaries };
}

function load(dst: VReg, object: ObjectId): VInstruction {
  const access = { kind: 'load', dst, base: frameRegister, offset: 0, width: 64, signed: false } as const;
  return { kind: 'inObject', object, access };
}

function store(object: ObjectId, value: Operand<VReg>): VInstruction {
  return { kind: 'inObject', object, access: { kind: 'store', base: frameRegister, offset: 0, width: 64, value } };
}

class Spiller {
  readonly #homes: ReadonlyMap<VReg, ObjectId>;
  readonly temporaries: VReg[] = [];
  registerEnd: VReg;
  /** Spilled registers that a temporary holds at this point: those of the instruction before. */
  #held = new Map<VReg, VReg>();
  #out: VLine[] = [];

  constructor(homes: ReadonlyMap<VReg, ObjectId>, registerEnd: VReg) {
    this.#homes = homes;
    this.registerEnd = registerEnd;
  }

  block(block: VBlock): VBlock {
    this.#held = new Map();
    this.#out = [];
    for (const line of block.lines) this.#line(line);
    const { span } = block;
    this.#keepOnly(terminatorUses(block.terminator));
    const rename = (register: VReg): VReg => this.#read(register, span);
    const { terminator } = block;
    if (terminator.kind !== 'branch') return { ...block, lines: this.#out };
    const operands = { left: rename(terminator.left), right: renameOperand(terminator.right, rename) };
    return { ...block, lines: this.#out, terminator: { ...terminator, ...operands } };
  }

  #line({ instruction, span }: VLine): void {
    const { uses, defs } = accessOf(instruction);
    this.#keepOnly([...uses, ...defs]);
    const direct = this.#direct(instruction);
    if (direct !== null) {
      this.#out.push({ instruction: direct, span });
      return;
    }
    for (const register of uses) this.#read(register, span);
    const renamed = renameVirtual(instruction, (register) => this.#temporary(register));
    this.#out.push({ instruction: renamed, span });
    for (const register of defs) {
      const home = this.#homes.get(register);
      if (home === undefined) continue;
      const value = { kind: 'register', register: this.#temporary(register) } as const;
      this.#out.push({ instruction: store(home, value), span });
    }
  }

  /** A move to or from a spilled register is a store or a load by itself. */
  #direct(instruction: VInstruction): VInstruction | null {
    const move = asMove(instruction);
    if (move === null) return null;
    const [from, to] = [this.#homes.get(move.src), this.#homes.get(move.dst)];
    if (from !== undefined && to === undefined && !this.#held.has(move.src)) return load(move.dst, from);
    if (from !== undefined || to === undefined) return null;
    this.#held.delete(move.dst);
    return store(to, { kind: 'register', register: move.src });
  }

  #keepOnly(registers: readonly VReg[]): void {
    for (const register of this.#held.keys()) if (!registers.includes(register)) this.#held.delete(register);
  }

  /** The temporary of a spilled register, loaded when it was not there yet; any other register as it is. */
  #read(register: VReg, span: VLine['span']): VReg {
    const home = this.#homes.get(register);
    if (home === undefined || this.#held.has(register)) return this.#temporary(register);
    const temporary = this.#temporary(register);
    this.#out.push({ instruction: load(temporary, home), span });
    return temporary;
  }

  #temporary(register: VReg): VReg {
    if (!this.#homes.has(register)) return register;
    const held = this.#held.get(register);
    if (held !== undefined) return held;
    const fresh = this.registerEnd++;
    this.temporaries.push(fresh);
    this.#held.set(register, fresh);
    return fresh;
  }
}
