/**
 * Pointers: `*p`, `p + n`, `p - n`, `p[n]` (inventory L2.40, L2.41). What is added counts in what the pointer points to.
 */
import type * as Ast from '../../1-parse/ast.ts';
import type { CType } from '../../ctypes/ctype.ts';
import { resolve, sizeOf } from '../../ctypes/query.ts';
import { valueType } from '../c-types.ts';
import { asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { ArithmeticOperator, PointerType, Space, TypedExpression } from '../typed.ts';
import { formatType, uint64 } from '../types.ts';

const word = { kind: 'int', name: 'uint64', bytes: 8, signed: false, use: 'number' } as const;

type Pointer = TypedExpression & { readonly type: PointerType };

export function isPointer(node: TypedExpression): node is Pointer {
  return node.type.kind === 'pointer';
}

/** What is found where nothing says otherwise. */
export function defaultSpace(context: Context): Space {
  const provider = context.attachPoints[0]?.provider;
  return provider === 'uprobe' || provider === 'uretprobe' ? 'user' : 'kernel';
}

/** The definition of a struct that is only named here, from the kernel's own types. */
export function defined(context: Context, type: CType): CType {
  const known = resolve(type);
  if (known.kind !== 'forward') return type;
  return context.target.types.find(known.of, known.name)?.type ?? type;
}

export function checkDereference(context: Context, expression: Ast.Unary): Checked | null {
  const checked = context.expression(context, expression.operand);
  if (checked === null) return null;
  if (isPointer(checked.node)) return pointee(context, checked.node, expression.span);
  const integer = asInteger(checked.node);
  if (integer !== null) return pointee(context, wordAt(integer, defaultSpace(context)), expression.span);
  const message = `only pointers can be read through, not ${formatType(checked.node.type)}`;
  context.report.error('bad-operand', expression.span, message, { hint: 'cast it: *(uint64 *)value' });
  return null;
}

/** A number is read through as the address of 64 bits: kaddr() and registers give no more. */
function wordAt(address: TypedExpression, space: Space): Pointer {
  const type = { kind: 'pointer', pointee: word, space } as const;
  return { kind: 'convert', type, span: address.span, operand: coerce(address, uint64) };
}

/** What the pointer points to; null when that is no value, which is then reported. */
export function pointee(context: Context, pointer: Pointer, span: Ast.Expression['span']): Checked | null {
  const target = defined(context, pointer.type.pointee);
  const type = valueType(target, pointer.type.space);
  if (type !== null) {
    const nodeLocal = type.kind === 'pointer';
    return { ...plain({ kind: 'dereference', type, span, operand: pointer }), nodeLocal };
  }
  const hint = resolve(target).kind === 'void' ? 'cast it to a pointer to something' : null;
  context.report.error('bad-operand', span, `what ${formatType(pointer.type)} points to is no value`, { hint });
  return null;
}

export function pointerArithmetic(
  context: Context,
  operator: ArithmeticOperator,
  left: Checked,
  right: Checked,
  span: Ast.Expression['span'],
): Checked | null {
  const swapped = !isPointer(left.node) && operator === '+';
  const [pointer, number] = swapped ? [right.node, left.node] : [left.node, right.node];
  const integer = number.type.kind === 'pointer' ? null : asInteger(number);
  if (!isPointer(pointer) || integer === null || (operator !== '+' && operator !== '-')) {
    const message = `the operator \`${operator}\` cannot be used on ${formatType(left.node.type)} and ${formatType(right.node.type)}`;
    context.report.error('bad-operand', span, message, { hint: 'cast pointers to uint64' });
    return null;
  }
  return moved(context, pointer, operator, integer, span);
}

/** Bytes from one of what the pointer points to, to the next. */
export function strideOf(context: Context, type: PointerType): number {
  return sizeOf(defined(context, type.pointee)) ?? 1;
}

/** So many elements, in bytes. */
export function distanceOf(
  context: Context,
  pointer: PointerType,
  count: TypedExpression,
  span: Ast.Expression['span'],
): TypedExpression {
  const bytes = strideOf(context, pointer);
  const wide = coerce(count, uint64);
  const size: TypedExpression = { kind: 'integer', type: uint64, span, value: BigInt(bytes) };
  if (wide.kind === 'integer') return { ...size, value: BigInt.asUintN(64, wide.value * BigInt(bytes)) };
  return { kind: 'arithmetic', operator: '*', type: uint64, span, left: wide, right: size };
}

/** The pointer so many elements on, or back. */
export function moved(
  context: Context,
  pointer: Pointer,
  operator: '+' | '-',
  count: TypedExpression,
  span: Ast.Expression['span'],
): Checked {
  const distance = distanceOf(context, pointer.type, count, span);
  const address = coerce(pointer, uint64);
  const sum: TypedExpression = { kind: 'arithmetic', operator, type: uint64, span, left: address, right: distance };
  return { ...plain({ kind: 'convert', type: pointer.type, span, operand: sum }), nodeLocal: true };
}

/** In which space the value lies of which the node is a part; null for copies in the program's own memory. */
export function spaceOf(node: TypedExpression): Space | null {
  switch (node.kind) {
    case 'dereference':
      return node.operand.type.space;
    case 'member':
    case 'item':
      return spaceOf(node.object);
    default:
      return null;
  }
}
