/**
 * Additions to a value.
 *
 * Needs: the address of a value, and the plan that says who may come in between.
 * Gives: an atomic addition, or a plain one where the value is one CPU's and nothing disturbs.
 * Reports: nothing.
 */
import type { ValueId } from '../../ir/ir.ts';
import type { MapPlan } from '../../manifest.ts';
import type { FunctionBuilder, Operand } from '../builder.ts';

export function addTo(
  builder: FunctionBuilder,
  { undisturbed }: MapPlan,
  base: ValueId,
  offset: number,
  value: Operand,
): void {
  if (undisturbed) builder.store(base, offset, builder.binary('add', builder.load(base, offset), value));
  else builder.atomicAdd(base, offset, value);
}
