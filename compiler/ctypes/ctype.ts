/**
 * C types as values: what BTF, tracefs formats and C declarations of a script describe.
 *
 * A type graph is cyclic (a list node points at list nodes), so whoever makes a type may resolve what it refers to when that
 * is first read: `to`, `element`, `type`, `members` and the like may be getters. What is contained by value is never cyclic.
 */
export type CType = PlainType | TypedefType | QualifiedType;

/** What is left of a type without the names and qualifiers around it: see resolve(). */
export type PlainType =
  | VoidType
  | IntegerType
  | FloatType
  | PointerType
  | ArrayType
  | CompoundType
  | EnumType
  | FunctionType
  | ForwardType;

export interface VoidType {
  readonly kind: 'void';
}

export interface IntegerType {
  readonly kind: 'int';
  /** As C writes it, e.g. `long unsigned int`. */
  readonly name: string;
  readonly bytes: number;
  readonly signed: boolean;
  /** `char` is what strings are made of; BTF seldom says it, so the name decides. */
  readonly use: 'number' | 'char' | 'bool';
}

export interface FloatType {
  readonly kind: 'float';
  readonly name: string;
  readonly bytes: number;
}

export interface PointerType {
  readonly kind: 'pointer';
  readonly to: CType;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: CType;
  /** 0 for flexible array members. */
  readonly length: number;
}

export interface CompoundType {
  readonly kind: 'struct' | 'union';
  /** '' for an anonymous one. */
  readonly name: string;
  readonly bytes: number;
  readonly members: readonly Member[];
}

export interface Member {
  /** '' for an anonymous struct or union, and for padding bit fields. */
  readonly name: string;
  readonly type: CType;
  /** From the start of the struct. For bit fields the least significant bit on a little-endian machine. */
  readonly offsetBits: number;
  /** The width of a bit field; null for others. */
  readonly bits: number | null;
}

export interface EnumType {
  readonly kind: 'enum';
  /** '' for an anonymous one. */
  readonly name: string;
  readonly bytes: number;
  readonly signed: boolean;
  readonly values: readonly EnumValue[];
}

export interface EnumValue {
  readonly name: string;
  readonly value: bigint;
}

export interface FunctionType {
  readonly kind: 'function';
  readonly returns: CType;
  readonly parameters: readonly Parameter[];
  readonly variadic: boolean;
}

export interface Parameter {
  /** '' where the declaration has no name. */
  readonly name: string;
  readonly type: CType;
}

/** A struct or union that is declared but not defined here. */
export interface ForwardType {
  readonly kind: 'forward';
  readonly name: string;
  readonly of: 'struct' | 'union';
}

export interface TypedefType {
  readonly kind: 'typedef';
  readonly name: string;
  readonly type: CType;
}

export interface QualifiedType {
  readonly kind: 'qualified';
  /** A C qualifier, or the tag of a pointee (`user`, `percpu`, `rcu`), where the kernel was built with a compiler that keeps those. */
  readonly qualifier: 'const' | 'volatile' | 'restrict' | { readonly tag: string };
  readonly type: CType;
}

/** On every architecture that we know. */
export const pointerBytes = 8;
