/**
 * Arguments of programs that are typed by BTF: 8 bytes each in the context.
 *
 * Needs: the argument's place and type. Gives: its value, extended by the sign of its type. Reports: nothing.
 */
import type { TypedExpression } from '../3-check/typed.ts';
import type { ValueId } from '../ir/ir.ts';
import { fitted } from './arithmetic.ts';
import type { ProgramContext } from './context.ts';

export function loadArgument(
  context: ProgramContext,
  { slot, typed, type }: TypedExpression & { readonly kind: 'argument' },
): ValueId {
  const { builder } = context;
  const loaded = builder.load(builder.context(), slot * 8);
  // Of a typed pointer the verifier refuses most arithmetic. A negated one is a number to it, and so is that one negated.
  if (typed) return builder.negate(builder.negate(loaded));
  // The upper half of a narrow argument may hold anything.
  return fitted(context, loaded, type);
}
