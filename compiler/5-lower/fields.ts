/**
 * Fields of the tracepoint record, which is where the program's context points.
 *
 * Needs: a field's place, width and sign.
 * Gives: loads, or for strings a copy into memory of ours.
 * Reports: nothing; a failed string read counts as one and gives the empty string.
 */
import { invariant } from '../diagnostics/invariant.ts';
import type { ValueId, Width } from '../ir/ir.ts';
import type { TracepointField } from '../target/target.ts';
import type { ProgramContext } from './context.ts';
import { checkRead, read } from './failures.ts';
import { addressOf, clear } from './memory.ts';
import type { Place } from './place.ts';
import { loadSyscallField } from './syscall-context.ts';

/** An integer or pointer field. */
export function loadField(context: ProgramContext, field: TracepointField): ValueId {
  const { builder } = context;
  if (context.rawEvent !== null) return loadSyscallField(context, context.rawEvent, field);
  const base = builder.context();
  const { offset, size, signed } = field;
  const piece = alignedPiece(offset, size);
  if (piece === size) return builder.load(base, offset, widthOf(size), signed);
  // The kernel takes aligned loads of its records only: a packed field is put together from parts.
  let value = builder.load(base, offset, widthOf(piece));
  for (let done = piece; done < size; done += piece) {
    const last = done + piece === size;
    const part = builder.load(base, offset + done, widthOf(piece), signed && last);
    value = builder.binary('or', value, builder.binary('shl', part, BigInt(done * 8)));
  }
  return value;
}

/** Largest power of two that divides the offset and is not larger than the field. */
function alignedPiece(offset: number, size: number): number {
  let piece = size;
  while (offset % piece !== 0) piece /= 2;
  return piece;
}

function widthOf(size: number): Width {
  invariant(size === 1 || size === 2 || size === 4 || size === 8, `a field of ${size} bytes is no number`);
  const widths = { 1: 8, 2: 16, 4: 32, 8: 64 } as const;
  return widths[size];
}

/** Copies a `char[N]` or `__data_loc char[]` field to `to`, zero-padded to `capacity`. */
export function copyStringField(context: ProgramContext, field: TracepointField, to: Place, capacity: number): void {
  const helper = 'probe_read_kernel_str';
  checkRead(context, helper, readStringField(context, field, to, capacity));
}

/** Cut to `capacity` bytes, the NUL included. Gives how many were written, the NUL too, or a negative error. */
export function readStringField(context: ProgramContext, field: TracepointField, to: Place, capacity: number): ValueId {
  clear(context, to, capacity);
  const size = field.arrayLength === null || isDynamic(field) ? capacity : Math.min(capacity, field.arrayLength + 1);
  return context.builder.call('probe_read_kernel_str', [
    addressOf(context, to),
    BigInt(size),
    stringAddress(context, field),
  ]);
}

/** Copies an array field, padded to a multiple of 8. */
export function copyArrayField(context: ProgramContext, field: TracepointField, to: Place, size: number): void {
  const { builder } = context;
  clear(context, { ...to, offset: to.offset + ((size - 1) & ~7) }, 8);
  const from = builder.binary('add', builder.context(), BigInt(field.offset));
  read(context, 'probe_read_kernel', [addressOf(context, to), BigInt(size), from]);
}

function stringAddress({ builder }: ProgramContext, field: TracepointField): ValueId {
  const base = builder.context();
  if (!isDynamic(field)) return builder.binary('add', base, BigInt(field.offset));
  // __data_loc: the low half is the string's offset from the record, the high half its length.
  const location = builder.load(base, field.offset, 32);
  return builder.binary('add', base, builder.extend(location, 16, false));
}

function isDynamic(field: TracepointField): boolean {
  return field.type.startsWith('__data_loc');
}
