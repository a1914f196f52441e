/**
 * Functions of the kernel that programs call by name (kfuncs, Documentation/bpf/kfuncs.rst): the loader finds their numbers in the
 * kernel's BTF. Unlike helpers they may change with the kernel: who calls one asks the Target for its parameters first.
 */
export const kernelFunctions: ReadonlySet<string> = new Set([
  /** Whether a program at the entry and return of a function runs at the return; takes the context since 7.0, nothing before. */
  'bpf_session_is_return',
]);
