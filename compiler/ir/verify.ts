/**
 * Needs: a module, as lowered or after any pass.
 * Gives: nothing; a module that passes keeps every promise below, which select relies on.
 * Reports: nothing to the user: a broken promise is our bug and throws CompilerBug.
 *
 * - structure: names are unique, ids are dense and in order, edges lead to blocks with as many arguments as
 *   these have parameters, the entry has no parameters, every block is reached;
 * - definitions: every value is defined once, and its definition dominates its uses;
 * - types: each operand is the int or pointer that its place wants; constants, offsets and widths fit;
 * - calls: known maps and at most five arguments;
 * - slots: begun before use and not used, through any derived pointer, outside begin and end;
 * - guard: where there is a guard map, tracepoint programs are guarded; in guarded functions nothing outside the program
 *   is touched before `guardPassed`, which is reached only by a hit in the guard map.
 */
import { CompilerBug } from '../diagnostics/invariant.ts';
import { dominators } from './dominators.ts';
import type { IrFunction, Module } from './ir.ts';
import { verifyCalls } from './verify/calls.ts';
import { verifyDefinitions } from './verify/definitions.ts';
import { verifyGuard, verifyGuardIsThere } from './verify/guard.ts';
import { verifySlots } from './verify/slots.ts';
import { verifyFunctionStructure, verifyModuleStructure } from './verify/structure.ts';
import { verifyTypes } from './verify/types.ts';

/** Throws CompilerBug at the first broken promise, naming function, block and instruction. */
export function verify(module: Module): void {
  verifyModuleStructure(module);
  for (const fn of module.functions) {
    try {
      verifyFunction(fn, module);
    } catch (error) {
      throw error instanceof CompilerBug ? new CompilerBug(`IR of ${fn.name}: ${error.message}`) : error;
    }
  }
}

function verifyFunction(fn: IrFunction, module: Module): void {
  verifyFunctionStructure(fn);
  const tree = dominators(fn);
  verifyDefinitions(fn, tree);
  verifyTypes(fn, module);
  verifyCalls(fn, module);
  verifySlots(fn, tree);
  verifyGuardIsThere(fn, module);
  if (fn.guarded) verifyGuard(fn, tree);
}
