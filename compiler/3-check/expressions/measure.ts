/** `sizeof(…)` and `offsetof(…)`: numbers of the types, of which nothing runs. */
import type * as Ast from '../../1-parse/ast.ts';
import { formatCType } from '../../ctypes/format.ts';
import { findMember, flatMembers, resolve } from '../../ctypes/query.ts';
import { closest, didYouMean } from '../../diagnostics/suggest.ts';
import { type Checked, plain } from '../checked.ts';
import type { Context } from '../context.ts';
import type { Type } from '../typed.ts';
import { formatType, partsOf, uint64 } from '../types.ts';
import { typeMeant } from '../written-type.ts';

export function checkMeasure(context: Context, { word, subject, path, span }: Ast.Measure): Checked | null {
  const type = typeMeant(context, subject);
  if (type === null) return null;
  const value = word === 'sizeof' ? sizeOf(type) : offsetOf(context, type, path, subject.span);
  if (value === null) return null;
  return { ...plain({ kind: 'integer', type: uint64, span, value: BigInt(value) }), literal: true };
}

/** As bpftrace lays values out. */
function sizeOf(type: Type): number {
  switch (type.kind) {
    case 'int':
    case 'enum':
      return type.size;
    case 'bool':
      return 1;
    case 'string':
      return type.capacity;
    case 'buffer':
      // With the number of its bytes.
      return type.capacity + 4;
    case 'array':
      return type.length * sizeOf(type.element);
    case 'struct':
      return type.ctype.bytes;
    case 'macaddr':
      return 6;
    case 'inet':
      return 24;
    case 'pointer':
    case 'name':
      return 8;
    case 'tuple':
    case 'record':
      return aligned(partsOf(type) ?? []);
  }
}

/** One after another, each at a multiple of what it is aligned to. */
function aligned(parts: readonly Type[]): number {
  let end = 0;
  let most = 1;
  for (const part of parts) {
    const alignment = alignmentOf(part);
    most = Math.max(most, alignment);
    end = Math.ceil(end / alignment) * alignment + sizeOf(part);
  }
  return Math.ceil(end / most) * most;
}

function alignmentOf(type: Type): number {
  if (type.kind === 'string' || type.kind === 'buffer' || type.kind === 'macaddr') return 1;
  if (type.kind === 'array') return alignmentOf(type.element);
  if (type.kind === 'int' || type.kind === 'enum' || type.kind === 'bool') return sizeOf(type);
  const parts = partsOf(type);
  return parts === null ? 8 : Math.max(1, ...parts.map(alignmentOf));
}

/** In bytes, through structs within structs. */
function offsetOf(
  context: Context,
  type: Type,
  path: readonly Ast.Name[],
  span: Ast.Expression['span'],
): number | null {
  let at = type.kind === 'pointer' ? resolve(type.pointee) : type.kind === 'struct' ? type.ctype : null;
  let bits = 0;
  for (const name of path) {
    if (at?.kind !== 'struct' && at?.kind !== 'union') {
      context.report.error('bad-operand', span, `${formatType(type)} has no members`);
      return null;
    }
    const member = findMember(at, name.text);
    if (member === null) {
      const hint = didYouMean(
        closest(
          name.text,
          [...flatMembers(at)].map((each) => each.name),
        ),
      );
      const message = `${formatCType(at)} has no member \`${name.text}\``;
      context.report.error('unknown-field', name.span, message, { hint, cause: 'FieldMissing' });
      return null;
    }
    bits += member.offsetBits;
    at = resolve(member.type);
  }
  // Of a bit field, the byte that it begins in.
  return Math.floor(bits / 8);
}
