/**
 * Needs: blocks in final order, each label defined once, jumps within 16 bits (select sees to both).
 * Gives: 8-byte little-endian instructions, and where maps and globals must be filled in by the loader.
 * Reports: nothing; a label or helper that does not exist is our bug.
 */
import { CompilerBug, invariant } from '../diagnostics/invariant.ts';
import type { Span } from '../source/source.ts';
import { helperIds } from './helpers.ts';
import {
  slotCount,
  type AsmBlock,
  type AsmInstruction,
  type Label,
  type Operand,
  type Register,
} from './instruction.ts';
import { kernelFunctions } from './kernel-functions.ts';
import * as op from './opcodes.ts';

/** An LD_IMM64 or a call whose value the loader knows; `offset` in bytes from the program's start. */
export interface AsmReference {
  readonly offset: number;
  readonly target:
    | { readonly kind: 'map' | 'function'; readonly name: string }
    | { readonly kind: 'globals' }
    | KernelFunctionReference;
}

export interface KernelFunctionReference {
  readonly kind: 'kernelFunction';
  readonly name: string;
  readonly argumentCount: number;
}

export interface Encoded {
  readonly code: Uint8Array;
  readonly references: readonly AsmReference[];
  /** Span of each instruction, by byte offset, ascending. */
  readonly spans: readonly { readonly offset: number; readonly span: Span }[];
}

/** Encodes one program. */
export function encode(blocks: readonly AsmBlock[]): Encoded {
  const labels = locateLabels(blocks);
  const lines = blocks.flatMap((block) => block.lines);
  const slots = lines.reduce((sum, line) => sum + slotCount(line.instruction), 0);
  const code = new Uint8Array(slots * 8);
  const writer = new Writer(new DataView(code.buffer), labels);
  const spans = lines.map(({ instruction, span }) => {
    const offset = writer.offset;
    writer.instruction(instruction);
    return { offset, span };
  });
  return { code, references: writer.references, spans };
}

/** Slot index of each label. */
export function locateLabels(blocks: readonly AsmBlock[]): ReadonlyMap<Label, number> {
  const labels = new Map<Label, number>();
  let slot = 0;
  for (const block of blocks) {
    invariant(!labels.has(block.label), `label ${block.label} is defined twice`);
    labels.set(block.label, slot);
    for (const line of block.lines) slot += slotCount(line.instruction);
  }
  return labels;
}

interface Fields {
  readonly opcode: number;
  readonly dst?: Register;
  readonly src?: number;
  readonly offset?: number;
  readonly immediate?: number;
}

class Writer {
  readonly #view: DataView;
  readonly #labels: ReadonlyMap<Label, number>;
  readonly references: AsmReference[] = [];
  offset = 0;

  constructor(view: DataView, labels: ReadonlyMap<Label, number>) {
    this.#view = view;
    this.#labels = labels;
  }

