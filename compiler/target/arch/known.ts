/** The architectures that there are, by the name that a Target has. */
import type { Target } from '../target.ts';
import type { Architecture } from './architecture.ts';
import { arm64 } from './arm64.ts';
import { x86 } from './x86-64.ts';

const known: Readonly<Record<Target['arch'], Architecture>> = { x86_64: x86, arm64 };

export function architectureOf({ arch }: Pick<Target, 'arch'>): Architecture {
  return known[arch];
}

/** Bytes from the start of the context; null when the architecture has no such register. */
export function registerOffset(target: Pick<Target, 'arch'>, name: string): number | null {
  return architectureOf(target).registers.get(name) ?? null;
}

/** Of the index-th argument of a function; null when it is not passed in a register. */
export function argumentOffset(target: Pick<Target, 'arch'>, index: number): number | null {
  const name = architectureOf(target).argumentRegisters[index];
  return name === undefined ? null : registerOffset(target, name);
}

export function returnValueOffset(target: Pick<Target, 'arch'>): number {
  return registerOffset(target, architectureOf(target).returnRegister) ?? 0;
}

export function instructionPointerOffset(target: Pick<Target, 'arch'>): number {
  return registerOffset(target, 'ip') ?? 0;
}
