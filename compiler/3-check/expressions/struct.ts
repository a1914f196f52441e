/** `struct.member`, `pointer->member` (both mean both): members of C structs and unions. */
import type * as Ast from '../../1-parse/ast.ts';
import type { CompoundType } from '../../ctypes/ctype.ts';
import { findMember, flatMembers, resolve } from '../../ctypes/query.ts';
import { formatCType } from '../../ctypes/format.ts';
import { bitPlace } from '../../ctypes/bits.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import { storedType, valueType } from '../c-types.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { TypedExpression } from '../typed.ts';
import { formatType } from '../types.ts';
import { defaultSpace, defined, isPointer, spaceOf } from './pointer.ts';

export function checkStructMember(
  context: Context,
  object: Checked,
  name: Ast.Name,
  span: Ast.Member['span'],
): Checked | null {
  const struct = structOf(context, object.node);
  if (struct === null) {
    context.report.error('bad-operand', span, `${formatType(object.node.type)} has no fields`, hintFor(object.node));
    return null;
  }
  const member = findMember(struct.ctype, name.text);
  if (member === null) return reportMissing(context, struct.ctype, name);
  const space = spaceOf(struct.node) ?? defaultSpace(context);
  const { bits } = member;
  const type = bits === null ? valueType(member.type, space) : storedType(member.type, space);
  if (type === null) {
    const message = `\`${name.text}\` is ${formatCType(member.type)}, which is no value of the language`;
    context.report.error('bad-operand', name.span, message);
    return null;
  }
  const place = bits === null ? null : bitPlace(member.offsetBits, bits);
  const range = place === null || bits === null ? null : { size: place.size, shift: place.shift, width: bits };
  const offset = place?.offset ?? member.offsetBits / 8;
  const node = { kind: 'member', type, span, object: struct.node, offset, bits: range } as const;
  return { ...plain(node), nodeLocal: type.kind === 'pointer' || isPid(member.type) };
}

/** The struct itself, read through the pointer to it. */
function structOf(
  context: Context,
  node: TypedExpression,
): { readonly node: TypedExpression; readonly ctype: CompoundType } | null {
  if (node.type.kind === 'struct') return { node, ctype: node.type.ctype };
  if (!isPointer(node)) return null;
  const ctype = resolve(defined(context, node.type.pointee));
  if (ctype.kind !== 'struct' && ctype.kind !== 'union') return null;
  return { ctype, node: { kind: 'dereference', type: { kind: 'struct', ctype }, span: node.span, operand: node } };
}

function hintFor(node: TypedExpression): { readonly hint: string | null } {
  if (node.type.kind === 'int') return { hint: 'cast it: ((struct task_struct *)value)->member' };
  const missing = isPointer(node) && resolve(node.type.pointee).kind === 'forward';
  return { hint: missing ? 'this kernel has no type of that name' : null };
}

function reportMissing(context: Context, type: CompoundType, name: Ast.Name): null {
  const names = [...flatMembers(type)].map((member) => member.name);
  const shown = names.length > 12 ? null : `it has ${names.join(', ')}`;
  const hint = didYouMean(closest(name.text, names)) ?? shown;
  const message = `${formatCType(type)} has no member \`${name.text}\``;
  context.report.error('unknown-field', name.span, message, { hint, cause: 'FieldMissing' });
  return null;
}

function isPid(type: CompoundType['members'][number]['type']): boolean {
  return type.kind === 'typedef' && type.name === 'pid_t';
}
