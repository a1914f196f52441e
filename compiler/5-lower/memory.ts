/**
 * Memory operations on runs of words, for keys, records and strings.
 *
 * Needs: addresses of memory of which every run is padded to a multiple of 8.
 * Gives: IR that fills, clears or copies it.
 * Reports: nothing.
 */
import { roundUp8 } from '../4-plan-maps/layout.ts';
import type { ValueId } from '../ir/ir.ts';
import { zerosOffset } from './globals.ts';
import type { ProgramContext } from './context.ts';
import type { Place } from './place.ts';

/** Above this many bytes a helper call is shorter, and not slower, than a row of loads and stores. */
const inlineLimit = 64;

/** The place as one pointer, for helper arguments. */
export function addressOf({ builder }: ProgramContext, place: Place): ValueId {
  return place.offset === 0 ? place.base : builder.binary('add', place.base, BigInt(place.offset));
}

/** Zeroes `bytes`, rounded up to words. */
export function clear(context: ProgramContext, place: Place, bytes: number): void {
  const { builder } = context;
  const size = roundUp8(bytes);
  if (size > inlineLimit) {
    const zeros = zerosAddress(context, size);
    builder.run('probe_read_kernel', [addressOf(context, place), BigInt(size), zeros]);
    return;
  }
  for (let offset = 0; offset < size; offset += 8) builder.store(place.base, place.offset + offset, 0n);
}

/** Copies `bytes`, rounded up to words. */
export function copy(context: ProgramContext, from: Place, to: Place, bytes: number): void {
  const { builder } = context;
  const size = roundUp8(bytes);
  if (size > inlineLimit) {
    builder.run('probe_read_kernel', [addressOf(context, to), BigInt(size), addressOf(context, from)]);
    return;
  }
  for (let offset = 0; offset < size; offset += 8) {
    builder.store(to.base, to.offset + offset, builder.load(from.base, from.offset + offset));
  }
}

/** Address of `bytes` zeros that nobody ever writes. */
export function zerosAddress({ builder, module }: ProgramContext, bytes: number): ValueId {
  module.zeroBytes = Math.max(module.zeroBytes, roundUp8(bytes));
  return builder.globalAddress(zerosOffset(module.cells, module.policy));
}

/** The little-endian word at `offset` of bytes that are zero-padded without end. */
export function wordAt(bytes: Uint8Array, offset: number): bigint {
  let word = 0n;
  for (let index = 7; index >= 0; index--) word = (word << 8n) | BigInt(bytes[offset + index] ?? 0);
  return word;
}
