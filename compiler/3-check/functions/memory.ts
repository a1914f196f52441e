/** str(), buf(), kptr(), uptr(), bswap(): what pointers point to, and the bytes of integers. */
import type * as Ast from '../../1-parse/ast.ts';
import { asInteger, type Checked, coerce, plain } from '../checked.ts';
import { type Context, longestString } from '../context.ts';
import { defaultSpace, isPointer } from '../expressions/pointer.ts';
import type { IntType, Space, TypedExpression } from '../typed.ts';
import { formatType, uint64 } from '../types.ts';

const char = { kind: 'int', name: 'char', bytes: 1, signed: true, use: 'char' } as const;

/** An argument of a call that has it; null when it is wrong. */
export function argument(context: Context, call: Ast.Call, index: number): Checked | null {
  const expression = call.args[index];
  return expression === undefined ? null : context.expression(context, expression);
}

export function wrongArgument(context: Context, call: Ast.Call, value: TypedExpression, needs: string): null {
  const message = `${call.callee.text}() needs ${needs}, not ${formatType(value.type)}`;
  context.report.error('bad-argument', value.span, message);
  return null;
}

export function checkStr(context: Context, call: Ast.Call): Checked | null {
  const value = argument(context, call, 0);
  const limit = longestString(context);
  // Without a length more is asked for than there is room, so that what is longer counts as cut.
  const length = call.args.length > 1 ? argument(context, call, 1) : sized(limit + 1, call.span);
  if (value === null || length === null) return null;
  const bytes = asInteger(length.node);
  if (bytes === null || length.node.type.kind === 'pointer')
    return wrongArgument(context, call, length.node, 'a number of bytes');
  if (length.literal && length.node.kind === 'integer' && length.node.value < 0n) {
    context.report.error(
      'bad-argument',
      length.node.span,
      `str() cannot take a negative length (${length.node.value})`,
    );
    return null;
  }
  if (value.literal && value.node.kind === 'integer') return digits(value.node);
  const isWhole =
    value.node.kind === 'string' || (value.node.type.kind === 'string' && value.node.type.capacity <= limit + 1);
  if (isWhole && call.args.length === 1) return value;
  if (value.node.kind === 'string' && length.node.kind === 'integer') return cutLiteral(value.node, length.node.value);
  const source = value.node.type.kind === 'string' ? value.node : asPointer(context, value.node);
  if (source === null) return wrongArgument(context, call, value.node, 'a pointer');
  const all = source.type.kind === 'string' ? source.type.capacity : limit;
  if (call.args.length > 1) warnCut(context, call, length, limit);
  const type = { kind: 'string', capacity: Math.min(capacityFor(length, limit), all) } as const;
  return plain({ kind: 'copyString', type, span: call.span, source, length: coerce(bytes, uint64) });
}

function warnCut(context: Context, call: Ast.Call, { node, literal }: Checked, limit: number): void {
  if (!literal || node.kind !== 'integer' || node.value < BigInt(limit)) return;
  const message = `this asks for ${node.value} bytes and max_strlen is ${limit}: longer strings are cut`;
  context.report.warning('cut-string', call.span, message, { hint: 'config = { max_strlen = … } allows more' });
}

/** A number as written is no address: its text is meant, as of a parameter. */
function digits({ span, value }: TypedExpression & { readonly kind: 'integer' }): Checked {
  const bytes = new TextEncoder().encode(`${value}`);
  return plain({ kind: 'string', type: { kind: 'string', capacity: bytes.length + 1 }, span, bytes });
}

/** Of a string as written the length counts its characters, without a NUL. */
function cutLiteral(node: TypedExpression & { readonly kind: 'string' }, length: bigint): Checked {
  const bytes = node.bytes.subarray(0, Number(BigInt.asUintN(32, length)));
  return plain({ ...node, type: { kind: 'string', capacity: bytes.length + 1 }, bytes });
}

/** At least room for the NUL, at most what the limit allows; a number as written decides by itself. */
function capacityFor({ node, literal }: Checked, limit: number): number {
  if (!literal || node.kind !== 'integer' || node.value < 0n || node.value > BigInt(limit)) return limit;
  return Math.max(1, Number(node.value));
}

function asPointer(context: Context, node: TypedExpression): TypedExpression | null {
  if (isPointer(node)) return node;
  const integer = asInteger(node);
  return integer === null ? null : pointerTo(coerce(integer, uint64), defaultSpace(context));
}

