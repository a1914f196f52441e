/**
 * Where values of C stand, and how they are read from there.
 *
 * Needs: a dereference, a member of a struct or an item of an array, typed.
 * Gives: the value in a register, or copied to a place. What cannot be read gives zeros.
 * Reports: nothing.
 */
import type { PointerType, Space, Type, TypedExpression } from '../../3-check/typed.ts';
import { inMemory } from '../../3-check/types.ts';
import { roundUp8, sizeOf } from '../../4-plan-maps/layout.ts';
import { storedSize } from '../../4-plan-maps/stored.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { SlotId, ValueId, Width } from '../../ir/ir.ts';
import { parameterOf } from '../arithmetic.ts';
import type { Operand } from '../builder.ts';
import { operandOf, type ProgramContext } from '../context.ts';
import { read } from '../failures.ts';
import { addressOf, clear } from '../memory.ts';
import { at, type Place } from '../place.ts';
import { contextBytes, loadContext } from '../probe-context.ts';
import { lowerRuntimeError } from '../runtime-errors.ts';
import { commCapacity, copyPadded } from './copy.ts';
import { hold } from './hold.ts';
import { placeOf } from './home.ts';
import { isNumberAt, type TypedPlace, typedPlace, walk } from './typed.ts';

type Of<K extends TypedExpression['kind']> = TypedExpression & { readonly kind: K };
type Located = Of<'dereference'> | Of<'member'> | Of<'item'>;

interface Location {
  /** An address of either space, memory of the program's own, or the program's context, whose base is its address as a number. */
  readonly in: Space | 'own' | { readonly contextBytes: number };
  readonly base: ValueId;
  readonly offset: number;
  /** To be ended when the value has been read. */
  readonly temporary: SlotId | null;
  /** Whether it is there at all; null when that is sure. */
  readonly inside: ValueId | null;
}

