/**
 * Programs and libraries of a machine, which scripts name in uprobes. They belong to no kernel: a stored Target has none,
 * and who compiles for it cannot tell whether a function is there.
 */

/** Which file, so that whoever attaches opens the one that was looked at. */
export interface BinaryReference {
  /** As it is called where it lies, absolute. */
  readonly path: string;
  /** The folder that is `/` to it: `/`, or `/proc/PID/root` of a process in another mount namespace. */
  readonly root: string;
  /** Equal as long as it is the same file with the same content; empty when that is not known. */
  readonly identity: string;
}

export interface BinaryTable {
  /**
   * Those that a name stands for: a path (with `*` perhaps several), a program on the PATH, a library by its short name
   * (`libc`). Empty when there is none.
   */
  find(name: string): readonly Binary[];
  /** Everything that the traced process (`-p`) has mapped to execute; null where no one process is traced. */
  mapped(): readonly Binary[] | null;
}

export interface Binary {
  readonly reference: BinaryReference;
  /** Why nothing can be said of its content, null when all is well. */
  readonly problem: string | null;
  /** Sorted by name. One name may stand for several, one place may have several names. */
  functions(): readonly BinaryFunction[];
  /** The C++ form of each mangled name; those that are no C++ are left out. */
  demangled(): ReadonlyMap<string, string>;
  /** Where the instruction at this address of the binary (not of a process) lies in the file; null outside its code. */
  offsetOf(address: bigint): bigint | null;
  /** From a place of the file to a variable or function, in addresses; null when there is no such name. */
  distance(offset: bigint, name: string): bigint | null;
}

export interface BinaryFunction {
  readonly name: string;
  /** Bytes from the start of the file. */
  readonly offset: bigint;
  readonly size: bigint;
}
