/**
 * What is known about the values that come to one place (a variable, a map's value, a key column), and how that grows
 * with every value that comes: widths and signs widen, strings get longer, nothing ever narrows.
 */
import { sameType } from '../ctypes/query.ts';
import { equalTypes, integerOf, partsByName, partsOf, withParts } from './types.ts';
import type { IntType, RecordType, TupleType, Type } from './typed.ts';

export interface Slot {
  readonly type: Type;
  /**
   * Integers of which no more is known than that they are not negative (literals, and what is made of them): they take
   * the sign of what they meet, and are signed if they meet nothing.
   */
  readonly flexible: boolean;
  /** Whether some value means something on its node only: a pid, a tid, an address. */
  readonly nodeLocal: boolean;
}

/** What a place must be to hold the values of both; null when nothing can hold both. */
export function join(a: Slot, b: Slot): Slot | null {
  const type = joinTypes(a, b);
  if (type === null) return null;
  return { type, flexible: a.flexible && b.flexible, nodeLocal: a.nodeLocal || b.nodeLocal };
}

function joinTypes(a: Slot, b: Slot): Type | null {
  const [left, right] = [a.type, b.type];
  if (left.kind === 'int' && right.kind === 'int') return joinIntegers(left, a.flexible, right, b.flexible);
  if (left.kind === 'string' && right.kind === 'string')
    return { kind: 'string', capacity: Math.max(left.capacity, right.capacity) };
  if (left.kind === 'pointer' && right.kind === 'pointer') {
    const pointee = sameType(left.pointee, right.pointee) ? left.pointee : ({ kind: 'void' } as const);
    return { kind: 'pointer', pointee, space: left.space };
  }
  if (left.kind === 'tuple' || left.kind === 'record') return joinParts(left, right);
  // What is not of one enum is numbers.
  if (left.kind === 'enum' && (right.kind === 'int' || right.kind === 'enum') && !equalTypes(left, right))
    return joinTypes({ ...a, type: integerOf(left) }, b);
  if (left.kind === 'int' && right.kind === 'enum') return joinTypes(a, { ...b, type: integerOf(right) });
  if (left.kind === 'buffer' && right.kind === 'buffer')
    return { kind: 'buffer', capacity: Math.max(left.capacity, right.capacity) };
  if (left.kind === 'array' || left.kind === 'struct') return equalTypes(left, right) ? left : null;
  if (left.kind === 'name') return right.kind === 'name' && equalTypes(left, right) ? left : null;
  return left.kind === right.kind ? left : null;
}

/** Part by part; the signs of parts are never open. */
function joinParts(left: TupleType | RecordType, right: Type): Type | null {
  const [ours, theirs, places] = [partsOf(left) ?? [], partsOf(right) ?? [], partsByName(right, left)];
  if (places === null) return null;
  const parts = ours.map((type, index) => joinedType(type, theirs[places[index] ?? index] ?? type));
  const joined = parts.filter((part) => part !== null);
  return joined.length === parts.length ? withParts(left, joined) : null;
}

/** What holds values of both types, whose signs are settled. */
export function joinedType(a: Type, b: Type): Type | null {
  const slot = (type: Type): Slot => ({ type, flexible: false, nodeLocal: false });
  return joinTypes(slot(a), slot(b));
}

/** Inventory L2.11. */
function joinIntegers(a: IntType, aFlexible: boolean, b: IntType, bFlexible: boolean): IntType {
  const size = a.size > b.size ? a.size : b.size;
  if (aFlexible || bFlexible || a.signed === b.signed)
    return { kind: 'int', size, signed: bFlexible ? a.signed : b.signed };
  const [signed, unsigned] = a.signed ? [a, b] : [b, a];
  if (signed.size > unsigned.size) return signed;
  const doubled = { 1: 2, 2: 4, 4: 8, 8: 8 } as const;
  return { kind: 'int', size: doubled[unsigned.size], signed: true };
}
