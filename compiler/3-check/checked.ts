/** A checked expression with what later rules need to know of it, and the conversions between types. */
import type { Slot } from './slot.ts';
import type { EnumType, IntType, Type, TypedExpression } from './typed.ts';
import { bool, equalTypes, inMemory, integerOf, partsByName, partsOf, uint64, wrap } from './types.ts';

export interface Checked {
  readonly node: TypedExpression;
  readonly flexible: boolean;
  readonly nodeLocal: boolean;
  /** Written as a number, or folded from such: takes part in folding. */
  readonly literal: boolean;
}

/** A value of which nothing special is known. */
export function plain(node: TypedExpression): Checked {
  return { node, flexible: false, nodeLocal: false, literal: false };
}

export function slotOf(checked: Checked): Slot {
  return { type: checked.node.type, flexible: checked.flexible, nodeLocal: checked.nodeLocal };
}

/**
 * The value where it is printed or stored as it is. Of `-` and `~` of a narrow signed integer bpftrace writes the bytes of that
 * width and leaves zeros above them, so that -5 in 8 bits is 251; it calculates with the number itself.
 */
export function laid(node: TypedExpression): TypedExpression {
  const cut = cutNegation(node);
  if (cut === null || cut.type.kind !== 'int') return node;
  return coerce(coerce(cut, { ...cut.type, signed: false }), node.type);
}

/** After a cast, even to the type that it has, it is laid down as the number that it is. */
export function afterCast(node: TypedExpression): TypedExpression {
  return cutNegation(node) === null ? node : { kind: 'convert', type: node.type, span: node.span, operand: node };
}

/** `-` or `~` cut to less than 64 bits, of what goes back to 64; null for all else. */
function cutNegation(node: TypedExpression): TypedExpression | null {
  if (node.kind !== 'convert' || node.operand.kind !== 'convert') return null;
  return node.operand.operand.kind === 'unary' ? node.operand : null;
}

/** The value in another type that can hold it or cuts it; the kinds must already fit. */
export function coerce(node: TypedExpression, type: Type): TypedExpression {
  if (equalTypes(node.type, type)) return node;
  if (node.kind === 'integer' && type.kind === 'int') return { ...node, type, value: wrap(node.value, type) };
  if (node.kind === 'string' && type.kind === 'string') return { ...node, type };
  if (node.kind === 'convert' && inMemory(node.type)) return { ...node, type };
  if (node.kind === 'tuple' && isInOrder(node.type, type)) return coerceElements(node, type);
  return { kind: 'convert', type, span: node.span, operand: node };
}

/** Elements are evaluated as they are written: what has its fields in another order is made so first. */
function isInOrder(from: Type, to: Type): boolean {
  return partsByName(from, to)?.every((place, index) => place === index) ?? true;
}

function coerceElements(node: TypedExpression & { readonly kind: 'tuple' }, type: Type): TypedExpression {
  const parts = partsOf(type) ?? [];
  return {
    ...node,
    type,
    elements: node.elements.map((element, index) => coerce(element, parts[index] ?? element.type)),
  };
}

/** As an integer of 64 bits: bools are 0 and 1, pointers their address. Null for what lies in memory. */
export function asInteger(node: TypedExpression): (TypedExpression & { readonly type: IntType }) | null {
  if (inMemory(node.type)) return null;
  if (node.type.kind === 'int') return node as TypedExpression & { readonly type: IntType };
  if (node.type.kind === 'enum') return asEnumNumber(node, node.type);
  if (node.kind === 'integer') return { ...node, type: uint64 };
  return { kind: 'convert', type: uint64, span: node.span, operand: node };
}

function asEnumNumber(node: TypedExpression, type: EnumType): TypedExpression & { readonly type: IntType } {
  const integer = integerOf(type);
  if (node.kind === 'integer') return { ...node, type: integer };
  return { kind: 'convert', type: integer, span: node.span, operand: node };
}

/** As a condition; null for what lies in memory. */
export function asBool(node: TypedExpression): TypedExpression | null {
  if (node.type.kind === 'bool') return node;
  if (node.kind === 'integer') return { ...node, type: bool, value: node.value === 0n ? 0n : 1n };
  const integer = asInteger(node);
  if (integer === null) return null;
  const type: IntType = { kind: 'int', size: 8, signed: integer.type.signed };
  const zero: TypedExpression = { kind: 'integer', type, span: node.span, value: 0n };
  return {
    kind: 'comparison',
    type: bool,
    span: node.span,
    operator: '!=',
    signed: type.signed,
    left: coerce(integer, type),
    right: zero,
  };
}
