/** What the C at the top of a script declares. */
import type { EnumType, CompoundType, CType } from '../ctypes/ctype.ts';
import type { Span } from '../source/source.ts';

export interface Declared<T> {
  readonly type: T;
  readonly span: Span;
  /** By a header: the kernel's own type is preferred to it. */
  readonly isForeign: boolean;
}

export interface Declarations {
  /** By `struct NAME`, `union NAME`. */
  readonly compounds: ReadonlyMap<string, Declared<CompoundType>>;
  readonly enums: ReadonlyMap<string, Declared<EnumType>>;
  readonly typedefs: ReadonlyMap<string, Declared<CType>>;
  /** Enum constants, those of anonymous enums included. */
  readonly enumerators: ReadonlyMap<string, { readonly type: EnumType; readonly value: bigint }>;
}