function pointerTo(node: TypedExpression, space: Space): TypedExpression {
  const type = { kind: 'pointer', pointee: char, space } as const;
  return { kind: 'convert', type, span: node.span, operand: node };
}

function sized(bytes: number, span: Ast.Expression['span']): Checked {
  return { ...plain({ kind: 'integer', type: uint64, span, value: BigInt(bytes) }), literal: true };
}

export function checkBuf(context: Context, call: Ast.Call): Checked | null {
  const checked = argument(context, call, 0);
  if (checked === null) return null;
  const value = writtenBytes(call) ?? checked;
  const source = asArray(value.node) ?? stringBytes(value.node, call) ?? asPointer(context, value.node);
  if (source === null) return wrongArgument(context, call, value.node, 'a pointer or an array');
  const limit = Math.max(1, context.policy.limits.maxStringLength - 4);
  const whole = source.type.kind === 'array' ? arrayBytes(source) : null;
  if (call.args.length === 1 && whole === null)
    return wrongArgument(context, call, value.node, 'a length behind a pointer');
  const length = call.args.length > 1 ? argument(context, call, 1) : sized(whole ?? 0, call.span);
  if (length === null) return null;
  const bytes = asInteger(length.node);
  if (bytes === null) return wrongArgument(context, call, length.node, 'a number of bytes');
  const capacity = Math.min(capacityFor(length, limit), whole ?? limit);
  const type = { kind: 'buffer', capacity } as const;
  return plain({ kind: 'copyBuffer', type, span: call.span, source, length: coerce(bytes, uint64) });
}

/** An array of bytes; what C calls one is a string elsewhere, which ends at its NUL. */
export function asArray(node: TypedExpression): TypedExpression | null {
  if (node.type.kind === 'array') return node;
  const isStored = ['member', 'dereference', 'field'].includes(node.kind);
  if (node.type.kind !== 'string' || !isStored) return null;
  const element = { kind: 'int', size: 1, signed: true } as const;
  return { ...node, type: { kind: 'array', element, length: node.type.capacity - 1 } };
}

/** Of a literal all that is written counts, NULs too. */
function writtenBytes({ args: [first, length] }: Ast.Call): Checked | null {
  if (first?.kind !== 'string' || length === undefined || !first.bytes.includes(0)) return null;
  const { bytes, span } = first;
  return plain({ kind: 'string', type: { kind: 'string', capacity: bytes.length + 1 }, span, bytes });
}

/** All that a string has room for, where a length says what of it is meant. */
function stringBytes(node: TypedExpression, call: Ast.Call): TypedExpression | null {
  if (node.type.kind !== 'string' || call.args.length === 1) return null;
  const type = { kind: 'array', element: { kind: 'int', size: 1, signed: true }, length: node.type.capacity } as const;
  return { kind: 'convert', type, span: node.span, operand: node };
}

export function arrayBytes({ type }: TypedExpression): number | null {
  if (type.kind !== 'array') return null;
  return type.element.kind === 'int' ? type.length * type.element.size : null;
}

/** The same address in the other space (inventory F5.08). */
export function checkSpace(context: Context, call: Ast.Call, space: Space): Checked | null {
  const value = argument(context, call, 0);
  if (value === null) return null;
  const { node } = value;
  if (isPointer(node)) {
    const type = { ...node.type, space };
    return { ...plain({ kind: 'convert', type, span: call.span, operand: node }), nodeLocal: true };
  }
  const integer = asInteger(node);
  if (integer === null) return wrongArgument(context, call, node, 'a pointer');
  return { ...plain(pointerTo(coerce(integer, uint64), space)), nodeLocal: true };
}

export function checkByteSwap(context: Context, call: Ast.Call): Checked | null {
  const value = argument(context, call, 0);
  if (value === null) return null;
  const { kind } = value.node.type;
  const integer = kind === 'pointer' || kind === 'bool' ? null : asInteger(value.node);
  if (integer === null) return wrongArgument(context, call, value.node, 'an integer');
  const type: IntType = { kind: 'int', size: integer.type.size, signed: false };
  const operand = { ...coerce(integer, type), type };
  return plain({ kind: 'byteSwap', type, span: call.span, operand });
}
