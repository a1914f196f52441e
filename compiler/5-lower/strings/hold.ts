/**
 * Strings where they can be looked at: a slot that holds the value of an expression.
 *
 * Needs: a typed string expression.
 * Gives: a slot with its value, and whether the caller must end that slot.
 * Reports: nothing.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import { roundUp8 } from '../../4-plan-maps/layout.ts';
import type { SlotId } from '../../ir/ir.ts';
import type { ProgramContext } from '../context.ts';
import { capacityOf, commCapacity, slotPlace } from './padded.ts';

export interface HeldString {
  readonly slot: SlotId;
  /** Bytes that are surely there and padded, a multiple of 8. */
  readonly size: number;
  /** Made for this use alone. */
  readonly temporary: boolean;
}

export function holdString(context: ProgramContext, expression: TypedExpression): HeldString {
  const kept = keptSlot(context, expression);
  if (kept !== null) return { slot: kept, size: roundUp8(capacityOf(expression)), temporary: false };
  const capacity = capacityOf(expression);
  const slot = context.builder.beginSlot(roundUp8(capacity));
  context.lower.string(context, expression, slotPlace(context, slot), capacity);
  return { slot, size: roundUp8(capacity), temporary: true };
}

export function releaseString(context: ProgramContext, held: HeldString): void {
  if (held.temporary) context.builder.endSlot(held.slot);
}

/** Where the value already stands in a slot that outlives the use; comm is fetched once and kept. */
function keptSlot(context: ProgramContext, expression: TypedExpression): SlotId | null {
  if (expression.kind === 'variable') return context.strings.get(expression.symbol.id) ?? null;
  if (expression.kind !== 'builtin') return null;
  if (context.comm !== null || !context.mayKeepComm) return context.comm;
  const { builder } = context;
  const slot = builder.beginSlot(commCapacity);
  builder.run('get_current_comm', [builder.slotAddress(slot), BigInt(commCapacity)]);
  context.comm = slot;
  return slot;
}
