/**
 * Padded strings: contents, NUL, zeros to the capacity and on to a multiple of 8.
 *
 * Needs: places that hold such strings.
 * Gives: copies between different capacities.
 * Reports: nothing.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import { roundUp8 } from '../../4-plan-maps/layout.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { SlotId } from '../../ir/ir.ts';
import type { ProgramContext } from '../context.ts';
import { clear, copy } from '../memory.ts';
import { at, type Place } from '../place.ts';

/** TASK_COMM_LEN; get_current_comm pads with zeros up to it. */
export const commCapacity = 16;

export function capacityOf(expression: TypedExpression): number {
  invariant(expression.type.kind === 'string', 'a number where a string must be');
  return expression.type.capacity;
}

/** Copies a padded string of capacity `from` into a place of capacity `to` ≥ `from`. */
export function copyPadded(context: ProgramContext, source: Place, target: Place, from: number, to: number): void {
  const size = Math.min(roundUp8(from), roundUp8(to));
  copy(context, source, target, size);
  clear(context, at(target, size), roundUp8(to) - size);
}

export function slotPlace({ builder }: ProgramContext, slot: SlotId): Place {
  return { base: builder.slotAddress(slot), offset: 0 };
}
