/** `args.FIELD`: fields of the tracepoint that fired, from the Target's format. */
import type * as Ast from '../../1-parse/ast.ts';
import type { AttachPoint } from '../../2-bind/bound.ts';
import type { CType } from '../../ctypes/ctype.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import type { TracepointField } from '../../target/target.ts';
import { type Checked, plain } from '../checked.ts';
import { type Context, longestString } from '../context.ts';
import type { Type } from '../typed.ts';
import { bool, partsOf } from '../types.ts';
import { declaredWidth } from './declared-width.ts';
import { checkParameter, parameterNames } from './parameter.ts';
import { checkStructMember } from './struct.ts';
import { checkElement, recordOf } from './tuple.ts';

type Tracepoint = AttachPoint & { readonly provider: 'tracepoint' };

export function checkMember(context: Context, expression: Ast.Member): Checked | null {
  const { object } = expression;
  // What is wrong with a name is told of the whole.
  const member = { ...expression.member, span: expression.span };
  if (object.kind === 'error') return null;
  const builtin =
    object.kind === 'identifier' || object.kind === 'call' ? context.bound.builtinOf.get(object) : undefined;
  if (builtin?.name !== 'args') return checkPart(context, { ...expression, member });
  const point = context.attachPoints[0];
  return point === undefined ? null : checkNamed(context, point, member, expression.span);
}

/** `args.NAME`. */
function checkNamed(context: Context, point: AttachPoint, member: Ast.Name, span: Ast.Member['span']): Checked | null {
  if (point.provider !== 'tracepoint') return checkParameter(context, point, member, span);
  const field = findField(context, point, member);
  return field === null ? null : checkField(context, point, declaredWidth(field), span);
}

/** `args` alone: a record of all that it has, without what is no value of the language. */
export function checkAllArguments(context: Context, span: Ast.Expression['span']): Checked | null {
  const point = context.attachPoints[0];
  if (point === undefined) return null;
  const names = point.provider === 'tracepoint' ? fieldNames(context, point) : parameterNames(context, point, span);
  if (names === null) return null;
  const parts = names.map((text) => ({ text, value: checkNamed(context, point, { text, span }, span) }));
  const known = parts.flatMap(({ text, value }) => (value === null ? [] : [{ name: text, value }]));
  return known.length < parts.length ? null : recordOf(known, span);
}

function fieldNames(context: Context, point: Tracepoint): readonly string[] {
  const fields = context.target.tracepoints.format(point.category, point.name)?.fields ?? [];
  return fields.filter((field) => isOwn(field) && fieldType(context, point, field) !== null).map(({ name }) => name);
}

/** Those that every tracepoint has cannot be read by programs. */
const isOwn = ({ name }: TracepointField): boolean => !name.startsWith('common_');

/** A part of a value. */
function checkPart(context: Context, { object, member, span }: Ast.Member): Checked | null {
  const checked = context.expression(context, object);
  if (checked === null) return null;
  const { type } = checked.node;
  if (partsOf(type) !== null) return checkElement(context, checked, member, span);
  return checkStructMember(context, checked, member, span);
}

function findField(context: Context, point: Tracepoint, member: Ast.Name): TracepointField | null {
  const fields = context.target.tracepoints.format(point.category, point.name)?.fields ?? [];
  const found = fields.find((field) => field.name === member.text);
  if (found !== undefined) return found;
  const names = fields.map((field) => field.name);
  const hint =
    didYouMean(closest(member.text, names)) ?? (names.length === 0 ? null : `its fields are ${names.join(', ')}`);
  const common = member.text.startsWith('common_');
  const message = common
    ? `the fields common_… cannot be read by programs`
    : `${point.text} has no field \`${member.text}\``;
  context.report.error('unknown-field', member.span, message, { hint, cause: common ? 'script' : 'FieldMissing' });
  return null;
}

function checkField(
  context: Context,
  point: Tracepoint,
  field: TracepointField,
  span: Ast.Member['span'],
): Checked | null {
  const type = fieldType(context, point, field);
  if (type === null) {
    const shape = field.arrayLength === null ? field.type : `${field.type}[${field.arrayLength}]`;
    context.report.error(
      'not-supported',
      span,
      `Fields of type \`${shape}\` are not supported yet (${point.text}, ${field.name})`,
    );
    return null;
  }
  const nodeLocal = type.kind === 'pointer' || field.type === 'pid_t';
  return { ...plain({ kind: 'field', field, type, span: span }), nodeLocal };
}

/** Null for arrays of numbers, structs and dynamic arrays. */
function fieldType(context: Context, point: Tracepoint, field: TracepointField): Type | null {
  const { type, size, arrayLength } = field;
  const isChar = /^(?:const )?(?:unsigned |signed )?char$/.test(type);
  if (arrayLength !== null && arrayLength > 0) {
    return isChar ? { kind: 'string', capacity: arrayLength + 1 } : arrayType(field, size / arrayLength, arrayLength);
  }
  if (type.startsWith('__data_loc')) {
    if (!/^__data_loc (?:const )?char ?\[\]$/.test(type)) return null;
    return { kind: 'string', capacity: longestString(context) };
  }
  if (type.startsWith('__rel_loc') || (type.startsWith('struct ') && !type.endsWith('*'))) return null;
  if (type.endsWith('*')) {
    if (size !== 8) return null;
    return {
      kind: 'pointer',
      pointee: cTypeOf(context, type.slice(0, -1)),
      space: point.category === 'syscalls' ? 'user' : 'kernel',
    };
  }
  if (size !== 1 && size !== 2 && size !== 4 && size !== 8) return null;
  if (type === 'bool' && size === 1) return bool;
  return { kind: 'int', size, signed: field.signed || (size === 8 && isSignedType(type)) };
}

/** Of integers. */
function arrayType({ type, signed }: TracepointField, size: number, length: number): Type | null {
  if (type.endsWith('*') || type.startsWith('struct ')) return null;
  return size === 1 || size === 2 || size === 4 || size === 8
    ? { kind: 'array', element: { kind: 'int', size, signed }, length }
    : null;
}

/** System call arguments stand in registers: 8 bytes shown as unsigned, whatever their declared type. */
function isSignedType(type: string): boolean {
  return /^(?:int|long|short|long int|long long|ssize_t|off_t|loff_t|pid_t|time_t|clockid_t|timer_t|key_t|s32|s64|__s32|__s64)$/.test(
    type,
  );
}

/** A C type as tracefs writes it; what is not known stays a name. */
function cTypeOf(context: Context, text: string): CType {
  const trimmed = text.trim();
  if (trimmed.endsWith('*')) return { kind: 'pointer', to: cTypeOf(context, trimmed.slice(0, -1)) };
  const [, rest] = /^(?:const )?(.*?)(?: ?const)?$/.exec(trimmed) ?? [];
  if (rest !== undefined && rest !== trimmed)
    return { kind: 'qualified', qualifier: 'const', type: cTypeOf(context, rest) };
  if (trimmed === 'void') return { kind: 'void' };
  if (trimmed === 'char') return { kind: 'int', name: 'char', bytes: 1, signed: true, use: 'char' };
  const [, tag, name] = /^(?<tag>struct|union) (?<name>\w+)$/.exec(trimmed) ?? [];
  if ((tag === 'struct' || tag === 'union') && name !== undefined) return { kind: 'forward', name, of: tag };
  const found = context.target.types.find('typedef', trimmed) ?? context.target.types.find('int', trimmed);
  return found?.type ?? { kind: 'typedef', name: trimmed, type: { kind: 'void' } };
}
