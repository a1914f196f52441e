/** What select gives and emit takes: programs in symbolic instructions, with the maps and globals they name. */
import type { IrFunction, MapDefinition } from '../ir/ir.ts';
import type { Span } from '../source/source.ts';
import type { AsmBlock } from './instruction.ts';

export interface AsmModule {
  readonly maps: readonly MapDefinition[];
  readonly globals: { readonly name: string; readonly size: number };
  readonly programs: readonly AsmProgram[];
}

export interface AsmProgram {
  readonly name: string;
  readonly kind: IrFunction['kind'];
  /** What a program of the kinds tp_btf, fentry and fexit is made for, `[MODULE:]NAME`; null for others. */
  readonly attachTo: string | null;
  readonly blocks: readonly AsmBlock[];
  /** Bytes of stack in use at most, without that of the callbacks. */
  readonly stackBytes: number;
  readonly span: Span;
}
