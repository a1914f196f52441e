/**
 * The logical schema of a typed map: what its keys and values mean, never how a kernel or a map plan lays
 * them out. It is the contract between the compiler (which derives it from the script), the agent (which
 * reads kernel maps into it), the wire and the operator (which merges by it).
 */

/** A column of a key, a scalar value, or a part of one. */
export type ColumnType =
  /** Integers travel as 64 bits; size and sign say how they were declared and how they print. */
  | { readonly kind: 'int'; readonly size: 1 | 2 | 4 | 8; readonly signed: boolean }
  /** Prints as true/false. */
  | { readonly kind: 'bool' }
  /** Prints as 0x…; per node by nature. */
  | { readonly kind: 'pointer' }
  /** Bytes without the terminating NUL; not necessarily UTF-8. */
  | { readonly kind: 'string' }
  /** An integer that prints as the symbol of its value, where it has one. */
  | { readonly kind: 'enum'; readonly signed: boolean; readonly symbols: readonly EnumSymbol[] }
  /** Bytes that are no text: all of them count, NULs included. */
  | { readonly kind: 'buffer' }
  | { readonly kind: 'array'; readonly element: ColumnType; readonly length: number }
  | { readonly kind: 'tuple'; readonly elements: readonly ColumnType[] }
  /** Records of the language and C structs: members with names. */
  | { readonly kind: 'record'; readonly fields: readonly RecordField[] };

export interface EnumSymbol {
  readonly name: string;
  /** In decimal, so that a schema is plain JSON. */
  readonly value: string;
}

export interface RecordField {
  readonly name: string;
  readonly type: ColumnType;
}

export interface KeyColumn {
  readonly type: ColumnType;
  /**
   * True when the value means something on its own node only (pid, tid, pointers): the merge then adds the
   * node to the key, so that equal numbers of two nodes stay two rows.
   */
  readonly nodeLocal: boolean;
}

/** What a value is, and with it how two of them merge. */
export type ValueSchema =
  /** u64, added. */
  | { readonly kind: 'count' }
  /** i64 or u64, added; overflow saturates and is flagged. */
  | { readonly kind: 'sum'; readonly signed: boolean }
  /** The least or greatest number; merges to the least or greatest of all. */
  | { readonly kind: 'min' | 'max'; readonly signed: boolean }
  /** Number of events and their total, both added; `avg` shows the quotient alone. */
  | { readonly kind: 'avg' | 'stats'; readonly signed: boolean }
  /** Log2 buckets with `bits` sub-bits (0–5): bucket index → u64 count, added bucket by bucket. */
  | { readonly kind: 'hist'; readonly bits: number }
  /** Linear buckets of `step` from `min` to `max`, one for what is below and one for what is above (buckets.ts); added. */
  | { readonly kind: 'lhist'; readonly min: number; readonly max: number; readonly step: number }
  /**
   * A plain value. `sum`: the script only ever adds to it (`++ -- += -=`), so values add up;
   * `perNode`: last value of its node; the node becomes a key column of the merged map.
   */
  | { readonly kind: 'scalar'; readonly type: ColumnType; readonly merge: 'sum' | 'perNode' };

/** A value for each interval of time, of which the latest are shown. */
export interface Series {
  /** Nanoseconds. */
  readonly interval: number;
  /** How many of them are shown. */
  readonly intervals: number;
}

export interface MapSchema {
  /** As in the script, with the @: `@`, `@bytes`. */
  readonly name: string;
  /** Empty for a scalar map (`@x = …` without a key). */
  readonly keys: readonly KeyColumn[];
  readonly value: ValueSchema;
  /** Of tseries(): the last column of the key is then when an interval began, in nanoseconds since the epoch. */
  readonly series?: Series;
}

/**
 * One key column's or scalar's content: bigint for int, bool (0n/1n), pointer and enum; bytes for string and buffer; one
 * for each part, in order, for array, tuple and record.
 */
export type Datum = bigint | Uint8Array | readonly Datum[];

/** A value of a row; which member it is follows from the schema's value kind. */
export type Value =
  /** count, sum, min, max, and scalars that merge by sum. */
  | { readonly kind: 'number'; readonly value: bigint; readonly saturated: boolean }
  /** avg and stats; those of no events, which zero() leaves, have no total. */
  | { readonly kind: 'stats'; readonly count: bigint; readonly total: bigint; readonly saturated: boolean }
  /** hist and lhist. Sparse buckets: bucket index (buckets.ts) → count > 0; none of what zero() leaves. */
  | { readonly kind: 'hist'; readonly buckets: ReadonlyMap<number, bigint> }
  /** Scalars that do not merge. */
  | { readonly kind: 'datum'; readonly value: Datum };

export interface Row {
  readonly key: readonly Datum[];
  readonly value: Value;
}

/** Rows of one map in the canonical columnar encoding (canonical/encode.ts): the form that crosses the wire and is stored. */
export interface PackedRows {
  readonly count: number;
  readonly keys: Uint8Array;
  readonly values: Uint8Array;
}

/** Keys alone in the same encoding: the rows that a patch deletes. */
export interface PackedKeys {
  readonly count: number;
  readonly keys: Uint8Array;
}

/** What was lost, always shown. All are counts of events since the job began on that node and incarnation. */
export interface Losses {
  /** printf/print records that found no room in the data ring. */
  readonly events: bigint;
  /** Control records (print, clear, exit) that found no room in their ring. */
  readonly control: bigint;
  /** Updates of a full map. */
  readonly mapFull: bigint;
  /** Program runs that the kernel skipped (recursion protection). */
  readonly missedRuns: bigint;
  /** Helper calls that failed where the script's result depends on them. */
  readonly failedReads: bigint;
}
