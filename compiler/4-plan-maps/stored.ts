/**
 * Values as C lays them out: what arrays and structs are made of.
 *
 * Needs: types. Gives: their size, and how their bytes say what they are. Reports: nothing; members that are no
 * values (floats) are left out.
 */
import { isChar, storedType } from '../3-check/c-types.ts';
import type { Type } from '../3-check/typed.ts';
import type { CompoundType, CType, Member } from '../ctypes/ctype.ts';
import { bitPlace } from '../ctypes/bits.ts';
import { flatMembers, resolve } from '../ctypes/query.ts';
import { CompilerBug } from '../diagnostics/invariant.ts';
import type { Form } from '../manifest.ts';

/** Bytes of a value within an array or struct. A string is an array of char there, which need not end with a NUL. */
export function storedSize(type: Type): number {
  switch (type.kind) {
    case 'int':
    case 'enum':
      return type.size;
    case 'bool':
      return 1;
    case 'pointer':
      return 8;
    case 'array':
      return type.length * storedSize(type.element);
    case 'struct':
      return type.ctype.bytes;
    case 'string':
      return type.capacity - 1;
    default:
      throw new CompilerBug(`${type.kind} is nothing of C`);
  }
}

export function storedForm(type: Type): Form {
  switch (type.kind) {
    case 'int':
    case 'enum':
      return { kind: 'number', size: type.size, signed: type.signed };
    case 'bool':
      return { kind: 'number', size: 1, signed: false };
    case 'pointer':
      return { kind: 'number', size: 8, signed: false };
    case 'string':
      return { kind: 'string', capacity: storedSize(type) };
    case 'array':
      return {
        kind: 'array',
        element: storedForm(type.element),
        length: type.length,
        stride: storedSize(type.element),
      };
    case 'struct':
      return { kind: 'parts', parts: valueMembers(type.ctype).map((member) => partOf(member)) };
    default:
      throw new CompilerBug(`${type.kind} is nothing of C`);
  }
}

function partOf({ member, type }: ValueMember): { readonly offset: number; readonly form: Form } {
  if (member.bits !== null && (type.kind === 'int' || type.kind === 'enum' || type.kind === 'bool')) {
    const { offset, size, shift } = bitPlace(member.offsetBits, member.bits);
    return { offset, form: { kind: 'bits', size, shift, width: member.bits } };
  }
  const length = charLength(member.type);
  const form: Form = length === null ? storedForm(type) : { kind: 'string', capacity: length };
  return { offset: member.offsetBits / 8, form };
}

export interface ValueMember {
  readonly member: Member;
  readonly type: Type;
}

/** Those that a script can see, anonymous structs dissolved. */
export function valueMembers(type: CompoundType): readonly ValueMember[] {
  return [...flatMembers(type)].flatMap((member) => {
    const value = storedType(member.type, 'kernel');
    return value === null ? [] : [{ member, type: value }];
  });
}

/** Of an array of char. */
export function charLength(type: CType): number | null {
  const plain = resolve(type);
  return plain.kind === 'array' && plain.length > 0 && isChar(plain.element) ? plain.length : null;
}
