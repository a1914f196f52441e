/** `(type)value`, and types as written. */
import type * as Ast from '../../1-parse/ast.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import { asBool, asInteger, type Checked, coerce, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import { namedNumber } from '../functions/named-number.ts';
import type { IntType, NameSource, Type } from '../typed.ts';
import { bool, equalTypes, formatType } from '../types.ts';

const integers: ReadonlyMap<string, IntType> = new Map(
  ([1, 2, 4, 8] as const).flatMap((size): [string, IntType][] => [
    [`int${size * 8}`, { kind: 'int', size, signed: true }],
    [`uint${size * 8}`, { kind: 'int', size, signed: false }],
  ]),
);
const unsupported =
  /^(?:void|string|buffer|inet|timestamp|macaddr_t|char|typeof|(?:struct|union|enum) .*|u?(?:min|max|sum|avg|stats)_t|count_t)$/;

/** The type that is written; null when there is no such type, which is then reported. */
export function resolveType(context: Context, name: Ast.TypeName): Type | null {
  const scalar = name.name === 'bool' ? bool : integers.get(name.name);
  if (scalar !== undefined && name.pointers === 0 && name.arrayLength === null) return scalar;
  const written = `${name.name}${name.pointers > 0 ? ` ${'*'.repeat(name.pointers)}` : ''}${name.arrayLength === null ? '' : '[…]'}`;
  if (name.pointers > 0 || name.arrayLength !== null || unsupported.test(name.name)) {
    context.report.error('not-supported', name.span, `The type \`${written}\` is not supported here yet`);
  } else if (name.name !== '') {
    const names = [...integers.keys(), 'bool'];
    context.report.error('unknown-type', name.span, `there is no type \`${written}\``, {
      hint: didYouMean(closest(name.name, names)) ?? `types are ${names.join(', ')}`,
    });
  }
  return null;
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
  if (converted === null) {
    context.report.error('bad-operand', span, `cannot cast ${formatType(node.type)} to ${formatType(type)}`);
    return null;
  }
  // An address stays one, whatever it is called.
  return { ...plain({ ...coerce(converted, type), span }), nodeLocal: operand.nodeLocal };
}
