/**
 * What goes with the ELF object: everything that user space must know to run it and to make sense of what
 * comes out. Plain data; made by 4-plan-maps and 5-lower, read by the agent. Layouts here are those of one
 * compilation and never leave the node: what leaves is in the terms of results/schema.ts.
 */
import type { ColumnType, MapSchema, Scale } from '@bpfleet/results';
import type { AttachPoint, NameSource } from './3-check/typed.ts';
import type { FormattedAction } from './builtins/actions.ts';
import type { ProgramKind } from './ir/ir.ts';
import type { Settings } from './policy.ts';
import type { ByteText } from './source/byte-text.ts';
import type { Source, Span } from './source/source.ts';

export interface Manifest {
  readonly source: Source;
  readonly programs: readonly ProgramSpec[];
  /** What `Attached N probes` says. */
  readonly probes: number;
  readonly maps: readonly MapPlan[];
  readonly records: readonly RecordLayout[];
  readonly stacks: readonly StackStore[];
  /** What each print(@map, top, div) means, by the control record's b. */
  readonly prints: readonly PrintSpec[];
  readonly globals: GlobalsLayout;
  readonly settings: Pick<Settings, 'printMapsOnExit' | 'maxCatBytes' | 'demangles'>;
  /** ELF names of the fixed maps. */
  readonly names: {
    readonly data: string;
    readonly control: string;
    readonly guard: string | null;
    /** Keys: ids of all cgroups that are containers. */
    readonly containers: string | null;
    readonly globals: string;
  };
}

/**
 * Where the stacks of one kind are, each once: frames from the innermost, 8 bytes each, zeros behind them. The number of a
 * stack has in its low half the key in `ids`, or, with the highest bit, a value in `overflow`, or noStack; in its high half
 * the process of a user stack.
 */
export interface StackStore {
  readonly space: 'user' | 'kernel';
  /** Frames at most. */
  readonly limit: number;
  /** ELF name of the map that the kernel fills: number → stack. */
  readonly ids: string;
  /** ELF name of the map of those whose place there was taken: stack → number. */
  readonly overflow: string;
}

/** Bytes of a number that stands for a name. */
export function nameSize(source: NameSource): 8 | 16 {
  return source.of === 'usym' ? 16 : 8;
}

/** In the low half where there was no stack. */
export const noStack = 0xffff_ffff;

export interface PrintSpec {
  readonly map: number;
  readonly top: number;
  readonly div: number;
  /** A clear(@map) of the same handler belongs to it and has no record of its own: one read-and-reset. */
  readonly reset: boolean;
}

/**
 * uprobe and uretprobe programs run in the task that hit the breakpoint and can be preempted: another program, also the
 * same one for another task, may run on their CPU before they end.
 */
export type { ProgramKind };

export interface ProgramSpec {
  /** Function (and libbpf program) name, ≤ 15 characters: `p0`, `p1`, … */
  readonly name: string;
  readonly kind: ProgramKind;
  readonly attachPoints: readonly AttachPoint[];
  /** Whether the guard block stands at its start. */
  readonly guarded: boolean;
  readonly span: Span;
}

/**
 * Where a column lies in a kernel key, a value or a record: `offset` is from its start (in a record, header
 * included) and a multiple of 8; behind `size` it is padded with zeros to a multiple of 8.
 */
export interface ColumnLayout {
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  /** What it means. */
  readonly type: ColumnType;
  /** How its bytes say it. */
  readonly form: Form;
}

/** How a value lies in memory. */
export type Form =
  /** A little-endian integer. */
  | { readonly kind: 'number'; readonly size: 1 | 2 | 4 | 8; readonly signed: boolean }
  /** A u64 that `source` knows the name of; the column's type is a string. */
  | { readonly kind: 'name'; readonly source: NameSource }
  /** Bytes up to the first NUL, of which there is one within `capacity`; zeros behind it. */
  | { readonly kind: 'string'; readonly capacity: number }
  /** The same, but of what was longer all `capacity` bytes are there, without a NUL; then `trailer` stands behind them. */
  | { readonly kind: 'cut string'; readonly capacity: number; readonly trailer: string }
  /** A word with the number of bytes, then the bytes. */
  | { readonly kind: 'buffer'; readonly capacity: number }
  /** A word with the number of bytes, 4 or 16, then 16 bytes. */
  | { readonly kind: 'inet' }
  /** 6 bytes. */
  | { readonly kind: 'macaddr' }
  /** A bit field: `width` bits from `shift` on in a little-endian integer of `size` bytes; never negative. */
  | { readonly kind: 'bits'; readonly size: 1 | 2 | 4 | 8; readonly shift: number; readonly width: number }
  | { readonly kind: 'array'; readonly element: Form; readonly length: number; readonly stride: number }
  /** Tuples, records and structs. */
  | { readonly kind: 'parts'; readonly parts: readonly { readonly offset: number; readonly form: Form }[] };

