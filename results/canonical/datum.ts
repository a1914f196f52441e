/**
 * One key column's or scalar's content in canonical bytes: integers of every kind as 64-bit little-endian two's
 * complement, strings and buffers as a u32 little-endian length and their bytes, what has parts as its parts in order.
 */
import { invariant } from '../invariant.ts';
import type { ColumnType, Datum, Value, ValueSchema } from '../schema.ts';

/** Types of the parts of an array, tuple or record; null for types that have none. */
export function partsOf(type: ColumnType): readonly ColumnType[] | null {
  switch (type.kind) {
    case 'array':
      return Array.from({ length: type.length }, () => type.element);
    case 'tuple':
      return type.elements;
    case 'record':
      return type.fields.map((field) => field.type);
    case 'int':
    case 'bool':
    case 'pointer':
    case 'enum':
    case 'string':
    case 'buffer':
      return null;
  }
}

/** Of a type whose bytes are all zero. */
export function zeroDatum(type: ColumnType): Datum {
  const parts = partsOf(type);
  if (parts !== null) return parts.map(zeroDatum);
  return isBytes(type) ? new Uint8Array() : 0n;
}

/** Whether its content is bytes of any number. */
export function isBytes(type: ColumnType): boolean {
  return type.kind === 'string' || type.kind === 'buffer';
}

/** Bytes of the smallest datum of this type. */
export function minimumSize(type: ColumnType): number {
  if (type.kind === 'array') return type.length * minimumSize(type.element);
  const parts = partsOf(type);
  if (parts !== null) return parts.reduce((sum, part) => sum + minimumSize(part), 0);
  return isBytes(type) ? 4 : 8;
}

export function datumSize(type: ColumnType, datum: Datum): number {
  if (isBytes(type)) return 4 + bytesOf(datum).length;
  const parts = partsOf(type);
  if (parts === null) return 8;
  const data = listOf(datum);
  return parts.reduce((sum, part, index) => sum + datumSize(part, partAt(data, index)), 0);
}

/** Writes one datum; gives the offset after it. */
export function writeDatum(out: Buffer, offset: number, type: ColumnType, datum: Datum): number {
  const parts = partsOf(type);
  if (parts !== null) {
    const data = listOf(datum);
    return parts.reduce((at, part, index) => writeDatum(out, at, part, partAt(data, index)), offset);
  }
  if (!isBytes(type)) return out.writeBigUInt64LE(BigInt.asUintN(64, integerOf(datum)), offset);
  const bytes = bytesOf(datum);
  out.set(bytes, out.writeUInt32LE(bytes.length, offset));
  return offset + 4 + bytes.length;
}

/** The one form in which a datum of this type is held: 64 bits with the type's sign; bool as 0n or 1n. */
export function normalDatum(type: ColumnType, datum: Datum): Datum {
  switch (type.kind) {
    case 'int':
    case 'enum':
      return type.signed ? BigInt.asIntN(64, integerOf(datum)) : BigInt.asUintN(64, integerOf(datum));
    case 'bool':
      return integerOf(datum) === 0n ? 0n : 1n;
    case 'pointer':
      return BigInt.asUintN(64, integerOf(datum));
    case 'string':
    case 'buffer':
      return bytesOf(datum);
    case 'array':
    case 'tuple':
    case 'record': {
      const data = listOf(datum);
      return (partsOf(type) ?? []).map((part, index) => normalDatum(part, partAt(data, index)));
    }
  }
}

export function integerOf(datum: Datum): bigint {
  invariant(typeof datum === 'bigint', 'no integer in a column of integers');
  return datum;
}

export function bytesOf(datum: Datum): Uint8Array {
  invariant(datum instanceof Uint8Array, 'no bytes in a column of strings');
  return datum;
}

export function listOf(datum: Datum): readonly Datum[] {
  invariant(typeof datum !== 'bigint' && !(datum instanceof Uint8Array), 'no parts in a column of tuples');
  return datum;
}

export function partAt(data: readonly Datum[], index: number): Datum {
  const part = data[index];
  invariant(part !== undefined, `${data.length} parts where there must be more`);
  return part;
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
