/**
 * Values into memory.
 *
 * Needs: a typed expression whose value lies in memory, and a place of its size; for strings, of that or more.
 * Gives: the value there, padded with zeros to a multiple of 8.
 * Reports: nothing.
 */
import type { TypedExpression } from '../../3-check/typed.ts';
import { inMemory } from '../../3-check/types.ts';
import { partOffset, roundUp8, sizeOf } from '../../4-plan-maps/layout.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import { onSomeWays, operandOf, type ProgramContext } from '../context.ts';
import { copyArrayField, copyStringField } from '../fields.ts';
import { readMemory } from '../maps/read.ts';
import { noteProcess } from '../processes.ts';
import { addressOf, clear, wordAt } from '../memory.ts';
import { at, type Place } from '../place.ts';
import { currentTask } from '../task.ts';
import { copyBuffer, copyString, writeAddress, writeBytes } from './bytes.ts';
import { concatenate } from './concatenate.ts';
import { commCapacity, copyAs, copyPadded } from './copy.ts';
import { hold, release } from './hold.ts';
import { placeOf, slotHome } from './home.ts';
import { writePath } from './objects.ts';
import { copyLocated } from './locate.ts';

type Of<K extends TypedExpression['kind']> = TypedExpression & { readonly kind: K };

/** `size` is that of the place, before padding. */
export function writeMemory(context: ProgramContext, expression: TypedExpression, to: Place, size: number): void {
  const { builder } = context;
  const outer = builder.span;
  builder.span = expression.span;
  writeKind(context, expression, to, size);
  builder.span = outer;
}

function writeKind(context: ProgramContext, expression: TypedExpression, to: Place, size: number): void {
  switch (expression.kind) {
    case 'string':
      return writeLiteral(context, expression.bytes, to, size);
    case 'builtin':
      return writeComm(context, to, size);
    case 'field':
      if (expression.type.kind === 'array') return copyArrayField(context, expression.field, to, size);
      return copyStringField(context, expression.field, to, size);
    case 'variable': {
      const home = context.homes.get(expression.symbol.id);
      if (home === undefined) return clear(context, to, size);
      return copyPadded(context, placeOf(context, home), to, sizeOf(expression.type), size);
    }
    case 'mapRead':
      return readMemory(context, expression.map, expression.key, to, size);
    case 'convert':
      return writeConverted(context, expression, to, size);
    case 'tuple':
      return writeParts(context, expression, to);
    case 'copyString':
      return copyString(context, expression, to, size);
    case 'copyBuffer':
      return copyBuffer(context, expression, to, size);
    case 'address':
      return writeAddress(context, expression, to);
    case 'path':
      return writePath(context, expression, to, size);
    case 'concatenation':
      return concatenate(context, expression, to, size);
    case 'bytes':
      return writeBytes(context, expression, to, size);
    case 'dereference':
    case 'member':
    case 'item':
      return copyLocated(context, expression, to, size);
    case 'element':
      return writeElement(context, expression, to, size);
    case 'ternary':
      return writeTernary(context, expression, to, size);
    case 'blockValue':
      return context.lower.scope(context, expression.statements, () =>
        writeMemory(context, expression.value, to, size),
      );
    default:
      return invariant(false, `${expression.kind} lies in no memory`);
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
  const layout = context.module.task();
  if (layout !== null) {
    const source = { base: currentTask(context), offset: layout.comm };
    return copyPadded(context, source, to, commCapacity, capacity);
  }
  if (context.comm !== null)
    return copyPadded(context, placeOf(context, slotHome(context.comm)), to, commCapacity, capacity);
  clear(context, at(to, commCapacity), capacity - commCapacity);
  builder.run('get_current_comm', [addressOf(context, to), BigInt(commCapacity)]);
}

/** A string only grows; of a tuple each part is converted. */
function writeConverted(context: ProgramContext, { operand, type }: Of<'convert'>, to: Place, size: number): void {
  if (type.kind === 'string') return writeMemory(context, operand, to, size);
  if (!inMemory(operand.type)) {
    context.builder.store(to.base, to.offset, operandOf(context, operand));
    return clear(context, at(to, 8), roundUp8(size) - 8);
  }
  const held = hold(context, operand);
  copyAs(context, placeOf(context, held.home), operand.type, to, type);
  release(context, held);
}

function writeParts(context: ProgramContext, { elements, type }: Of<'tuple'>, to: Place): void {
  // An address of a process.
  if (type.kind === 'name') noteProcess(context);
  elements.forEach((element, index) => {
    const place = at(to, partOffset(type, index));
    if (inMemory(element.type)) writeMemory(context, element, place, sizeOf(element.type));
    else context.builder.store(place.base, place.offset, operandOf(context, element));
  });
}

function writeElement(context: ProgramContext, expression: Of<'element'>, to: Place, size: number): void {
  const held = hold(context, expression);
  copyPadded(context, placeOf(context, held.home), to, sizeOf(expression.type), size);
  release(context, held);
}

function writeTernary(context: ProgramContext, expression: Of<'ternary'>, to: Place, size: number): void {
  const { builder } = context;
  const [yes, no, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  context.lower.condition(context, expression.condition, yes, no);
  for (const [block, arm] of [
    [yes, expression.then],
    [no, expression.else],
  ] as const) {
    if (!builder.start(block)) continue;
    onSomeWays(context, () => writeMemory(context, arm, to, size));
    builder.jump(done);
  }
  builder.start(done);
}
