/**
 * Questions about C types.
 *
 * Needs: types without cycles by value. Gives: the plain type under names and qualifiers, sizes, members through anonymous
 * structs and unions. Reports: nothing; what has no answer (the size of void) is null.
 */
import { type CompoundType, type CType, type Member, type PlainType, pointerBytes } from './ctype.ts';

/** The type without typedefs and qualifiers around it. */
export function resolve(type: CType): PlainType {
  let plain = type;
  while (plain.kind === 'typedef' || plain.kind === 'qualified') plain = plain.type;
  return plain;
}

/** Bytes; null for what has no size: void, functions, structs that are only declared, and arrays of these. */
export function sizeOf(type: CType): number | null {
  const plain = resolve(type);
  switch (plain.kind) {
    case 'int':
    case 'float':
    case 'struct':
    case 'union':
    case 'enum':
      return plain.bytes;
    case 'pointer':
      return pointerBytes;
    case 'array': {
      const element = sizeOf(plain.element);
      return element === null ? null : element * plain.length;
    }
    case 'void':
    case 'function':
    case 'forward':
      return null;
  }
}

/** Whether a qualifier or tag stands on the type itself (through typedefs, not behind pointers). */
export function hasTag(type: CType, tag: string): boolean {
  for (let at = type; at.kind === 'typedef' || at.kind === 'qualified'; at = at.type) {
    if (at.kind === 'qualified' && typeof at.qualifier === 'object' && at.qualifier.tag === tag) return true;
  }
  return false;
}

/** A member by its name, its offset counted from the start of `type`; members of anonymous members count as its own. */
export function findMember(type: CompoundType, name: string): Member | null {
  for (const member of flatMembers(type)) if (member.name === name) return member;
  return null;
}

/** All members that can be named, in order, those of anonymous members in their place, offsets from the start of `type`. */
export function* flatMembers(type: CompoundType, offsetBits = 0): Generator<Member> {
  for (const member of type.members) {
    const offset = offsetBits + member.offsetBits;
    const plain = member.name === '' ? resolve(member.type) : null;
    if (plain?.kind === 'struct' || plain?.kind === 'union') yield* flatMembers(plain, offset);
    else if (member.name !== '') yield offset === member.offsetBits ? member : shifted(member, offset);
  }
}

function shifted(member: Member, offsetBits: number): Member {
  // Not a spread: that would resolve the type.
  return {
    name: member.name,
    get type() {
      return member.type;
    },
    offsetBits,
    bits: member.bits,
  };
}

/** Whether two types are one to a reader of their values: the same name, or the same form where there is no name. */
export function sameType(a: CType, b: CType): boolean {
  const [left, right] = [resolve(a), resolve(b)];
  if (left === right) return true;
  switch (left.kind) {
    case 'void':
      return right.kind === 'void';
    case 'int':
      return (
        right.kind === 'int' && left.bytes === right.bytes && left.signed === right.signed && left.use === right.use
      );
    case 'float':
      return right.kind === 'float' && left.bytes === right.bytes;
    case 'pointer':
      return right.kind === 'pointer' && sameType(left.to, right.to);
    case 'array':
      return right.kind === 'array' && left.length === right.length && sameType(left.element, right.element);
    case 'struct':
    case 'union':
    case 'forward':
    case 'enum':
      return 'name' in right && left.name !== '' && left.name === right.name && familyOf(left) === familyOf(right);
    case 'function':
      return (
        right.kind === 'function' &&
        left.variadic === right.variadic &&
        left.parameters.length === right.parameters.length &&
        sameType(left.returns, right.returns) &&
        left.parameters.every((each, index) => sameType(each.type, right.parameters[index]?.type ?? { kind: 'void' }))
      );
  }
}

function familyOf(type: PlainType): string {
  return type.kind === 'forward' ? type.of : type.kind;
}
