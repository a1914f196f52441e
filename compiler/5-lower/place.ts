import type { ValueId } from '../ir/ir.ts';

/** A place in memory: `offset` bytes from a pointer. */
export interface Place {
  readonly base: ValueId;
  readonly offset: number;
}

export function at(place: Place, offset: number): Place {
  return { base: place.base, offset: place.offset + offset };
}
