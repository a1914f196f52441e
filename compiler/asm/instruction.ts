/**
 * BPF instructions in symbolic form: labels, maps and globals by name. `R` is what stands for a register:
 * a real one here, a virtual one while select still allocates. Semantics: RFC 9669 (BPF ISA).
 */
import type { Span } from '../source/source.ts';

/** r0 result, r1–r5 arguments (all lost over a call), r6–r9 kept over calls, r10 the frame. */
export type Register = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
export type Label = string;
export type AccessWidth = 8 | 16 | 32 | 64;

export type AluOperator = 'add' | 'sub' | 'mul' | 'div' | 'mod' | 'and' | 'or' | 'xor' | 'lsh' | 'rsh' | 'arsh' | 'mov';
export type JumpComparison = 'eq' | 'ne' | 'ult' | 'ule' | 'ugt' | 'uge' | 'slt' | 'sle' | 'sgt' | 'sge' | 'set';

/** A register, or an immediate that is sign-extended from 32 bits. */
export type Operand<R> =
  | { readonly kind: 'register'; readonly register: R }
  | { readonly kind: 'immediate'; readonly value: number };

export type AsmInstruction<R = Register> =
  /** `dst = dst OP src`, or `dst = src` for mov. The 32-bit forms clear the upper half. */
  | {
      readonly kind: 'alu';
      readonly operator: AluOperator;
      readonly bits: 32 | 64;
      readonly dst: R;
      readonly src: Operand<R>;
    }
  | { readonly kind: 'negate'; readonly dst: R }
  /** Sign-extending move; ISA v4. */
  | { readonly kind: 'moveSigned'; readonly dst: R; readonly src: R; readonly width: 8 | 16 | 32 }
  /** The forms of the two-slot LD_IMM64: a number, a map's handle, an address in the globals, a callback's address. */
  | { readonly kind: 'loadConstant'; readonly dst: R; readonly value: bigint }
  | { readonly kind: 'loadMap'; readonly dst: R; readonly map: string }
  | { readonly kind: 'loadGlobal'; readonly dst: R; readonly offset: number }
  | { readonly kind: 'loadFunction'; readonly dst: R; readonly fn: string }
  /** Signed loads: ISA v4. */
  | {
      readonly kind: 'load';
      readonly dst: R;
      readonly base: R;
      readonly offset: number;
      readonly width: AccessWidth;
      readonly signed: boolean;
    }
  | {
      readonly kind: 'store';
      readonly base: R;
      readonly offset: number;
      readonly width: AccessWidth;
      readonly value: Operand<R>;
    }
  /** 64 bits; with `fetch`, src takes the old value. */
  | { readonly kind: 'atomicAdd'; readonly base: R; readonly offset: number; readonly src: R; readonly fetch: boolean }
  /** 64 bits: where they equal r0 they become src; r0 takes what was there. */
  | { readonly kind: 'compareExchange'; readonly base: R; readonly offset: number; readonly src: R }
  | { readonly kind: 'jump'; readonly target: Label }
  | {
      readonly kind: 'branch';
      readonly comparison: JumpComparison;
      readonly left: R;
      readonly right: Operand<R>;
      readonly target: Label;
    }
  | { readonly kind: 'call'; readonly helper: string; readonly argumentCount: number }
  | { readonly kind: 'exit' };

export interface AsmLine {
  readonly instruction: AsmInstruction;
  readonly span: Span;
}

/** A label and what follows it; control runs on into the next block unless the last line jumps or exits. */
export interface AsmBlock {
  readonly label: Label;
  readonly lines: readonly AsmLine[];
}

/** Number of 8-byte slots of an instruction. */
export function slotCount(instruction: AsmInstruction<unknown>): 1 | 2 {
  switch (instruction.kind) {
    case 'loadConstant':
    case 'loadMap':
    case 'loadGlobal':
    case 'loadFunction':
      return 2;
    default:
      return 1;
  }
}
