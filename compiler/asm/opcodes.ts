/** Numbers of the encoding: RFC 9669 sections 3–5, include/uapi/linux/bpf.h. */
import type { AccessWidth, AluOperator, JumpComparison } from './instruction.ts';

export const instructionClass = {
  ld: 0x00,
  ldx: 0x01,
  st: 0x02,
  stx: 0x03,
  alu: 0x04,
  jmp: 0x05,
  alu64: 0x07,
} as const;

/** Added to ALU and JMP opcodes: the second operand is a register, not the immediate. */
export const sourceRegister = 0x08;

export const aluCodes: Readonly<Record<AluOperator, number>> = {
  add: 0x00,
  sub: 0x10,
  mul: 0x20,
  div: 0x30,
  or: 0x40,
  and: 0x50,
  lsh: 0x60,
  rsh: 0x70,
  mod: 0x90,
  xor: 0xa0,
  mov: 0xb0,
  arsh: 0xc0,
};
export const aluNegate = 0x80;

export const jumpCodes: Readonly<Record<JumpComparison, number>> = {
  eq: 0x10,
  ugt: 0x20,
  uge: 0x30,
  set: 0x40,
  ne: 0x50,
  sgt: 0x60,
  sge: 0x70,
  ult: 0xa0,
  ule: 0xb0,
  slt: 0xc0,
  sle: 0xd0,
};
export const jumpAlways = 0x00;
export const jumpCall = 0x80;
export const jumpExit = 0x90;

export const sizeCodes: Readonly<Record<AccessWidth, number>> = { 32: 0x00, 16: 0x08, 8: 0x10, 64: 0x18 };
export const modes = { imm: 0x00, mem: 0x60, memsx: 0x80, atomic: 0xc0 } as const;
/** Immediates of atomic instructions. */
export const atomicAdd = 0x00;
export const atomicFetch = 0x01;
export const atomicCompareExchange = 0xf1;

/** BPF_PSEUDO_FUNC: the source register of an LD_IMM64 whose value is a function's address. */
export const pseudoFunction = 4;

/** BPF_PSEUDO_CALL: the source register of a call that is no helper's. */
export const pseudoCall = 1;
