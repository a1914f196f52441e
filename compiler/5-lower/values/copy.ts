/**
 * Memory values from one place to another.
 *
 * Needs: places that hold padded values: contents, zeros to the end of the value and on to a multiple of 8.
 * Gives: copies, also into a type with longer strings.
 * Reports: nothing.
 */
import type { Type, TypedExpression } from '../../3-check/typed.ts';
import { inMemory, partsByName, partsOf } from '../../3-check/types.ts';
import { partOffset, roundUp8, sizeOf } from '../../4-plan-maps/layout.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ProgramContext } from '../context.ts';
import { clear, copy } from '../memory.ts';
import { at, type Place } from '../place.ts';

/** TASK_COMM_LEN; get_current_comm pads with zeros up to it. */
export const commCapacity = 16;

export function capacityOf(expression: TypedExpression): number {
  invariant(expression.type.kind === 'string', 'no string where a string must be');
  return expression.type.capacity;
}

/** Copies a padded value of `from` bytes into a place of `to` ≥ `from` bytes. */
export function copyPadded(context: ProgramContext, source: Place, target: Place, from: number, to: number): void {
  const size = Math.min(roundUp8(from), roundUp8(to));
  copy(context, source, target, size);
  clear(context, at(target, size), roundUp8(to) - size);
}

/** Copies a value of one type into a place of another that can hold it. */
export function copyAs(context: ProgramContext, source: Place, from: Type, target: Place, to: Type): void {
  const [ours, theirs] = [partsOf(from), partsOf(to)];
  const places = partsByName(from, to);
  const inOrder = places === null || places.every((place, index) => place === index);
  if (ours === null || theirs === null || (inOrder && sizeOf(from) === sizeOf(to))) {
    return copyPadded(context, source, target, sizeOf(from), sizeOf(to));
  }
  theirs.forEach((wanted, index) => {
    const place = places?.[index] ?? index;
    const part = ours[place];
    invariant(part !== undefined && inMemory(part) === inMemory(wanted), 'a part that becomes none');
    copyAs(context, at(source, partOffset(from, place)), part, at(target, partOffset(to, index)), wanted);
  });
}
