/**
 * Code between selection and allocation: instructions over virtual registers in a control-flow graph. Not SSA:
 * block parameters have become moves, and two-operand arithmetic writes its left operand.
 */
import type { AsmInstruction, JumpComparison, Operand } from '../asm/instruction.ts';
import type { Span } from '../source/source.ts';

/** 0–10 are the real registers; virtual ones start at `firstVirtual`. */
export type VReg = number;
export const firstVirtual = 16;
export const frameRegister = 10;

/** A stack object: the function's slots by their ids, then spilled registers. */
export type ObjectId = number;

/** An access to a stack object: `access` has base r10 and an offset from the object's start. */
export interface InObject {
  readonly kind: 'inObject';
  readonly object: ObjectId;
  readonly access: AsmInstruction<VReg> & { readonly kind: 'load' | 'store' | 'atomicAdd' | 'compareExchange' };
}

export type VInstruction =
  | Exclude<AsmInstruction<VReg>, { readonly kind: 'jump' | 'branch' | 'exit' }>
  | InObject
  /** Address of a stack object plus a constant. */
  | { readonly kind: 'objectAddress'; readonly dst: VReg; readonly object: ObjectId; readonly offset: number }
  | { readonly kind: 'objectBegin' | 'objectEnd'; readonly object: ObjectId };

/** Blocks are named by their index in the function. */
export type VTerminator =
  | { readonly kind: 'jump'; readonly to: number }
  | {
      readonly kind: 'branch';
      readonly comparison: JumpComparison;
      readonly left: VReg;
      readonly right: Operand<VReg>;
      readonly then: number;
      readonly else: number;
    }
  /** Returns r0. */
  | { readonly kind: 'exit' };

export interface VLine {
  readonly instruction: VInstruction;
  readonly span: Span;
}

export interface VBlock {
  readonly lines: readonly VLine[];
  readonly terminator: VTerminator;
  /** Of the terminator. */
  readonly span: Span;
}

export interface VFunction {
  /** Block 0 is the entry. */
  readonly blocks: readonly VBlock[];
  /** Virtual registers in use are below this. */
  readonly registerEnd: VReg;
  /** Sizes in bytes, multiples of 8, by object id. */
  readonly objects: readonly number[];
}

/** A move between registers, or null. */
export function asMove(instruction: VInstruction): { readonly dst: VReg; readonly src: VReg } | null {
  if (instruction.kind !== 'alu' || instruction.operator !== 'mov' || instruction.bits !== 64) return null;
  return instruction.src.kind === 'register' ? { dst: instruction.dst, src: instruction.src.register } : null;
}

export function successors(terminator: VTerminator): readonly number[] {
  switch (terminator.kind) {
    case 'jump':
      return [terminator.to];
    case 'branch':
      return [terminator.then, terminator.else];
    case 'exit':
      return [];
  }
}