/**
 * One script map and its kernel representation. A keyless map is a cell of the globals with a present flag, or,
 * for a value of more than a number (replaced whole, never torn), a hash of one entry under a u32 zero.
 */
export interface MapPlan {
  /** Position in Manifest.maps; the `map` of control records. */
  readonly index: number;
  readonly schema: MapSchema;
  /** ELF name: `m0`, `m1`, …; of cells that of the globals. */
  readonly kernelName: string;
  /** Cells have no key and always room for their one value: a program reaches them without a lookup. */
  readonly type: 'hash' | 'percpu_hash' | 'cell' | 'percpu_cell';
  readonly maxEntries: number;
  /** Of hashes: the key used longest ago makes room for a new one. */
  readonly evicts: boolean;
  /** 0 for cells. */
  readonly keySize: number;
  readonly valueSize: number;
  /** Planned kernel memory in bytes for the target's possible CPUs. */
  readonly memoryBytes: number;
  /** Of cells: bytes from the start of the globals, to the first CPU's where there is one for each; 0 for hashes. */
  readonly cellOffset: number;
  /**
   * Nothing that updates the map comes between two instructions of another update on its CPU: what is added to values
   * of one CPU need then not be atomic.
   */
  readonly undisturbed: boolean;
  /** Elements come and go: one that is written is mostly a new one. */
  readonly churns: boolean;
  /** Empty for keyless maps (the key of a hash is then a u32 zero). */
  readonly keys: readonly ColumnLayout[];
  readonly value: ValueLayout;
  /**
   * True for additive maps that the script only writes: the kernel map is never reset, clear() moves a
   * baseline in user space, so no event can fall between a read and a reset, and a killed agent's map still
   * holds the running total. False: clear() empties it in the kernel.
   */
  readonly cumulative: boolean;
  /** Of hashes that clear() empties in the kernel; null for others. */
  readonly twin: Twin | null;
  /** Of hashes by long strings that are mostly short; null for others. */
  readonly short: ShortForm | null;
}

/**
 * A second map of the same values, for keys whose string fits a narrower column. A key can be in both; what it counts is then the
 * sum of both. `maxEntries` is for both together: the word of the globals counts the elements.
 */
export interface ShortForm {
  readonly kernelName: string;
  readonly keySize: number;
  readonly keys: readonly ColumnLayout[];
  readonly elementsOffset: number;
}

/**
 * A second map of the same shape. Programs use the one that the word of the globals names, 0 the first, 1 this. To clear
 * the map is to name the other one, to wait until no program is left that has seen the old name, and to read and empty
 * what is then quiet: so no update falls between the reading and the clearing.
 */
export interface Twin {
  readonly kernelName: string;
  readonly wordOffset: number;
}

/** Number of buckets of hist(n, bits) for signed 64-bit n: index 0 is n < 0, the last is that of 2^63 - 1. */
export function histBuckets(bits: number): number {
  return ((64 - bits) << bits) + 1;
}

/** Which bits of a least or greatest number are kept flipped, so that the order of the kept ones is unsigned and grows. */
export function extremeMask({ which, signed }: { readonly which: 'min' | 'max'; readonly signed: boolean }): bigint {
  const flipped = which === 'min' ? 2n ** 64n - 1n : 0n;
  return signed ? flipped ^ (1n << 63n) : flipped;
}

