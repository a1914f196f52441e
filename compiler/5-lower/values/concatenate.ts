/** str_concat(): one string behind the other, through memory that has room for both. */
import type { TypedExpression } from '../../3-check/typed.ts';
import { roundUp8 } from '../../4-plan-maps/layout.ts';
import type { ProgramContext } from '../context.ts';
import { addressOf, clear } from '../memory.ts';
import { at, type Place } from '../place.ts';
import { atMost } from './bytes.ts';
import { capacityOf, copyPadded } from './copy.ts';
import { holdForHelper, release } from './hold.ts';
import { placeOf, slotHome } from './home.ts';

export function concatenate(
  context: ProgramContext,
  { left, right }: TypedExpression & { readonly kind: 'concatenation' },
  to: Place,
  size: number,
): void {
  const { builder } = context;
  const [one, other] = [holdForHelper(context, left), holdForHelper(context, right)];
  const [first, second] = [capacityOf(left), capacityOf(right)];
  const bytes = roundUp8(first + second);
  const slot = builder.beginSlot(bytes);
  const both = placeOf(context, slotHome(slot));
  clear(context, both, bytes);
  const from = addressOf(context, placeOf(context, one.home));
  const written = builder.call('probe_read_kernel_str', [addressOf(context, both), BigInt(first), from]);
  // The NUL is written over.
  const length = atMost(context, builder.binary('sub', written, 1n), first - 1);
  const end =
    typeof length === 'bigint'
      ? addressOf(context, at(both, Number(length)))
      : builder.binary('add', both.base, length);
  builder.run('probe_read_kernel_str', [end, BigInt(second), addressOf(context, placeOf(context, other.home))]);
  copyPadded(context, both, to, Math.min(bytes, size), size);
  // What was cut ends in a NUL all the same.
  if (bytes > size) builder.store(to.base, to.offset + size - 1, 0n, 8);
  builder.endSlot(slot);
  release(context, other);
  release(context, one);
}
