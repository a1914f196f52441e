/**
 * Strings, buffers and addresses from memory that is not the program's.
 *
 * Needs: typed str(), buf(), ntop(), macaddr(), strlen().
 * Gives: their values, in places or registers.
 * Reports: nothing; a read that fails counts as one and gives nothing.
 */
import type { Space, TypedExpression } from '../../3-check/typed.ts';
import { roundUp8, sizeOf } from '../../4-plan-maps/layout.ts';
import { invariant } from '../../diagnostics/invariant.ts';
import type { ValueId } from '../../ir/ir.ts';
import { parameterOf } from '../arithmetic.ts';
import type { Operand } from '../builder.ts';
import { operandOf, type ProgramContext } from '../context.ts';
import { checkRead, countedRead } from '../failures.ts';
import { addressOf, clear, wordAt } from '../memory.ts';
import { mayBeCut } from '../cut-strings.ts';
import { at, type Place } from '../place.ts';
import { capacityOf } from './copy.ts';
import { type Held, hold, release } from './hold.ts';
import { placeOf, slotHome } from './home.ts';

type Of<K extends TypedExpression['kind']> = TypedExpression & { readonly kind: K };

export function copyString(context: ProgramContext, expression: Of<'copyString'>, to: Place, size: number): void {
  checkRead(context, stringHelper(expression), readString(context, expression, to, size));
}

/** Cut to `size` bytes, the NUL included. Gives how many were written, the NUL too, or a negative error. */
export function readString(context: ProgramContext, expression: Of<'copyString'>, to: Place, size: number): ValueId {
  const limit = Math.min(capacityOf(expression), size);
  const length = atMost(context, operandOf(context, expression.length), limit);
  const { address, held } = sourceOf(context, expression.source);
  clear(context, to, size);
  const written = context.builder.call(stringHelper(expression), [addressOf(context, to), length, address]);
  if (limit === capacityOf(expression) && mayBeCut(context.module.policy, limit))
    keepLastByte(context, expression, { to, written, address, limit });
  if (held !== null) release(context, held);
  return written;
}