export type ValueLayout =
  /** 8 bytes at 0, and for keyless maps a `present` u64 at 8 (nonzero once written), so that an unwritten map prints nothing. */
  | { readonly kind: 'number'; readonly signed: boolean; readonly presentOffset: number | null }
  /**
   * min and max: 8 bytes at 0 that start as 0 and only grow (unsigned); `present` as of numbers. The number is found by
   * flipping the bits of `extremeMask`: so that a CPU that saw nothing changes nothing, and both are one operation.
   */
  | {
      readonly kind: 'extreme';
      readonly which: 'min' | 'max';
      readonly signed: boolean;
      readonly presentOffset: number | null;
    }
  /** avg and stats: the number of events at 0 (0: never written), their total at 8. */
  | { readonly kind: 'stats'; readonly signed: boolean }
  /**
   * `buckets` u64s from 0. hist: index of n is 0 for n < 0; n + 1 for n < 2^bits; else, with s = floor(log2 n) - bits,
   * ((s + 1) << bits) + ((n >> s) & (2^bits - 1)) + 1. lhist: as results/buckets.ts has it.
   */
  | { readonly kind: 'hist'; readonly scale: Scale; readonly buckets: number }
  | { readonly kind: 'datum'; readonly column: ColumnLayout; readonly presentOffset: number | null };

/**
 * Every record of the data ring: header, then the arguments.
 * Header (16 bytes): u64 sequence, u32 record id, u32 zero.
 */
export interface RecordLayout {
  /** Position in Manifest.records; the record id. */
  readonly id: number;
  readonly size: number;
  readonly output: RecordOutput;
  readonly args: readonly ColumnLayout[];
  readonly span: Span;
}

export type RecordOutput =
  /** What is done with the formatted text: see builtins/actions.ts. */
  | { readonly kind: FormattedAction; readonly format: ByteText }
  /** The time at which the record is read, in the form of strftime(3). */
  | { readonly kind: 'time'; readonly format: string }
  /** So many strings as the first argument says, with the delimiter between them and a newline behind. */
  | { readonly kind: 'join'; readonly delimiter: ByteText }
  /** A run-time error of the script, found in the kernel: a warning with its place, no arguments. */
  | { readonly kind: 'runtimeError'; readonly message: string }
  /** A helper of the kernel failed: what it returned stands behind the header, in 8 bytes. */
  | { readonly kind: 'helperError'; readonly helper: string }
  /** print(value). */
  | { readonly kind: 'value' };

export const recordHeaderSize = 16;

/**
 * Every record of the control ring (24 bytes): u64 sequence, u32 kind, u32 program index, u32 a, u32 b.
 * print: a = map index, b = index into Manifest.prints; clear, zero: a = map index; exit: a = exit code; process: a = the
 * id of a process of which addresses are kept, for the first time.
 */
export const ControlKind = { print: 1, clear: 2, exit: 3, zero: 4, process: 5 } as const;
export type ControlKind = (typeof ControlKind)[keyof typeof ControlKind];
export const controlRecordSize = 24;

/** ELF (and libbpf) name of the globals' map. */
export const globalsMap = '.bss';

/** Where the globals' cells begin: behind the members. */
export const cellsOffset = 128;

/** Per-CPU cells: those of each CPU lie together, `stride` bytes from those of the one before. Behind them the shared ones. */
export interface CellsLayout {
  /** Possible CPUs rounded up to a power of two, so that a mask keeps every CPU's number in bounds. */
  readonly cpus: number;
  /** A multiple of the cache line's 64 bytes. */
  readonly stride: number;
  /** Bytes of all cells. */
  readonly size: number;
}

/**
 * The globals: one array map with one value (the ELF's .bss), pinned with the maps, so that a successor can
 * stop and account for a killed agent's programs. Offsets in bytes; every member is a u64.
 */
export interface GlobalsLayout {
  readonly size: number;
  readonly cells: CellsLayout;
  /** Nonzero: event programs return at once. Set by exit() and by whoever stops the session. */
  readonly stop: number;
  /** 0 until exit() ran in a script; then its code (0 to 255) plus 1. Authoritative: the control record may be lost. */
  readonly exit: number;
  /** Time since boot at which the script began, which the agent writes before anything runs; `elapsed` counts from it. */
  readonly started: number;
  /** Records emitted so far in both rings (next sequence number); atomic. */
  readonly sequence: number;
  readonly lostEvents: number;
  readonly lostControl: number;
  readonly mapFull: number;
  readonly failedReads: number;
  /** Data records submitted (sequence numbers also count control records and losses). */
  readonly emittedEvents: number;
  /** print(@map) records submitted to the control ring. */
  readonly emittedPrints: number;
  /** Runs that did nothing, because all frames for what does not fit on the stack were taken. */
  readonly missedRuns: number;
}
