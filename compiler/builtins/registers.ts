/**
 * Registers as programs find them in their context (struct pt_regs of the architecture, which is ABI), by the names that
 * reg() takes.
 */
import type { Target } from '../target/target.ts';

type Arch = Target['arch'];

/** Names in the order of the structure, 8 bytes each (arch/x86/include/asm/ptrace.h). */
const x86 = 'r15 r14 r13 r12 bp bx r11 r10 r9 r8 ax cx dx si di orig_rax ip cs flags sp ss'.split(' ');
/** arch/arm64/include/uapi/asm/ptrace.h: struct user_pt_regs. */
const arm64 = [...Array.from({ length: 31 }, (_, index) => `r${index}`), 'sp', 'pc', 'pstate'];

const tables: Readonly<Record<Arch, ReadonlyMap<string, number>>> = {
  x86_64: new Map([...offsets(x86), ['pc', 8 * x86.indexOf('ip')]]),
  arm64: new Map([...offsets(arm64), ['ip', 8 * arm64.indexOf('pc')], ['lr', 8 * 30]]),
};

/** Integer arguments in the order of the calling convention. */
const argumentNames: Readonly<Record<Arch, readonly string[]>> = {
  x86_64: ['di', 'si', 'dx', 'cx', 'r8', 'r9'],
  arm64: ['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7'],
};

const returnNames: Readonly<Record<Arch, string>> = { x86_64: 'ax', arm64: 'r0' };

function offsets(names: readonly string[]): [string, number][] {
  return names.map((name, index) => [name, 8 * index]);
}

/** Bytes from the start of the context; null when the architecture has no such register. */
export function registerOffset(arch: Arch, name: string): number | null {
  return tables[arch].get(name) ?? null;
}

/** For did-you-mean. */
export function registerNames(arch: Arch): readonly string[] {
  return [...tables[arch].keys()];
}

/** Of the index-th argument of a function; null when it is not passed in a register. */
export function argumentOffset(arch: Arch, index: number): number | null {
  const name = argumentNames[arch][index];
  return name === undefined ? null : registerOffset(arch, name);
}

export function argumentCount(arch: Arch): number {
  return argumentNames[arch].length;
}

export function returnValueOffset(arch: Arch): number {
  return registerOffset(arch, returnNames[arch]) ?? 0;
}

export function instructionPointerOffset(arch: Arch): number {
  return registerOffset(arch, 'ip') ?? 0;
}