/** In the place of the NUL that cut it, the byte that stands there; where the string ends there it is that NUL. */
function keepLastByte(
  context: ProgramContext,
  expression: Of<'copyString'>,
  {
    to,
    written,
    address,
    limit,
  }: { readonly to: Place; readonly written: ValueId; readonly address: Operand; readonly limit: number },
): void {
  const { builder } = context;
  const wished = operandOf(context, expression.length);
  const [full, longer, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  builder.branch('eq', written, BigInt(limit), full, done);
  builder.start(full);
  if (typeof wished !== 'bigint') builder.branch('ugt', wished, BigInt(limit), longer, done);
  else builder.jump(wished > BigInt(limit) ? longer : done);
  if (builder.start(longer)) {
    const last = BigInt(limit - 1);
    const from = builder.binary('add', address, last);
    const helper = `probe_read_${spaceOf(expression.source)}`;
    builder.run(helper, [addressOf(context, at(to, limit - 1)), 1n, from]);
    builder.jump(done);
  }
  builder.start(done);
}

/** What reads the string. */
export function stringHelper(expression: Of<'copyString'> | Of<'field'>): string {
  const user = expression.kind === 'copyString' && spaceOf(expression.source) === 'user';
  return user ? 'probe_read_user_str' : 'probe_read_kernel_str';
}

/** The number of bytes in a word, and the bytes behind it. */
export function copyBuffer(context: ProgramContext, expression: Of<'copyBuffer'>, to: Place, size: number): void {
  const { type } = expression;
  invariant(type.kind === 'buffer', 'buf() gives a buffer');
  const length = atMost(context, operandOf(context, expression.length), type.capacity);
  const source = sourceOf(context, expression.source);
  clear(context, to, size);
  context.builder.store(to.base, to.offset, length);
  countedRead(context, `probe_read_${source.space}`, [addressOf(context, at(to, 8)), length, source.address]);
  if (source.held !== null) release(context, source.held);
}

interface Source {
  readonly space: Space;
  readonly address: Operand;
  readonly held: Held | null;
}

function sourceOf(context: ProgramContext, expression: TypedExpression): Source {
  const space = spaceOf(expression);
  if (expression.type.kind === 'pointer') return { space, address: operandOf(context, expression), held: null };
  const held = hold(context, expression);
  return { space, address: addressOf(context, placeOf(context, held.home)), held };
}

function spaceOf({ type }: TypedExpression): Space {
  return type.kind === 'pointer' ? type.space : 'kernel';
}

/** In a form that the kernel's verifier can follow. */
export function atMost({ builder }: ProgramContext, length: Operand, limit: number): Operand {
  if (typeof length === 'bigint') return length < 0n || length > BigInt(limit) ? BigInt(limit) : length;
  const [fits, above, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock(['int'])];
  builder.branch('ule', length, BigInt(limit), fits, above);
  builder.start(fits);
  builder.jump(done, [length]);
  builder.start(above);
  builder.jump(done, [BigInt(limit)]);
  builder.start(done);
  return parameterOf(done.parameters);
}

/** A copy tells the length; the NUL is not counted. */
export function stringLength(context: ProgramContext, { operand }: Of<'stringLength'>): ValueId {
  const { builder } = context;
  const held = hold(context, operand);
  const slot = builder.beginSlot(held.size);
  const from = addressOf(context, placeOf(context, held.home));
  const size = BigInt(capacityOf(operand));
  const length = builder.call('probe_read_kernel_str', [builder.slotAddress(slot), size, from]);
  builder.endSlot(slot);
  release(context, held);
  return builder.binary('sub', length, 1n);
}

/** The other order of 1, 2, 4 or 8 bytes. */
export function byteSwap(context: ProgramContext, { operand }: Of<'byteSwap'>): ValueId {
  const { builder } = context;
  let value = context.lower.number(context, operand);
  const bits = operand.type.size * 8;
  // Neighbours change places: bytes, then pairs, then fours.
  for (const [step, low] of swaps) {
    if (step >= bits) break;
    const mask = builder.constant(BigInt.asUintN(bits, low));
    const up = builder.binary('shl', builder.binary('and', value, mask), BigInt(step));
    const down = builder.binary('and', builder.binary('lshr', value, BigInt(step)), mask);
    value = builder.binary('or', up, down);
  }
  return value;
}

const swaps = [
  [8, 0x00ff_00ff_00ff_00ffn],
  [16, 0x0000_ffff_0000_ffffn],
  [32, 0x0000_0000_ffff_ffffn],
] as const;

/** AF_INET. */
const ipv4 = 2n;

/** The number of bytes in a word, and 16 bytes of which those behind the address are zero. */
export function writeAddress(context: ProgramContext, { family, source }: Of<'address'>, to: Place): void {
  const { builder } = context;
  const bytes = source.type.kind === 'int' ? 4 : sizeOf(source.type);
  const kind = family === null ? null : operandOf(context, family);
  clear(context, to, 24);
  if (source.type.kind === 'int') builder.store(to.base, to.offset + 8, operandOf(context, source), 32);
  else context.lower.memory(context, source, at(to, 8), bytes);
  if (bytes === 4 || kind === null) return builder.store(to.base, to.offset, BigInt(bytes));
  const [four, sixteen, done] = [builder.createBlock(), builder.createBlock(), builder.createBlock()];
  if (typeof kind === 'bigint') builder.jump(kind === ipv4 ? four : sixteen);
  else builder.branch('eq', kind, ipv4, four, sixteen);
  if (builder.start(four)) {
    builder.store(to.base, to.offset, 4n);
    builder.store(to.base, to.offset + 12, 0n, 32);
    builder.store(to.base, to.offset + 16, 0n);
    builder.jump(done);
  }
  if (builder.start(sixteen)) {
    builder.store(to.base, to.offset, 16n);
    builder.jump(done);
  }
  builder.start(done);
}

/** 6 bytes in a register. */
export function hardwareAddress(context: ProgramContext, { source }: Of<'hardwareAddress'>): ValueId {
  const { builder } = context;
  const slot = builder.beginSlot(8);
  context.lower.memory(context, source, placeOf(context, slotHome(slot)), sizeOf(source.type));
  const value = builder.load(builder.slotAddress(slot), 0);
  builder.endSlot(slot);
  return value;
}

export function writeBytes(context: ProgramContext, { bytes }: Of<'bytes'>, to: Place, size: number): void {
  const used = roundUp8(bytes.length);
  for (let offset = 0; offset < used; offset += 8)
    context.builder.store(to.base, to.offset + offset, wordAt(bytes, offset));
  clear(context, at(to, used), roundUp8(size) - used);
}
