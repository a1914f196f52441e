/**
 * What 2-bind gives: the syntax tree unchanged, and beside it what each name in it stands for.
 */
import type * as Ast from '../1-parse/ast.ts';
import type { Enumerator } from '../target/types.ts';
import type { Builtin } from '../builtins/builtins.ts';
import type { Source, Span } from '../source/source.ts';
import type { BinaryReference } from '../target/binaries.ts';

/** Where an attach point hangs. One member per provider. */
export type AttachPoint =
  | { readonly provider: 'begin'; readonly text: string }
  | { readonly provider: 'end'; readonly text: string }
  /** When the process that traces gets SIGUSR1. */
  | { readonly provider: 'self'; readonly text: string }
  /** `text` is the full expanded name, which is also the value of `probe`: `tracepoint:syscalls:sys_enter_openat`. */
  | { readonly provider: 'tracepoint'; readonly text: string; readonly category: string; readonly name: string }
  /** One run each period, on one CPU. */
  | { readonly provider: 'interval'; readonly text: string; readonly periodNs: bigint }
  /** On every online CPU; exactly one of the two is non-null. */
  | {
      readonly provider: 'profile';
      readonly text: string;
      readonly periodNs: bigint | null;
      readonly frequency: bigint | null;
    }
  /** On every online CPU, each time that the event has been counted `count` times there; numbers of perf_event_open(2). */
  | {
      readonly provider: 'software' | 'hardware';
      readonly text: string;
      readonly type: number;
      readonly config: bigint;
      readonly count: bigint;
    }
  /** One instruction of a binary; for uretprobe the first of the function whose end is meant. */
  | {
      readonly provider: 'uprobe' | 'uretprobe';
      readonly text: string;
      readonly binary: BinaryReference;
      /** Bytes from the start of the file. */
      readonly offset: bigint;
    }
  /** An event of the kernel with its arguments as the kernel has them; `module` defines it. */
  | { readonly provider: 'rawtracepoint'; readonly text: string; readonly module: string; readonly name: string }
  /** A function's entry or return, through a trampoline that knows its prototype. */
  | { readonly provider: 'fentry' | 'fexit'; readonly text: string; readonly module: string; readonly name: string }
  | KprobePoint;

export interface KprobePoint {
  readonly provider: 'kprobe' | 'kretprobe';
  readonly text: string;
  /** '' where the script names none. */
  readonly module: string;
  /** '' for an address. */
  readonly name: string;
  /** Bytes from the function's start, or the address. */
  readonly offset: bigint;
  /** `multi`: with others of the program by one link. */
  readonly mechanism: 'single' | 'multi';
}

export interface BoundProgram {
  readonly source: Source;
  readonly probes: readonly BoundProbe[];
  /** In order of first mention; the id is the position. */
  readonly maps: readonly BoundMap[];
  readonly mapsByName: ReadonlyMap<string, BoundMap>;
  /** In order of declaration; the id is the position. */
  readonly variables: readonly BoundVariable[];
  /** Every use and declaration of a variable that is declared. */
  readonly variableOf: ReadonlyMap<Ast.Variable, BoundVariable>;
  /** Every name of a builtin. */
  readonly builtinOf: ReadonlyMap<Ast.Identifier | Ast.Call, Builtin>;
  /** Constants of the kernel's enums. */
  readonly constantOf: ReadonlyMap<Ast.Identifier, Enumerator>;
}

export interface BoundProbe {
  readonly syntax: Ast.Probe;
  /** All attach points of the list, wildcards expanded, in order; one that is listed twice fires twice. */
  readonly attachPoints: readonly AttachPoint[];
  /** Whether the body depends on which attach point fired: it names `args` or `probe`. */
  readonly perAttachPoint: boolean;
  readonly span: Span;
}

/** Maps are global: one of a name. */
export interface BoundMap {
  readonly id: number;
  /** With the @. */
  readonly name: string;
  /** First mention. */
  readonly span: Span;
  /** Null for one that is used without a declaration. */
  readonly declared: DeclaredMap | null;
}

export interface DeclaredMap {
  /** As written. */
  readonly kind: string;
  readonly perCpu: boolean;
  /** When it is full, what was used longest ago makes room. */
  readonly evicts: boolean;
  readonly capacity: number;
  readonly span: Span;
}

/** One declaration of a variable; block scoping is resolved. */
export interface BoundVariable {
  readonly id: number;
  /** With the $. */
  readonly name: string;
  /** Its `let`, or its first assignment. */
  readonly span: Span;
  /** From `let $x : type`. */
  readonly declaredType: Ast.TypeName | null;
}
