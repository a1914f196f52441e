/**
 * One key column's or scalar's content in canonical bytes: ints, bools and pointers as 64-bit little-endian
 * two's complement, strings as a u32 little-endian length and their bytes.
 */
import { invariant } from '../invariant.ts';
import type { ColumnType, Datum, Value, ValueSchema } from '../schema.ts';

/** Bytes of the smallest datum of this type. */
export function minimumSize(type: ColumnType): number {
  return type.kind === 'string' ? 4 : 8;
}

export function datumSize(type: ColumnType, datum: Datum): number {
  return type.kind === 'string' ? 4 + bytesOf(datum).length : 8;
}

/** Writes one datum; gives the offset after it. */
export function writeDatum(out: Buffer, offset: number, type: ColumnType, datum: Datum): number {
  if (type.kind !== 'string') return out.writeBigUInt64LE(BigInt.asUintN(64, integerOf(datum)), offset);
  const bytes = bytesOf(datum);
  out.set(bytes, out.writeUInt32LE(bytes.length, offset));
  return offset + 4 + bytes.length;
}

/** The one form in which a datum of this type is held: 64 bits with the type's sign; bool as 0n or 1n. */
export function normalDatum(type: ColumnType, datum: Datum): Datum {
  switch (type.kind) {
    case 'int':
      return type.signed ? BigInt.asIntN(64, integerOf(datum)) : BigInt.asUintN(64, integerOf(datum));
    case 'bool':
      return integerOf(datum) === 0n ? 0n : 1n;
    case 'pointer':
      return BigInt.asUintN(64, integerOf(datum));
    case 'string':
      return bytesOf(datum);
  }
}

export function integerOf(datum: Datum): bigint {
  invariant(typeof datum === 'bigint', 'bytes in a column of integers');
  return datum;
}

export function bytesOf(datum: Datum): Uint8Array {
  invariant(typeof datum !== 'bigint', 'an integer in a column of strings');
  return datum;
}

/** Whether a 64-bit value of kind `number`, or the total of `stats`, is signed. */
export function numberIsSigned(value: ValueSchema): boolean {
  switch (value.kind) {
    case 'count':
      return false;
    case 'sum':
    case 'min':
    case 'max':
    case 'avg':
    case 'stats':
      return value.signed;
    case 'scalar':
      return value.type.kind === 'int' && value.type.signed;
    case 'hist':
    case 'lhist':
      invariant(false, 'a histogram is no number');
  }
}

/** Which member of Value a schema asks for. */
export function valueKind(value: ValueSchema): Value['kind'] {
  switch (value.kind) {
    case 'count':
    case 'sum':
    case 'min':
    case 'max':
      return 'number';
    case 'avg':
    case 'stats':
      return 'stats';
    case 'hist':
    case 'lhist':
      return 'hist';
    case 'scalar':
      return value.merge === 'perNode' ? 'datum' : 'number';
  }
}
