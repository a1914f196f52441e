/** `(type)value`, and types as written. */
import type * as Ast from '../../1-parse/ast.ts';
import type { CType } from '../../ctypes/ctype.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import { storedType, valueType } from '../c-types.ts';
import { asBool, asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { namedNumber } from '../functions/named-number.ts';
import type { IntType, NameSource, PointerType, Type } from '../typed.ts';
import { bool, equalTypes, formatType, inMemory, uint64 } from '../types.ts';
import { defaultSpace, defined } from './pointer.ts';

const integers: ReadonlyMap<string, IntType> = new Map(
  ([1, 2, 4, 8] as const).flatMap((size): [string, IntType][] => [
    [`int${size * 8}`, { kind: 'int', size, signed: true }],
    [`uint${size * 8}`, { kind: 'int', size, signed: false }],
  ]),
);
const unsupported =
  /^(?:void|string|buffer|inet|timestamp|macaddr_t|char|typeof|u?(?:min|max|sum|avg|stats)_t|count_t)$/;

/** The type that is written; null when there is no such type, which is then reported. */
export function resolveType(context: Context, name: Ast.TypeName): Type | null {
  const scalar = name.name === 'bool' ? bool : integers.get(name.name);
  if (scalar !== undefined && name.pointers === 0 && name.arrayLength === null) return scalar;
  if (name.arrayLength !== null && name.arrayLength > 0n && name.arrayLength <= maxArrayLength) {
    const element = arrayElement(context, name);
    if (element !== null) return { kind: 'array', element, length: Number(name.arrayLength) };
  }
  const ctype = name.arrayLength === null ? cTypeNamed(context, name.name) : null;
  if (ctype !== null) {
    const written = Array.from({ length: name.pointers }).reduce<CType>((to) => ({ kind: 'pointer', to }), ctype);
    const type = valueType(defined(context, written), defaultSpace(context));
    if (type !== null) return type;
  }
  reportNoType(context, name);
  return null;
}

const maxArrayLength = 65_536n;

/** Null for what C has no arrays of. */
function arrayElement(context: Context, name: Ast.TypeName): Type | null {
  const ctype = cTypeNamed(context, name.name);
  if (ctype === null) return null;
  const written = Array.from({ length: name.pointers }).reduce<CType>((to) => ({ kind: 'pointer', to }), ctype);
  return storedType(defined(context, written), defaultSpace(context));
}

/** The C type of a name: those of the language have theirs, all others are the kernel's. */
function cTypeNamed(context: Context, name: string): CType | null {
  if (name === 'void') return { kind: 'void' };
  if (name === 'bool') return { kind: 'int', name, bytes: 1, signed: false, use: 'bool' };
  if (name === 'char') return { kind: 'int', name, bytes: 1, signed: true, use: 'char' };
  const integer = integers.get(name);
  if (integer !== undefined) return { kind: 'int', name, bytes: integer.size, signed: integer.signed, use: 'number' };
  const { types } = context.target;
  const [, tag, tagged] = /^(?<tag>struct|union|enum) (?<tagged>\w+)$/.exec(name) ?? [];
  if (tagged !== undefined && (tag === 'struct' || tag === 'union' || tag === 'enum'))
    return types.find(tag, tagged)?.type ?? null;
  return (types.find('typedef', name) ?? types.find('int', name))?.type ?? null;
}

function reportNoType(context: Context, name: Ast.TypeName): void {
  const written = `${name.name}${name.pointers > 0 ? ` ${'*'.repeat(name.pointers)}` : ''}${name.arrayLength === null ? '' : '[…]'}`;
  if (name.arrayLength !== null || unsupported.test(name.name)) {
    context.report.error('not-supported', name.span, `The type \`${written}\` is not supported here yet`);
  } else if (name.name !== '') {
    const names = [...integers.keys(), 'bool'];
    context.report.error('unknown-type', name.span, `there is no type \`${written}\``, {
      hint: didYouMean(closest(name.name, names)) ?? `types are ${names.join(', ')}, and those of the kernel`,
    });
  }
}

function castToName(context: Context, expression: Ast.Cast, source: NameSource): Checked | null {
  const operand = context.expression(context, expression.operand);
  if (operand === null) return null;
  if (operand.node.type.kind === 'int') return { ...namedNumber(operand.node, source), nodeLocal: false };
  const [from, to] = [formatType(operand.node.type), expression.type.name];
  context.report.error('bad-operand', expression.span, `cannot cast ${from} to ${to}`);
  return null;
}

/** What a number is printed as by a cast to one of these. */
const names: ReadonlyMap<string, NameSource> = new Map([
  ['username_t', { of: 'user' }],
  ['cgroup_path_t', { of: 'cgroup', hierarchy: '*' }],
]);

export function checkCast(context: Context, expression: Ast.Cast): Checked | null {
  const source = expression.type.pointers === 0 ? names.get(expression.type.name) : undefined;
  if (source !== undefined) return castToName(context, expression, source);
  const type = resolveType(context, expression.type);
  const operand = context.expression(context, expression.operand);
  if (type === null || operand === null) return null;
  const { node } = operand;
  const { span } = expression;
  if (!operand.literal && equalTypes(node.type, type) && node.kind !== 'mapRead') {
    context.report.warning('needless-cast', span, `this is ${formatType(type)} already`);
    return operand;
  }
  const converted = type.kind === 'bool' ? asBool(node) : asInteger(node);
  if (type.kind === 'pointer' && converted !== null) return castToPointer(operand, type, span);
  if (converted === null || inMemory(type)) {
    context.report.error('bad-operand', span, `cannot cast ${formatType(node.type)} to ${formatType(type)}`);
    return null;
  }
  // An address stays one, whatever it is called.
  return { ...plain({ ...coerce(converted, type), span }), nodeLocal: operand.nodeLocal };
}

/** The space is that of the address that is cast, where it has one (inventory L2.45). */
function castToPointer(operand: Checked, type: PointerType, span: Ast.Expression['span']): Checked {
  const { node } = operand;
  const space = node.type.kind === 'pointer' ? node.type.space : type.space;
  const address = node.type.kind === 'pointer' ? node : coerce(asInteger(node) ?? node, uint64);
  return { ...plain({ kind: 'convert', type: { ...type, space }, span, operand: address }), nodeLocal: true };
}
