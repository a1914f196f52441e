/** `(type)value`. */
import type * as Ast from '../../1-parse/ast.ts';
import type { Span } from '../../source/source.ts';
import { afterCast, asBool, asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { arrayBytes, asArray } from '../functions/memory.ts';
import { namedNumber } from '../functions/named-number.ts';
import type { IntType, NameSource, PointerType, Type, TypedExpression } from '../typed.ts';
import { equalTypes, formatType, inMemory, uint64 } from '../types.ts';
import { isOpenString, namesOfNumbers, resolveType } from '../written-type.ts';

function castToName(context: Context, expression: Ast.Cast, source: NameSource): Checked | null {
  const operand = context.expression(context, expression.operand);
  if (operand === null) return null;
  if (operand.node.type.kind === 'int') return { ...namedNumber(operand.node, source), nodeLocal: false };
  const [from, to] = [formatType(operand.node.type), expression.type.name];
  context.report.error('bad-operand', expression.span, `cannot cast ${from} to ${to}`);
  return null;
}

export function checkCast(context: Context, expression: Ast.Cast): Checked | null {
  const written = expression.type;
  const source = written.suffixes.length === 0 ? namesOfNumbers.get(written.name) : undefined;
  if (source !== undefined) return castToName(context, expression, source);
  const last = written.suffixes.at(-1);
  const open = last?.kind === 'array' && last.length === null && written.name !== 'string';
  const operand = context.expression(context, expression.operand);
  if (open) return operand === null ? null : castToOpenArray(context, expression, operand);
  const type = resolveType(context, written);
  if (type === null || operand === null) return null;
  if (isOpenString(written) && operand.node.type.kind === 'string') return operand;
  if (!operand.literal && equalTypes(operand.node.type, type) && operand.node.kind !== 'mapRead') {
    const parenthesis = { start: expression.span.start, end: written.span.end + 1 };
    context.report.warning('needless-cast', parenthesis, `this is ${formatType(type)} already`);
    return { ...operand, node: afterCast(operand.node) };
  }
  return castTo(context, type, operand, expression.span);
}

function castTo(context: Context, type: Type, operand: Checked, span: Span): Checked | null {
  const { node } = operand;
  if (type.kind === 'array' || (node.type.kind === 'array' && type.kind === 'int'))
    return castBytes(operand, type, span) ?? cannot(context, node.type, type, span);
  if (type.kind === 'string' && node.type.kind === 'string' && node.type.capacity <= type.capacity)
    return plain({ ...coerce(node, type), span });
  const converted = type.kind === 'bool' ? asBool(node) : asInteger(node);
  if (type.kind === 'pointer' && converted !== null) return castToPointer(operand, type, span);
  if (converted === null || inMemory(type)) return cannot(context, node.type, type, span);
  // The number of a count() is another value than the count() itself, also where both have the same width.
  if (converted.kind === 'mapRead' && equalTypes(converted.type, type))
    return plain({ kind: 'convert', type, span, operand: converted });
  // An address stays one, whatever it is called.
  return { ...plain({ ...afterCast(coerce(converted, type)), span }), nodeLocal: operand.nodeLocal };
}

function cannot(context: Context, from: Type, to: Type, span: Span): null {
  context.report.error('bad-operand', span, `cannot cast ${formatType(from)} to ${formatType(to)}`);
  return null;
}

/** `(int8[])value`: as many elements as the value has room for. */
function castToOpenArray(context: Context, { type: written, span }: Ast.Cast, operand: Checked): Checked | null {
  const element = resolveType(context, { ...written, suffixes: written.suffixes.slice(0, -1) });
  if (element === null) return null;
  const bytes = bytesOf(operand.node);
  if (element.kind !== 'int' || bytes === null || bytes % element.size !== 0)
    return cannot(context, operand.node.type, { kind: 'array', element, length: 0 }, span);
  return castTo(context, { kind: 'array', element, length: bytes / element.size }, operand, span);
}

/** Bytes of what can be seen as an array: of integers, strings and arrays. */
function bytesOf(node: TypedExpression): number | null {
  if (node.type.kind === 'int') return node.type.size;
  const array = asArray(node);
  return array === null ? (node.type.kind === 'string' ? node.type.capacity : null) : arrayBytes(array);
}

/**
 * The bytes of an integer, string or array as an array, or those of an array as an integer: as many, but that an integer may be
 * shorter than the array, which then has zeros behind it (inventory L2.25). Null where that cannot be.
 */
function castBytes({ node, nodeLocal }: Checked, type: Type, span: Span): Checked | null {
  const from = bytesOf(node);
  const to = type.kind === 'int' ? type.size : byteArraySize(type);
  if (from === null || to === null) return null;
  const fits = node.type.kind === 'int' ? from <= to : from === to;
  if (!fits) return null;
  const operand = asArray(node) ?? unsigned(node);
  return { ...plain({ kind: 'convert', type, span, operand }), nodeLocal };
}

/** What is put into an array, or taken for an address, is not extended by its sign. */
function unsigned(node: TypedExpression): TypedExpression {
  if (node.type.kind !== 'int') return node;
  const type: IntType = { ...node.type, signed: false };
  return { ...coerce(node, type), type };
}

function byteArraySize(type: Type): number | null {
  if (type.kind !== 'array') return null;
  if (type.element.kind === 'bool') return type.length;
  return type.element.kind === 'int' ? type.length * type.element.size : null;
}

/** The space is that of the address that is cast, where it has one (inventory L2.45). */
function castToPointer(operand: Checked, type: PointerType, span: Span): Checked {
  const { node } = operand;
  const space = node.type.kind === 'pointer' ? node.type.space : type.space;
  // Of a number without regard to its sign: (int32 *)-1 is 0xff.
  const address = node.type.kind === 'pointer' ? node : coerce(unsigned(asInteger(node) ?? node), uint64);
  return { ...plain({ kind: 'convert', type: { ...type, space }, span, operand: address }), nodeLocal: true };
}
