/** Where pointers point: followed from their origins through additions and block parameters. */
import type { Instruction, IrFunction, SlotId, ValueId } from '../ir.ts';
import { edgesOf } from '../operands.ts';

export interface Origins {
  /** Slots that the pointer may point into. */
  readonly slots: ReadonlySet<SlotId>;
  /** Whether it may also point somewhere else. */
  readonly elsewhere: boolean;
}

const nowhere: Origins = { slots: new Set(), elsewhere: false };

/** The possible origins of every pointer of the function. */
export function pointerOrigins(fn: IrFunction): (value: ValueId) => Origins {
  const origins = new Map<ValueId, Origins>();
  const of = (value: ValueId): Origins => origins.get(value) ?? nowhere;
  const join = (value: ValueId, more: Origins): boolean => {
    const old = of(value);
    const slots = new Set([...old.slots, ...more.slots]);
    const elsewhere = old.elsewhere || more.elsewhere;
    if (slots.size === old.slots.size && elsewhere === old.elsewhere) return false;
    origins.set(value, { slots, elsewhere });
    return true;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of fn.blocks) {
      for (const each of block.instructions) changed = step(each, fn, of, join) || changed;
      for (const edge of edgesOf(block.terminator)) {
        fn.blocks[edge.block]?.parameters.forEach((parameter, index) => {
          const argument = edge.args[index];
          if (argument !== undefined) changed = join(parameter, of(argument)) || changed;
        });
      }
    }
  }
  return of;
}

function step(
  each: Instruction,
  fn: IrFunction,
  of: (value: ValueId) => Origins,
  join: (value: ValueId, more: Origins) => boolean,
): boolean {
  if (!('dest' in each) || each.dest === null || fn.types[each.dest] !== 'pointer') return false;
  if (each.kind === 'slotAddress') return join(each.dest, { slots: new Set([each.slot]), elsewhere: false });
  if (each.kind === 'binary') return join(each.dest, of(each.left));
  return join(each.dest, { slots: new Set(), elsewhere: true });
}
