/**
 * The intermediate representation: a control-flow graph in SSA form with block parameters. Every value is 64
 * bits wide; memory and helper calls are explicit. Made by 5-lower, checked by verify.ts after every pass,
 * turned into instructions by 6-select. Leaf: knows nothing of bpftrace or of encodings.
 */
import type { Span } from '../source/source.ts';

/** An SSA value; defined once, by an instruction or as a block parameter. Printed %N. */
export type ValueId = number;
/** Printed bN. Block 0 is the entry and has no parameters. */
export type BlockId = number;
/** A stack object. Printed $N. */
export type SlotId = number;

/** Pointers may be added to, compared with zero, loaded from, stored to, passed to helpers and kept in 8 bytes of a slot, nothing else. */
export type ValueType = 'int' | 'pointer';
export type Width = 8 | 16 | 32 | 64;

export interface Module {
  /** In manifest order; ELF order. */
  readonly maps: readonly MapDefinition[];
  /** Name and size in bytes of the zero-initialised global data, a multiple of 8. */
  readonly globals: { readonly name: string; readonly size: number };
  readonly functions: readonly IrFunction[];
}

/** The map that the guard asks. In a module that has it every tracepoint program is guarded. */
export const guardMapName = 'guard';

export interface MapDefinition {
  readonly name: string;
  readonly type:
    | 'hash'
    | 'percpu_hash'
    | 'lru_hash'
    | 'lru_percpu_hash'
    | 'array'
    | 'percpu_array'
    | 'ringbuf'
    | 'stack_trace';
  /** 0 for ringbuf. */
  readonly keySize: number;
  readonly valueSize: number;
  /** Entries; bytes for ringbuf. */
  readonly maxEntries: number;
  /** BPF_F_NO_PREALLOC = 1. */
  readonly flags: number;
}

/**
 * Functions that helpers call: `loop_callback` by loop(n, function, frame, 0) with (index, frame), `element_callback` by
 * for_each_map_elem(map, function, frame, 0) with (map, key, value, frame). They return 0 to go on and 1 to stop.
 */
export type CallbackKind = 'loop_callback' | 'element_callback';

/** What a program can be; each has the name of libbpf's section for it. */
export const programKinds = [
  'raw_tracepoint',
  'tracepoint',
  'perf_event',
  'tp_btf',
  'fentry',
  'fexit',
  'kprobe',
  'kretprobe',
  'kprobe_multi',
  'kretprobe_multi',
  /** At the entry and at the return of each function. */
  'kprobe_session',
  'uprobe',
  'uretprobe',
] as const;
export type ProgramKind = (typeof programKinds)[number];

/** One program, which takes the context pointer and returns a 32-bit integer, or a callback of programs. */
export interface IrFunction {
  readonly name: string;
  readonly kind: ProgramKind | CallbackKind;
  /** What a program of the kinds tp_btf, fentry and fexit is made for, `MODULE:NAME`; null for others. */
  readonly attachTo: string | null;
  /** Whether the policy demands a guard here; the verifier then requires that every path to a script effect passes `guardPassed`. */
  readonly guarded: boolean;
  readonly blocks: readonly Block[];
  readonly slots: readonly Slot[];
  /** Type of each value by its id; ids are dense. */
  readonly types: readonly ValueType[];
  readonly span: Span;
}

export const parameterCounts: Readonly<Record<CallbackKind, number>> = { loop_callback: 2, element_callback: 4 };

export function isCallback(fn: IrFunction): fn is IrFunction & { readonly kind: CallbackKind } {
  return fn.kind in parameterCounts;
}

export interface Slot {
  readonly id: SlotId;
  /** Bytes; select rounds up to 8 and aligns to 8. */
  readonly size: number;
}

export interface Block {
  readonly id: BlockId;
  readonly parameters: readonly ValueId[];
  readonly instructions: readonly Instruction[];
  readonly terminator: Terminator;
}

/** A branch target with the values for its parameters. */
export interface Edge {
  readonly block: BlockId;
  readonly args: readonly ValueId[];
}

export type BinaryOperator = 'add' | 'sub' | 'mul' | 'udiv' | 'umod' | 'and' | 'or' | 'xor' | 'shl' | 'lshr' | 'ashr';
export type Comparison = 'eq' | 'ne' | 'ult' | 'ule' | 'ugt' | 'uge' | 'slt' | 'sle' | 'sgt' | 'sge' | 'set';

