/**
 * All that differs between the architectures that kernels run on: registers, system calls, what C compilers do.
 * ABI, which never changes; what could change is looked up in the kernel's own types by the names that stand here.
 */

export interface Architecture {
  /** What C compilers predefine. */
  readonly macro: string;
  /** Whether bit fields without a name are aligned as others. */
  readonly paddingAligns: boolean;
  /** Bytes from the start of a probe's context, by the names that reg() takes. */
  readonly registers: ReadonlyMap<string, number>;
  /** Integer arguments of a function, in order. */
  readonly argumentRegisters: readonly string[];
  readonly returnRegister: string;
  /** An interrupted program was in user mode: the masked register has this value. */
  readonly userMode: { readonly register: string; readonly mask: bigint; readonly value: bigint };
  readonly syscalls: Syscalls;
}

export interface Syscalls {
  /** Of struct pt_regs, or registers: the arguments of a system call, in order. */
  readonly argumentMembers: readonly string[];
  readonly numberMember: string;
  /** Any of the bits: a call of a 32-bit program. */
  readonly compat: { readonly struct: 'thread_info' | 'pt_regs'; readonly member: string; readonly bits: bigint };
  /** Where the kernel's function, and with it the tracepoint, is not called as the system call is: the table's last column. */
  readonly functions: ReadonlyMap<string, string>;
  /** Names of consecutive numbers, in one line of words. */
  readonly runs: readonly (readonly [first: number, names: string])[];
}

/** Registers of 8 bytes each. */
export function inOrder(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, index) => [name, 8 * index]));
}
