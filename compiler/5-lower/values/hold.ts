/**
 * Memory values where they can be looked at.
 *
 * Needs: a typed expression whose value lies in memory.
 * Gives: a home that has its value, and whether a slot was made for it, which the caller must end.
 * Reports: nothing.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import { partOffset, roundUp8, sizeOf } from '../../4-plan-maps/layout.ts';
import type { SlotId } from '../../ir/ir.ts';
import type { ProgramContext } from '../context.ts';
import { currentTask } from '../task.ts';
import { commCapacity } from './copy.ts';
import { type Home, homeAt, placeOf, slotHome } from './home.ts';

export interface Held {
  readonly home: Home;
  /** Bytes that are surely there and padded, a multiple of 8. */
  readonly size: number;
  /** Made for this use alone: to be ended. */
  readonly temporary: SlotId | null;
}

export function hold(context: ProgramContext, expression: TypedExpression): Held {
  const size = roundUp8(sizeOf(expression.type));
  const kept = keptHome(context, expression);
  if (kept !== null) return { home: kept, size, temporary: null };
  if (expression.kind === 'element') {
    const whole = hold(context, expression.object);
    const home = homeAt(whole.home, partOffset(expression.object.type, expression.index));
    return { home, size, temporary: whole.temporary };
  }
  return holdCopy(context, expression);
}

/** Where a helper can get at it. */
export function holdForHelper(context: ProgramContext, expression: TypedExpression): Held {
  const held = hold(context, expression);
  return held.home.kind === 'kernel' ? holdCopy(context, expression) : held;
}

/** In memory that nothing else changes. */
export function holdCopy(context: ProgramContext, expression: TypedExpression): Held {
  const size = roundUp8(sizeOf(expression.type));
  const slot = context.builder.beginSlot(size);
  context.lower.memory(context, expression, placeOf(context, slotHome(slot)), sizeOf(expression.type));
  return { home: slotHome(slot), size, temporary: slot };
}

export function release(context: ProgramContext, held: Held): void {
  if (held.temporary !== null) context.builder.endSlot(held.temporary);
}

/** Where the value already stands and outlives the use; comm is fetched once and kept. */
function keptHome(context: ProgramContext, expression: TypedExpression): Home | null {
  if (expression.kind === 'variable') return context.homes.get(expression.symbol.id) ?? null;
  return expression.kind === 'builtin' && expression.name === 'comm' ? keptComm(context) : null;
}

function keptComm(context: ProgramContext): Home | null {
  const layout = context.module.task();
  if (layout !== null) return { kind: 'kernel', base: currentTask(context), offset: layout.comm };
  if (context.comm === null && context.mayKeep) {
    const { builder } = context;
    const slot = builder.beginSlot(commCapacity);
    builder.run('get_current_comm', [builder.slotAddress(slot), BigInt(commCapacity)]);
    context.comm = slot;
  }
  return context.comm === null ? null : slotHome(context.comm);
}
