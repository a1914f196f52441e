/**
 * Strings into memory.
 *
 * Needs: a typed string expression, and a place of its capacity or more.
 * Gives: the string there, zero-padded to the place's capacity and on to a multiple of 8.
 * Reports: nothing.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import { roundUp8 } from '../../4-plan-maps/layout.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import { onSomeWays, type ProgramContext } from '../context.ts';
import { copyStringField } from '../fields.ts';
import { readString } from '../maps/read.ts';
import { addressOf, clear, wordAt } from '../memory.ts';
import { at, type Place } from '../place.ts';
import { capacityOf, commCapacity, copyPadded, slotPlace } from './padded.ts';

export function writeString(context: ProgramContext, expression: TypedExpression, to: Place, capacity: number): void {
  const { builder } = context;
  const outer = builder.span;
  builder.span = expression.span;
  writeKind(context, expression, to, capacity);
  builder.span = outer;
}

function writeKind(context: ProgramContext, expression: TypedExpression, to: Place, capacity: number): void {
  switch (expression.kind) {
    case 'string':
      return writeLiteral(context, expression.bytes, to, capacity);
    case 'builtin':
      return writeComm(context, to, capacity);
    case 'field':
      return copyStringField(context, expression.field, to, capacity);
    case 'variable': {
      const slot = context.strings.get(expression.symbol.id);
      if (slot === undefined) return clear(context, to, capacity);
      return copyPadded(context, slotPlace(context, slot), to, capacityOf(expression), capacity);
    }
    case 'mapRead':
      return readString(context, expression.map, expression.key, to, capacity);
    case 'convert':
      return writeString(context, expression.operand, to, capacity);
    case 'ternary':
      return writeTernary(context, expression, to, capacity);
    default:
      return invariant(false, `${expression.kind} gives no string`);
  }
}

function writeLiteral(context: ProgramContext, bytes: Uint8Array, to: Place, capacity: number): void {
  const used = roundUp8(Math.min(bytes.length, capacity - 1));
  for (let offset = 0; offset < used; offset += 8) {
    context.builder.store(to.base, to.offset + offset, wordAt(bytes.subarray(0, capacity - 1), offset));
  }
  clear(context, at(to, used), roundUp8(capacity) - used);
}

function writeComm(context: ProgramContext, to: Place, capacity: number): void {
  const { builder } = context;
  invariant(capacity >= commCapacity, `comm into ${capacity} bytes`);
  if (context.comm !== null) return copyPadded(context, slotPlace(context, context.comm), to, commCapacity, capacity);
  clear(context, at(to, commCapacity), capacity - commCapacity);
  builder.run('get_current_comm', [addressOf(context, to), BigInt(commCapacity)]);
}

function writeTernary(
  context: ProgramContext,
  expression: TypedExpression & { readonly kind: 'ternary' },
  to: Place,
  capacity: number,
): void {
  const { builder } = context;
  const [yes, no, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  context.lower.condition(context, expression.condition, yes, no);
  for (const [block, arm] of [
    [yes, expression.then],
    [no, expression.else],
  ] as const) {
    if (!builder.start(block)) continue;
    onSomeWays(context, () => writeString(context, arm, to, capacity));
    builder.jump(done);
  }
  builder.start(done);
}
