/**
 * `ctx`: what the kernel hands to the program.
 *
 * Needs: an expression. Gives: its address as a number, or what is in it by loads, which the kernel translates to where it has
 *   the values: what lies at the address itself may be something else.
 * Reports: nothing.
 */
import type { PointerType, TypedExpression } from '../3-check/typed.ts';
import { resolve, sizeOf } from '../ctypes/query.ts';
import type { ValueId } from '../ir/ir.ts';
import type { ProgramContext } from './context.ts';

/** To the verifier a negated pointer is a number, and so is that one negated. */
export function contextAddress({ builder }: ProgramContext): ValueId {
  return builder.negate(builder.negate(builder.context()));
}

/** How many bytes may be read through the pointer by loads: those of the context, if the pointer is it; 0 for all others. */
export function contextBytes(context: ProgramContext, pointer: TypedExpression): number {
  if (pointer.kind === 'convert' && pointer.operand.type.kind === 'pointer')
    return contextBytes(context, pointer.operand);
  const isContext =
    pointer.kind === 'variable'
      ? context.contextVariables.has(pointer.symbol.id)
      : pointer.kind === 'builtin' && pointer.name === 'ctx';
  return isContext && pointer.type.kind === 'pointer' ? bytesOf(pointer.type) : 0;
}

function bytesOf({ pointee }: PointerType): number {
  return sizeOf(resolve(pointee)) ?? 0;
}

/** A number within one word of it: the kernel takes loads of whole words everywhere. */
export function loadContext({ builder }: ProgramContext, offset: number, size: number, signed: boolean): ValueId {
  const word = offset - (offset % 8);
  const whole = builder.load(builder.context(), word);
  if (size === 8) return whole;
  const moved = offset === word ? whole : builder.binary('lshr', whole, BigInt((offset - word) * 8));
  return builder.extend(moved, size === 1 ? 8 : size === 2 ? 16 : 32, signed);
}
