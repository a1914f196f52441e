import type { FunctionTable } from './functions.ts';
import type { HeaderTable } from './headers.ts';
import type { TypeTable } from './types.ts';
import type { BinaryTable } from './binaries.ts';

/**
 * Facts about one kernel, as data: all that the compiler may know of a machine. The agent gathers them
 * (agent/kernel), the operator fetches them by digest, tests read them from testdata. Each optimisation names the member it depends on.
 */
export interface Target {
  readonly arch: 'x86_64' | 'arm64';
  /** As `uname -r`. */
  readonly release: string;
  /** CPUs that may ever come online (/sys/devices/system/cpu/possible): the width of per-CPU values. */
  readonly possibleCpus: number;
  /** BPF instruction set level the kernel accepts: 3 has 32-bit jumps and atomics beyond add (5.12), 4 has sdiv, movsx, bswap (6.6). */
  readonly isa: 3 | 4;
  /** Helpers usable by tracing programs, by their name in enum bpf_func_id without the prefix, e.g. `get_current_task_btf`. */
  readonly helpers: ReadonlySet<string>;
  readonly tracepoints: TracepointTable;
  /** From BTF; without modules where the kernel has none. */
  readonly types: TypeTable;
  /** Those that kprobes and fentry can stand on. */
  readonly functions: FunctionTable;
  /** Null where nothing is known of them: in stored Targets. No part of the digest. */
  readonly binaries: BinaryTable | null;
  /** Null in stored Targets: addresses differ from boot to boot. No part of the digest. */
  readonly kernelSymbols: KernelSymbols | null;
  /** Null in stored Targets, as they come and go. No part of the digest. */
  readonly cgroups: CgroupTable | null;
  /** For `#include`; null where there are none to look at, as in a stored Target. */
  readonly headers: HeaderTable | null;
}

export interface KernelSymbols {
  /** Null when there is no such symbol. */
  address(name: string): bigint | null;
}

export interface CgroupTable {
  /** Of a folder in the hierarchy of version 2, or of its path there; null when there is none. */
  id(path: string): bigint | null;
}

/** Lookup of tracepoint formats; a live target reads them when asked, a stored one has them all. */
export interface TracepointTable {
  /** `category:name` of every tracepoint, sorted. */
  names(): readonly string[];
  /** Null when there is no such tracepoint. */
  format(category: string, name: string): TracepointFormat | null;
}

/** tracefs events/CATEGORY/NAME/format. */
export interface TracepointFormat {
  readonly category: string;
  readonly name: string;
  /** The event id for perf_event_open; differs from boot to boot and is no part of the digest. */
  readonly id: number;
  readonly fields: readonly TracepointField[];
}

export interface TracepointField {
  readonly name: string;
  /** The declared C type without the array part, e.g. `const char *`, `unsigned int`, `__data_loc char[]`. */
  readonly type: string;
  /** Bytes from the start of the record, which is where the program's context points. */
  readonly offset: number;
  readonly size: number;
  readonly signed: boolean;
  /** Number of elements for `char comm[16]`-like fields; null for others. */
  readonly arrayLength: number | null;
}
