/**
 * The passes, in order.
 *
 * Needs: verified IR, straight from lowering.
 * Gives: IR that does the same, with less.
 * Reports: nothing.
 */
import type { IrFunction, Module } from '../../ir/ir.ts';
import { compact } from './compact.ts';
import { removeDeadCode } from './dead-code.ts';
import { fold } from './fold.ts';
import { straightenJumps } from './jumps.ts';
import { reuse } from './reuse.ts';

export type Pass = (fn: IrFunction) => IrFunction;

/** Folding decides branches, which leaves jumps to straighten; reuse finds more once blocks are joined, and gives folding more to see. */
export const passes: readonly Pass[] = [
  fold,
  straightenJumps,
  reuse,
  fold,
  removeDeadCode,
  straightenJumps,
  removeDeadCode,
  compact,
];

export function optimise(module: Module): Module {
  return { ...module, functions: module.functions.map((fn) => passes.reduce((result, pass) => pass(result), fn)) };
}
