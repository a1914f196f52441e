/**
 * debugf(): a line in the kernel's trace buffer.
 *
 * Needs: a format that the kernel's own takes, and at most three numbers and strings.
 * Gives: the call; strings go by their address.
 * Reports: nothing.
 */
import type { TypedStatement } from '../3-check/typed.ts';
import { roundUp8 } from '../4-plan-maps/layout.ts';
import type { Operand } from './builder.ts';
import { operandOf, type ProgramContext } from './context.ts';
import { addressOf, wordAt } from './memory.ts';
import { type Held, holdForHelper, release } from './values/hold.ts';
import { placeOf } from './values/home.ts';

export function lowerDebugf(context: ProgramContext, statement: TypedStatement & { readonly kind: 'debugf' }): void {
  const { builder } = context;
  const held: Held[] = [];
  const args = statement.args.map((arg): Operand => {
    if (arg.type.kind !== 'string') return operandOf(context, arg);
    const string = holdForHelper(context, arg);
    held.unshift(string);
    return addressOf(context, placeOf(context, string.home));
  });
  const bytes = new TextEncoder().encode(statement.format);
  const size = bytes.length + 1;
  const slot = builder.beginSlot(roundUp8(size));
  const format = builder.slotAddress(slot);
  for (let offset = 0; offset < roundUp8(size); offset += 8) builder.store(format, offset, wordAt(bytes, offset));
  builder.run('trace_printk', [format, BigInt(size), ...args]);
  builder.endSlot(slot);
  for (const string of held) release(context, string);
}