interface Base {
  readonly span: Span;
}

export type Instruction =
  /** 64-bit constant (as unsigned or signed bigint, taken modulo 2^64). */
  | (Base & { readonly kind: 'const'; readonly dest: ValueId; readonly value: bigint })
  /** The program's context pointer; callbacks have none. */
  | (Base & { readonly kind: 'context'; readonly dest: ValueId })
  /** An argument of a callback, counted from 0. At the start of the entry block only. */
  | (Base & { readonly kind: 'parameter'; readonly dest: ValueId; readonly index: number })
  /** `right` may be a small constant to save a value: a bigint that fits int32. Shift counts are taken modulo 64; udiv/umod by zero never reach here unguarded. */
  | (Base & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly dest: ValueId;
      readonly left: ValueId;
      readonly right: ValueId | bigint;
    })
  | (Base & { readonly kind: 'negate'; readonly dest: ValueId; readonly operand: ValueId })
  /** Keeps the low `width` bits and extends them by zero or sign to 64. */
  | (Base & {
      readonly kind: 'extend';
      readonly dest: ValueId;
      readonly operand: ValueId;
      readonly width: 8 | 16 | 32;
      readonly signed: boolean;
    })
  /** 0 or 1. */
  | (Base & {
      readonly kind: 'compare';
      readonly comparison: Comparison;
      readonly dest: ValueId;
      readonly left: ValueId;
      readonly right: ValueId | bigint;
    })
  | (Base & {
      readonly kind: 'load';
      readonly dest: ValueId;
      readonly base: ValueId;
      readonly offset: number;
      readonly width: Width;
      readonly signed: boolean;
    })
  | (Base & {
      readonly kind: 'store';
      readonly base: ValueId;
      readonly offset: number;
      readonly width: Width;
      readonly value: ValueId | bigint;
    })
  /** Atomic 64-bit add; `dest` takes the old value or is null. */
  | (Base & {
      readonly kind: 'atomicAdd';
      readonly dest: ValueId | null;
      readonly base: ValueId;
      readonly offset: number;
      readonly value: ValueId;
    })
  /** Stores `value` where 64 bits hold `expected`, atomically; `dest` takes what was there. */
  | (Base & {
      readonly kind: 'compareExchange';
      readonly dest: ValueId;
      readonly base: ValueId;
      readonly offset: number;
      readonly expected: ValueId;
      readonly value: ValueId;
    })
  | (Base & { readonly kind: 'slotAddress'; readonly dest: ValueId; readonly slot: SlotId })
  /** A slot's contents are meaningful between its begin and its end; outside, its bytes may serve others. */
  | (Base & { readonly kind: 'slotBegin' | 'slotEnd'; readonly slot: SlotId })
  /** For helper arguments. */
  | (Base & { readonly kind: 'mapHandle'; readonly dest: ValueId; readonly map: string })
  /** Address of a callback of the module, for helper arguments. */
  | (Base & { readonly kind: 'functionAddress'; readonly dest: ValueId; readonly fn: string })
  /** Address of the globals plus a constant. */
  | (Base & { readonly kind: 'globalAddress'; readonly dest: ValueId; readonly offset: number })
  /**
   * At most 5 arguments; `helper` as in enum bpf_func_id without the prefix, or a function of the kernel
   * (asm/kernel-functions.ts). `dest` null: result unused.
   */
  | (Base & {
      readonly kind: 'call';
      readonly helper: string;
      readonly dest: ValueId | null;
      readonly args: readonly ValueId[];
    })
  /** Marks the guard's verdict: control reaches past this point only when the guard let the task through. No code. */
  | (Base & { readonly kind: 'guardPassed' });

export type Terminator =
  | (Base & { readonly kind: 'jump'; readonly to: Edge })
  | (Base & {
      readonly kind: 'branch';
      readonly comparison: Comparison;
      readonly left: ValueId;
      readonly right: ValueId | bigint;
      readonly then: Edge;
      readonly else: Edge;
    })
  | (Base & { readonly kind: 'return'; readonly value: ValueId | bigint });
