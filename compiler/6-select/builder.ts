/** A function under construction: blocks that are filled one after another, and fresh registers. */
import { invariant } from '../diagnostics/invariant.ts';
import type { Span } from '../source/source.ts';
import {
  firstVirtual,
  type VBlock,
  type VFunction,
  type VInstruction,
  type VLine,
  type VReg,
  type VTerminator,
} from './vcode.ts';

export class Builder {
  readonly #blocks: (VBlock | null)[] = [];
  #open: { readonly index: number; readonly lines: VLine[] } | null = null;
  #nextRegister: VReg = firstVirtual;
  /** Of the instructions that follow. */
  span: Span = { start: 0, end: 0 };

  fresh(): VReg {
    return this.#nextRegister++;
  }

  /** Reserves a block, to be opened later. */
  reserve(): number {
    return this.#blocks.push(null) - 1;
  }

  open(index: number): void {
    invariant(this.#open === null, `block ${this.#open?.index} is still open`);
    this.#open = { index, lines: [] };
  }

  emit(instruction: VInstruction): void {
    invariant(this.#open !== null, 'no block is open');
    this.#open.lines.push({ instruction, span: this.span });
  }

  close(terminator: VTerminator): void {
    invariant(this.#open !== null, 'no block is open');
    this.#blocks[this.#open.index] = { lines: this.#open.lines, terminator, span: this.span };
    this.#open = null;
  }

  finish(objects: readonly number[]): VFunction {
    const blocks = this.#blocks.filter((block) => block !== null);
    invariant(blocks.length === this.#blocks.length, 'a reserved block was never filled');
    return { blocks, registerEnd: this.#nextRegister, objects };
  }
}
