/**
 * What a loop's callback shares with the function around it: words of one slot on that function's stack, whose address
 * the kernel hands to the callback.
 *
 * Needs: the callback's builder while it is built, then the builder of the function around it.
 * Gives: words by what they hold, in order of first use; code that fills them before the loop and reads them after it.
 * Reports: nothing.
 *
 * Kernels before 6.7 verify a callback as if it ran exactly once, right where it is called. Whatever a callback writes is
 * therefore written in a way that tells the verifier nothing of the value: it then assumes no more than holds for any
 * number of runs; for variables in memory loop.ts has a helper do the same. Newer kernels verify until nothing new is learned, which for the same reason is soon.
 */
import type { ValueId } from '../../ir/ir.ts';
import type { Operand } from '../builder.ts';
import type { ProgramContext } from '../context.ts';
import { zerosAddress } from '../memory.ts';

export type Word =
  /** How the loop ended: see Ending. */
  | { readonly kind: 'ending' }
  /** What the program returns when it ends inside the loop. */
  | { readonly kind: 'result' }
  | { readonly kind: 'context' }
  /** First number of a range. */
  | { readonly kind: 'start' }
  /** A variable's value, or the address of one that lies in memory. */
  | { readonly kind: 'value' | 'address'; readonly variable: number };

/** 0: it ran to its end, or was left by `break`. */
export const Ending = { normal: 0n, returned: 1n } as const;

export class Frame {
  readonly words: Word[] = [];

  /** Where the word lies; a new one comes last. */
  offsetOf(word: Word): number {
    const known = this.words.findIndex((each) => isSame(each, word));
    return 8 * (known === -1 ? this.words.push(word) - 1 : known);
  }

  has(kind: Word['kind']): boolean {
    return this.words.some((word) => word.kind === kind);
  }

  /** At least one word, so that there is an address to hand over. */
  get bytes(): number {
    return Math.max(1, this.words.length) * 8;
  }
}

function isSame(a: Word, b: Word): boolean {
  return a.kind === b.kind && (!('variable' in a) || !('variable' in b) || a.variable === b.variable);
}

/** The value, and to the verifier any value: combined with a zero from memory that it knows nothing of. */
export function opaque(context: ProgramContext, value: Operand): ValueId {
  const { builder } = context;
  return builder.binary('xor', builder.load(zerosAddress(context, 8), 0), value);
}

export function storeOpaque(context: ProgramContext, frame: ValueId, offset: number, value: Operand): void {
  context.builder.store(frame, offset, opaque(context, value));
}