  #slot({ opcode, dst = 0, src = 0, offset = 0, immediate = 0 }: Fields): void {
    invariant(offset >= -32768 && offset <= 32767, `offset ${offset} does not fit 16 bits`);
    this.#view.setUint8(this.offset, opcode);
    this.#view.setUint8(this.offset + 1, (src << 4) | dst);
    this.#view.setInt16(this.offset + 2, offset, true);
    this.#view.setInt32(this.offset + 4, immediate, true);
    this.offset += 8;
  }

  /** The opcode's source bit, register and immediate for a second operand. */
  #operand(operand: Operand<Register>): { readonly bit: number; readonly src: number; readonly immediate: number } {
    if (operand.kind === 'register') return { bit: op.sourceRegister, src: operand.register, immediate: 0 };
    invariant(operand.value === (operand.value | 0), `immediate ${operand.value} does not fit 32 bits`);
    return { bit: 0, src: 0, immediate: operand.value };
  }

  #wide(dst: Register, value: bigint, src = 0): void {
    const opcode = op.instructionClass.ld | op.sizeCodes[64] | op.modes.imm;
    this.#slot({ opcode, dst, src, immediate: Number(BigInt.asIntN(32, value)) });
    this.#slot({ opcode: 0, immediate: Number(BigInt.asIntN(32, value >> 32n)) });
  }

  #jumpOffset(target: Label): number {
    const slot = this.#labels.get(target);
    if (slot === undefined) throw new CompilerBug(`jump to unknown label ${target}`);
    return slot - this.offset / 8 - 1;
  }

  instruction(each: AsmInstruction): void {
    switch (each.kind) {
      case 'alu':
      case 'negate':
      case 'moveSigned':
        return this.#alu(each);
      case 'loadConstant':
        return this.#wide(each.dst, each.value);
      case 'loadMap':
        this.references.push({ offset: this.offset, target: { kind: 'map', name: each.map } });
        return this.#wide(each.dst, 0n);
      case 'loadFunction':
        this.references.push({ offset: this.offset, target: { kind: 'function', name: each.fn } });
        return this.#wide(each.dst, 0n, op.pseudoFunction);
      case 'loadGlobal':
        this.references.push({ offset: this.offset, target: { kind: 'globals' } });
        return this.#wide(each.dst, BigInt(each.offset));
      case 'load':
      case 'store':
      case 'atomicAdd':
      case 'compareExchange':
        return this.#memory(each);
      default:
        return this.#control(each);
    }
  }

  #alu(each: AsmInstruction & { readonly kind: 'alu' | 'negate' | 'moveSigned' }): void {
    const { alu, alu64 } = op.instructionClass;
    if (each.kind === 'negate') return this.#slot({ opcode: alu64 | op.aluNegate, dst: each.dst });
    if (each.kind === 'moveSigned') {
      const opcode = alu64 | op.aluCodes.mov | op.sourceRegister;
      return this.#slot({ opcode, dst: each.dst, src: each.src, offset: each.width });
    }
    const { bit, src, immediate } = this.#operand(each.src);
    const opcode = (each.bits === 64 ? alu64 : alu) | op.aluCodes[each.operator] | bit;
    this.#slot({ opcode, dst: each.dst, src, immediate });
  }

  #memory(each: AsmInstruction & { readonly kind: 'load' | 'store' | 'atomicAdd' | 'compareExchange' }): void {
    const { ldx, st, stx } = op.instructionClass;
    const { offset } = each;
    if (each.kind === 'load') {
      const mode = each.signed && each.width !== 64 ? op.modes.memsx : op.modes.mem;
      return this.#slot({ opcode: ldx | mode | op.sizeCodes[each.width], dst: each.dst, src: each.base, offset });
    }
    if (each.kind === 'atomicAdd' || each.kind === 'compareExchange') {
      const opcode = stx | op.modes.atomic | op.sizeCodes[64];
      const added = each.kind === 'atomicAdd' && each.fetch ? op.atomicAdd | op.atomicFetch : op.atomicAdd;
      const immediate = each.kind === 'compareExchange' ? op.atomicCompareExchange : added;
      return this.#slot({ opcode, dst: each.base, src: each.src, offset, immediate });
    }
    const { src, immediate } = this.#operand(each.value);
    const opcode = (each.value.kind === 'register' ? stx : st) | op.modes.mem | op.sizeCodes[each.width];
    this.#slot({ opcode, dst: each.base, src, offset, immediate });
  }

  #control(each: AsmInstruction & { readonly kind: 'jump' | 'branch' | 'call' | 'exit' }): void {
    const { jmp } = op.instructionClass;
    if (each.kind === 'exit') return this.#slot({ opcode: jmp | op.jumpExit });
    if (each.kind === 'jump') {
      return this.#slot({ opcode: jmp | op.jumpAlways, offset: this.#jumpOffset(each.target) });
    }
    if (each.kind === 'call') {
      const { helper: name, argumentCount } = each;
      if (kernelFunctions.has(name)) {
        this.references.push({ offset: this.offset, target: { kind: 'kernelFunction', name, argumentCount } });
        return this.#slot({ opcode: jmp | op.jumpCall, src: op.pseudoCall, immediate: -1 });
      }
      const immediate = helperIds.get(name);
      if (immediate === undefined) throw new CompilerBug(`unknown helper ${name}`);
      return this.#slot({ opcode: jmp | op.jumpCall, immediate });
    }
    const { bit, src, immediate } = this.#operand(each.right);
    const opcode = jmp | op.jumpCodes[each.comparison] | bit;
    this.#slot({ opcode, dst: each.left, src, offset: this.#jumpOffset(each.target), immediate });
  }
}
