/** Types as values: the common ones, how they are written, and when two are one. */
import type { IntType, Type } from './typed.ts';

export const int64: IntType = { kind: 'int', size: 8, signed: true };
export const uint64: IntType = { kind: 'int', size: 8, signed: false };
export const uint32: IntType = { kind: 'int', size: 4, signed: false };
export const uint8: IntType = { kind: 'int', size: 1, signed: false };
export const bool: Type = { kind: 'bool' };

export function formatType(type: Type): string {
  switch (type.kind) {
    case 'int':
      return `${type.signed ? 'int' : 'uint'}${type.size * 8}`;
    case 'bool':
      return 'bool';
    case 'string':
      return `string[${type.capacity}]`;
    case 'pointer':
      return `${type.pointee} *`;
  }
}

export function equalTypes(a: Type, b: Type): boolean {
  return formatType(a) === formatType(b) && (a.kind !== 'pointer' || b.kind !== 'pointer' || a.space === b.space);
}

/** The least and greatest value. */
export function range(type: IntType): { readonly min: bigint; readonly max: bigint } {
  const bits = BigInt(type.size * 8);
  return type.signed
    ? { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n }
    : { min: 0n, max: (1n << bits) - 1n };
}

/** The value as the type holds it: cut to its width, two's complement. */
export function wrap(value: bigint, type: IntType): bigint {
  return type.signed ? BigInt.asIntN(type.size * 8, value) : BigInt.asUintN(type.size * 8, value);
}

/** The smallest signed type of a literal; above the greatest int64 it is uint64 (inventory L2.10). */
export function literalType(value: bigint): IntType {
  for (const size of [1, 2, 4, 8] as const) {
    const type: IntType = { kind: 'int', size, signed: true };
    const { min, max } = range(type);
    if (value >= min && value <= max) return type;
  }
  return uint64;
}
