/**
 * What is known about the values that come to one place (a variable, a map's value, a key column), and how that grows
 * with every value that comes: widths and signs widen, strings get longer, nothing ever narrows.
 */
import { int64 } from './types.ts';
import type { IntType, Type } from './typed.ts';

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

/** The type a place is given in the end. */
export function settled(slot: Slot): Type {
  return slot.flexible ? int64 : slot.type;
}

function joinTypes(a: Slot, b: Slot): Type | null {
  const [left, right] = [a.type, b.type];
  if (left.kind === 'int' && right.kind === 'int') return joinIntegers(left, a.flexible, right, b.flexible);
  if (left.kind === 'string' && right.kind === 'string')
    return { kind: 'string', capacity: Math.max(left.capacity, right.capacity) };
  if (left.kind === 'pointer' && right.kind === 'pointer') {
    return { kind: 'pointer', pointee: left.pointee === right.pointee ? left.pointee : 'void', space: left.space };
  }
  return left.kind === right.kind ? left : null;
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
