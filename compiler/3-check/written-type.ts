/** Types as written: after `let $x :`, in casts, in sizeof(). */
import type * as Ast from '../1-parse/ast.ts';
import type { CType } from '../ctypes/ctype.ts';
import { closest, didYouMean } from '../diagnostics/suggest.ts';
import { namedType } from '../target/named-type.ts';
import { storedType, valueType } from './c-types.ts';
import type { Context } from './context.ts';
import { defaultSpace, defined } from './expressions/pointer.ts';
import { typeOfExpression } from './expressions/type-of.ts';
import type { IntType, NameSource, Type } from './typed.ts';
import { bool, formatType } from './types.ts';

const integers: ReadonlyMap<string, IntType> = new Map(
  ([1, 2, 4, 8] as const).flatMap((size): [string, IntType][] => [
    [`int${size * 8}`, { kind: 'int', size, signed: true }],
    [`uint${size * 8}`, { kind: 'int', size, signed: false }],
  ]),
);

/** What a number is printed as by a cast to one of these. */
export const namesOfNumbers: ReadonlyMap<string, NameSource> = new Map([
  ['username_t', { of: 'user' }],
  ['cgroup_path_t', { of: 'cgroup', hierarchy: '*' }],
]);

/** Those of the language that C does not have, and that nothing follows. */
const own: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['bool', bool],
  ['inet', { kind: 'inet' }],
  ['macaddr_t', { kind: 'macaddr' }],
  ...[...namesOfNumbers].map(([name, source]): [string, Type] => [name, { kind: 'name', source }]),
  ...integers,
]);

/** Of aggregates, which are no values. */
const unsupported = /^(?:void|string|buffer|timestamp|typeof|u?(?:min|max|sum|avg|stats)_t|count_t)$/;
const maxArrayLength = 65_536n;

/** A string of any length: it grows with what is assigned. */
export function isOpenString({ name, suffixes }: Ast.TypeName): boolean {
  return name === 'string' && suffixes.length === 0;
}

/** The type that is written; null when there is no such type, which is then reported. */
export function resolveType(context: Context, written: Ast.TypeName): Type | null {
  if (written.of !== null) return typeOf(context, written, written.of);
  const type = written.suffixes.length === 0 ? own.get(written.name) : undefined;
  const found = type ?? sizedType(context, written) ?? cType(context, written);
  if (found === null) reportNoType(context, written);
  return found;
}

/** Of what stands in sizeof() or typeof(): a type, or a value. A word alone, as in `sizeof(u32)`, is parsed as a value. */
export function typeMeant(context: Context, node: Ast.TypeName | Ast.Expression): Type | null {
  if (!('kind' in node)) return resolveType(context, node);
  const { builtinOf, constantOf } = context.bound;
  if (node.kind !== 'identifier' || builtinOf.has(node) || constantOf.has(node)) return typeOfExpression(context, node);
  return resolveType(context, { span: node.span, name: node.name, suffixes: [], of: null });
}

/** `typeof(…)`, with what follows it. */
function typeOf(context: Context, written: Ast.TypeName, of: Ast.TypeName | Ast.Expression): Type | null {
  const { suffixes } = written;
  if (!('kind' in of)) return resolveType(context, { ...of, suffixes: [...of.suffixes, ...suffixes] });
  const type = typeMeant(context, of);
  if (type === null || suffixes.length === 0) return type;
  return resolveType(context, { ...written, name: formatType(type), of: null });
}

/** `string[8]`, `buffer[8]`: room for so many bytes. */
function sizedType(context: Context, { name, suffixes }: Ast.TypeName): Type | null {
  if (name !== 'string' && name !== 'buffer') return null;
  const [only, surplus] = suffixes;
  if (name === 'string' && only === undefined) return { kind: 'string', capacity: 1 };
  const length = only?.kind === 'array' && surplus === undefined ? only.length : null;
  const limit = BigInt(context.policy.limits.maxStringLength);
  return length === null || length < 1n || length > limit ? null : { kind: name, capacity: Number(length) };
}

function cType(context: Context, { name, suffixes }: Ast.TypeName): Type | null {
  let type = cTypeNamed(context, name);
  for (const suffix of suffixes) {
    if (type === null) return null;
    if (suffix.kind === 'pointer') type = { kind: 'pointer', to: type };
    else if (suffix.length === null || suffix.length < 1n || suffix.length > maxArrayLength) return null;
    else type = { kind: 'array', element: defined(context, type), length: Number(suffix.length) };
  }
  if (type === null) return null;
  const isArray = suffixes.at(-1)?.kind === 'array';
  return (isArray ? storedType : valueType)(defined(context, type), defaultSpace(context));
}

/** The C type of a name: those of the language have theirs, all others are the kernel's. */
function cTypeNamed(context: Context, name: string): CType | null {
  if (name === 'void') return { kind: 'void' };
  if (name === 'bool') return { kind: 'int', name, bytes: 1, signed: false, use: 'bool' };
  if (name === 'char') return { kind: 'int', name, bytes: 1, signed: true, use: 'char' };
  const integer = integers.get(name);
  if (integer !== undefined) return { kind: 'int', name, bytes: integer.size, signed: integer.signed, use: 'number' };
  const { types } = context.target;
  const tagged = taggedName(name);
  if (tagged !== null) return types.find(tagged.tag, tagged.name)?.type ?? null;
  return namedType(types, name);
}

/** `struct NAME` and the like; null for other names. */
function taggedName(text: string): { readonly tag: 'struct' | 'union' | 'enum'; readonly name: string } | null {
  const [, tag, name] = /^(struct|union|enum) (\w+)$/.exec(text) ?? [];
  return name !== undefined && (tag === 'struct' || tag === 'union' || tag === 'enum') ? { tag, name } : null;
}

function reportNoType(context: Context, { name, suffixes, span }: Ast.TypeName): void {
  const decorated = suffixes.map((suffix) => (suffix.kind === 'pointer' ? ' *' : `[${suffix.length ?? ''}]`)).join('');
  if (suffixes.some(({ kind }) => kind === 'array') || unsupported.test(name)) {
    context.report.error('bad-type', span, `no value can have the type \`${name}${decorated}\` here`);
  } else if (name !== '') {
    const { types } = context.target;
    const tagged = taggedName(name);
    const names =
      tagged === null
        ? [...own.keys()]
        : types.modules().flatMap((module) => [...(types.btf(module)?.names(tagged.tag) ?? [])]);
    context.report.error('unknown-type', span, `there is no type \`${name}${decorated}\``, {
      hint:
        didYouMean(
          closest(tagged?.name ?? name, new Set(names)).map((one) => (tagged === null ? one : `${tagged.tag} ${one}`)),
        ) ?? `types are ${[...integers.keys()].join(', ')}, bool, string, and those of the kernel`,
    });
  }
}
