/**
 * How many programs a family of system calls becomes.
 *
 * A jump reaches over 32,767 instructions, and the kernel writes many for one: look-ups in maps, atomics, helpers. So a program
 * for hundreds of bodies is divided long before. Each part runs at every call of the machine: as few as will do.
 *
 * Needs: the probes of a family, in order. Gives: them in parts. Reports: nothing.
 */
import type { TypedProbe } from '../3-check/typed.ts';
import type { SyscallProbe } from '../4-plan-maps/planned.ts';
import type { IrFunction } from '../ir/ir.ts';
import type { ModuleContext } from './context.ts';
import { lowerSyscalls, type Shape } from './program.ts';

export type Member = readonly [TypedProbe, SyscallProbe];

/** Of the IR before it is optimised; about half of what the kernel's verifier gets. */
const mostInstructions = 10_000;
/** So few bodies are one program, whatever their size, as those of other probes are. */
const fewBodies = 8;

export function partsOf(
  module: ModuleContext,
  members: readonly Member[],
  shape: Shape,
): readonly (readonly Member[])[] {
  if (members.length <= fewBodies) return [members];
  const parts: Member[][] = [];
  let room = 0;
  for (const member of members) {
    const size = sizeOf(lowerSyscalls(forgetful(module), [member], shape, 'measured', 0));
    if (size > room) {
      parts.push([]);
      room = mostInstructions;
    }
    parts.at(-1)?.push(member);
    room -= size;
  }
  return parts;
}

/** What is lowered with it leaves no trace in the module. */
function forgetful(module: ModuleContext): ModuleContext {
  const { records, prints, stacks, callbacks } = module;
  return { ...module, records: [...records], prints: [...prints], stacks: [...stacks], callbacks: [...callbacks] };
}

function sizeOf({ blocks }: IrFunction): number {
  return blocks.reduce((sum, { instructions }) => sum + instructions.length, 0);
}