/** An integer, bool, pointer or enum. */
export function readLocated(context: ProgramContext, expression: Located): ValueId {
  const { builder } = context;
  const typed = expression.kind === 'dereference' ? null : typedPlace(context, expression);
  if (typed !== null && isNumberAt(typed, storedSize(expression.type)) && !isBitField(expression))
    return readTyped(context, expression, typed);
  const location = locate(context, expression);
  const { inside } = location;
  if (inside === null) return finishRead(context, expression, location);
  const [yes, no, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  builder.branch('ne', inside, 0n, yes, no);
  builder.start(yes);
  const value = readNumber(context, expression, location);
  builder.jump(done, [value]);
  builder.start(no);
  builder.jump(done, [0n]);
  builder.start(done);
  if (location.temporary !== null) builder.endSlot(location.temporary);
  return parameterOf(done.parameters);
}

function finishRead(context: ProgramContext, expression: Located, location: Location): ValueId {
  const value = readNumber(context, expression, location);
  if (location.temporary !== null) context.builder.endSlot(location.temporary);
  return value;
}

/** A string, array or struct, padded to `size` and on to a multiple of 8. */
export function copyLocated(context: ProgramContext, expression: Located, to: Place, size: number): void {
  const { builder } = context;
  const typed = typedPlace(context, expression);
  if (typed !== null) return copyTyped(context, expression.type, typed, to, size);
  const location = locate(context, expression);
  const { inside } = location;
  if (inside === null) copyFrom(context, expression.type, location, to, size);
  else {
    const [yes, no, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
    builder.branch('ne', inside, 0n, yes, no);
    builder.start(yes);
    copyFrom(context, expression.type, location, to, size);
    builder.jump(done);
    builder.start(no);
    clear(context, to, size);
    builder.jump(done);
    builder.start(done);
  }
  if (location.temporary !== null) builder.endSlot(location.temporary);
}

function locate(context: ProgramContext, expression: TypedExpression): Location {
  switch (expression.kind) {
    case 'dereference':
      return locatePointee(context, expression.operand);
    case 'member': {
      const object = locate(context, expression.object);
      return { ...object, offset: object.offset + expression.offset };
    }
    case 'item':
      return locateItem(context, expression);
    default: {
      const held = hold(context, expression);
      return { in: 'own', ...placeOf(context, held.home), temporary: held.temporary, inside: null };
    }
  }
}

function locatePointee(context: ProgramContext, pointer: TypedExpression & { readonly type: PointerType }): Location {
  const base = context.lower.number(context, pointer);
  const bytes = contextBytes(context, pointer);
  return {
    in: bytes > 0 ? { contextBytes: bytes } : pointer.type.space,
    base,
    offset: 0,
    temporary: null,
    inside: null,
  };
}

function locateItem(context: ProgramContext, { object, index, type, span }: Of<'item'>): Location {
  const { builder } = context;
  const length = itemsOf(object.type);
  const stride = storedSize(type);
  const place = operandOf(context, index);
  const array = locate(context, object);
  if (typeof place === 'bigint') return { ...array, offset: array.offset + Number(place) * stride };
  // Cut to what the array can have, so that the address is one of it whatever the index is.
  const within = builder.compare('ult', place, BigInt(length));
  const inside = array.inside === null ? within : builder.binary('and', array.inside, within);
  const whole = builder.span;
  builder.span = span;
  const bytes = builder.binary('mul', bounded(context, place, object.type, length), BigInt(stride));
  builder.span = whole;
  return {
    ...array,
    in: array.in === 'own' ? 'own' : spaceOf(array.in),
    base: builder.binary('add', array.base, bytes),
    inside,
  };
}

/** Of a string the bytes before the one that is surely its NUL. */
function itemsOf(type: Type): number {
  if (type.kind === 'string') return type.capacity - 1;
  invariant(type.kind === 'array', 'an item of what is no array');
  return type.length;
}

/**
 * The index, or zero where it is out of bounds, in a form that the kernel's verifier can follow. Of arrays that is told, of
 * strings not, as bpftrace has it.
 */
function bounded(context: ProgramContext, index: ValueId, { kind }: Type, length: number): ValueId {
  const { builder } = context;
  const [yes, no, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  builder.branch('ult', index, BigInt(length), yes, no);
  builder.start(yes);
  builder.jump(done, [index]);
  builder.start(no);
  if (kind === 'array') lowerRuntimeError(context, 'Array access out of bounds. This can lead to unexpected results.');
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

function isBitField(expression: Located): boolean {
  return expression.kind === 'member' && expression.bits !== null;
}

function readTyped(context: ProgramContext, { type }: Located, { path, offset }: TypedPlace): ValueId {
  const { builder } = context;
  const missing = builder.createBlock();
  const object = walk(context, path, missing);
  const raw = builder.load(object, offset, widthOf(storedSize(type)), isSigned(type));
  const value = type.kind === 'bool' ? builder.compare('ne', raw, 0n) : raw;
  if (missing.incoming.length === 0) return value;
  const done = builder.createBlock(['int']);
  builder.jump(done, [value]);
  builder.start(missing);
  builder.jump(done, [0n]);
  builder.start(done);
  return parameterOf(done.parameters);
}

function copyTyped(context: ProgramContext, type: Type, { path, offset }: TypedPlace, to: Place, size: number): void {
  const { builder, module } = context;
  const missing = builder.createBlock();
  const object = walk(context, path, missing);
  const task = module.task();
  // The name of a task is padded with zeros, as whole words are.
  if (task !== null && path.type === task.type && offset === task.comm)
    copyPadded(context, { base: object, offset }, to, commCapacity, size);
  else copyFrom(context, type, { in: 'kernel', base: object, offset, temporary: null, inside: null }, to, size);
  if (missing.incoming.length === 0) return;
  const done = builder.createBlock();
  builder.jump(done);
  builder.start(missing);
  clear(context, to, size);
  builder.jump(done);
  builder.start(done);
}

function readNumber(context: ProgramContext, expression: Located, location: Location): ValueId {
  const { builder } = context;
  const { type } = expression;
  const bits = expression.kind === 'member' ? expression.bits : null;
  const size = bits?.size ?? storedSize(type);
  const raw = loadBytes(context, location, size, isSigned(type) && bits === null);
  if (bits === null) return type.kind === 'bool' ? builder.compare('ne', raw, 0n) : raw;
  const up = builder.binary('shl', raw, BigInt(64 - bits.shift - bits.width));
  // Without its sign, as bpftrace reads it.
  return builder.binary('lshr', up, BigInt(64 - bits.width));
}

function isSigned(type: Type): boolean {
  return (type.kind === 'int' || type.kind === 'enum') && type.signed;
}

const widths: Readonly<Record<number, Width>> = { 1: 8, 2: 16, 4: 32, 8: 64 };

function widthOf(size: number): Width {
  const width = widths[size];
  invariant(width !== undefined, `a number of ${size} bytes`);
  return width;
}

function loadBytes(context: ProgramContext, location: Location, size: number, signed: boolean): ValueId {
  const { builder } = context;
  const width = widthOf(size);
  if (location.in === 'own') return builder.load(location.base, location.offset, width, signed);
  if (isInContext(location, size)) return loadContext(context, location.offset, size, signed);
  const slot = builder.beginSlot(8);
  const address = offsetBy(context, location.base, location.offset);
  read(context, readerOf(spaceOf(location.in)), [builder.slotAddress(slot), BigInt(size), address]);
  const value = builder.load(builder.slotAddress(slot), 0, width, signed);
  builder.endSlot(slot);
  return value;
}

/** Whether loads reach it: of what a cast makes longer than the context is, they do not. */
function isInContext(location: Location, size: number): boolean {
  if (typeof location.in === 'string') return false;
  const { offset } = location;
  return offset + size <= location.in.contextBytes && (size % 8 === 0 ? offset % 8 === 0 : (offset % 8) + size <= 8);
}

function spaceOf(where: Exclude<Location['in'], 'own'>): Space {
  return typeof where === 'string' ? where : 'kernel';
}

/** On a failed read these fill with zeros. */
function readerOf(space: Space): string {
  return `probe_read_${space}`;
}

function offsetBy({ builder }: ProgramContext, base: ValueId, offset: number): Operand {
  return offset === 0 ? base : builder.binary('add', base, BigInt(offset));
}

function copyFrom(context: ProgramContext, type: Type, location: Location, to: Place, size: number): void {
  invariant(inMemory(type), 'a number is no copy');
  if (location.in === 'own') {
    // Strings of C need no NUL: one less than the capacity is there.
    const stored = type.kind === 'string' ? type.capacity - 1 : sizeOf(type);
    return copyOwn(context, { base: location.base, offset: location.offset }, to, stored, size);
  }
  const space = spaceOf(location.in);
  const address = offsetBy(context, location.base, location.offset);
  if (type.kind === 'string') {
    clear(context, to, size);
    read(context, `probe_read_${space}_str`, [addressOf(context, to), BigInt(type.capacity), address]);
    return;
  }
  const bytes = sizeOf(type);
  if (bytes % 8 === 0 && isInContext(location, bytes)) return copyContext(context, location.offset, to, bytes, size);
  // The last word first: its end is padding.
  clear(context, at(to, roundUp8(bytes) - 8), 8);
  read(context, readerOf(space), [addressOf(context, to), BigInt(bytes), address]);
  clear(context, at(to, roundUp8(bytes)), roundUp8(size) - roundUp8(bytes));
}

/** Within memory of the program, where what is copied may begin anywhere. */
function copyOwn(context: ProgramContext, from: Place, to: Place, bytes: number, size: number): void {
  const { builder } = context;
  if (bytes % 8 === 0 && from.offset % 8 === 0) return copyPadded(context, from, to, bytes, size);
  clear(context, to, size);
  builder.run('probe_read_kernel', [addressOf(context, to), BigInt(bytes), addressOf(context, from)]);
}

function copyContext(context: ProgramContext, offset: number, to: Place, bytes: number, size: number): void {
  const { builder } = context;
  for (let done = 0; done < bytes; done += 8) {
    const place = at(to, done);
    builder.store(place.base, place.offset, loadContext(context, offset + done, 8, false));
  }
  clear(context, at(to, bytes), roundUp8(size) - bytes);
}
