/**
 * Objects of the kernel for helpers that want to know what they are given.
 *
 * Needs: a struct, or a pointer to one, that the program's typed arguments lead to.
 * Gives: its address, by loads that the kernel's verifier follows; what a helper tells of it.
 * Reports: nothing; a path that there is not is empty.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import type { ProgramContext } from '../context.ts';
import { addressOf, clear } from '../memory.ts';
import type { Place } from '../place.ts';
import { capacityOf } from './copy.ts';
import { placeOf, slotHome } from './home.ts';

type Of<K extends TypedExpression['kind']> = TypedExpression & { readonly kind: K };

/** The kernel writes from the end of the memory and moves the text to its start: only a copy has zeros behind it. */
export function writePath(context: ProgramContext, expression: Of<'path'>, to: Place, size: number): void {
  const { builder } = context;
  const capacity = BigInt(capacityOf(expression));
  const slot = builder.beginSlot(Number(capacity));
  const text = placeOf(context, slotHome(slot));
  clear(context, text, Number(capacity));
  builder.run('d_path', [
    addressOf(context, objectPlace(context, expression.object)),
    builder.slotAddress(slot),
    capacity,
  ]);
  clear(context, to, size);
  builder.run('probe_read_kernel_str', [addressOf(context, to), capacity, builder.slotAddress(slot)]);
  builder.endSlot(slot);
}

export function socketCookie(context: ProgramContext, { object }: Of<'socketCookie'>): ValueId {
  return context.builder.call('get_socket_cookie', [pointerOf(context, object)]);
}

/** Where the struct stands, or what a pointer to it points to. */
function objectPlace(context: ProgramContext, node: TypedExpression): Place {
  if (node.type.kind === 'pointer') return { base: pointerOf(context, node), offset: 0 };
  if (node.kind === 'dereference') return objectPlace(context, node.operand);
  invariant(node.kind === 'member', `${node.kind} leads to no object`);
  const object = objectPlace(context, node.object);
  return { ...object, offset: object.offset + node.offset };
}

/** As a pointer that the verifier knows. */
function pointerOf(context: ProgramContext, node: TypedExpression): ValueId {
  const { builder } = context;
  if (node.kind === 'argument') return builder.loadPointer(builder.context(), node.slot * 8);
  invariant(node.kind === 'member', `${node.kind} leads to no object`);
  const object = objectPlace(context, node.object);
  return builder.loadPointer(object.base, object.offset + node.offset);
}
