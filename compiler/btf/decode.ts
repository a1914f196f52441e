/**
 * One type of raw BTF as a C type.
 *
 * Needs: a measured type (see measure.ts), and how to get other types by id. Gives: the C type; what it refers to is decoded
 * when it is first read. Reports: throws TargetError for a type that cannot stand where it is used.
 */
import type { CType, EnumType, EnumValue, FunctionType, IntegerType, Member, Parameter } from '../ctypes/ctype.ts';
import { type BtfIndex, typeHead, typeInfo } from './btf-index.ts';
import { btfKinds } from './kinds.ts';
import type { TypeId } from './types.ts';

type TypeOf = (id: TypeId) => CType;

export function decodeType(index: BtfIndex, id: TypeId, typeOf: TypeOf): CType {
  const name = index.name(id);
  const sizeOrType = word(index, id, 8);
  switch (index.kind(id)) {
    case btfKinds.int:
      return integer(name, sizeOrType, word(index, id, typeHead));
    case btfKinds.float:
      return { kind: 'float', name, bytes: sizeOrType };
    case btfKinds.pointer:
      return {
        kind: 'pointer',
        get to() {
          return typeOf(sizeOrType);
        },
      };
    case btfKinds.array:
      return arrayType(index, id, typeOf);
    case btfKinds.typedef:
      return {
        kind: 'typedef',
        name,
        get type() {
          return typeOf(sizeOrType);
        },
      };
    case btfKinds.const:
      return qualified('const', sizeOrType, typeOf);
    case btfKinds.volatile:
      return qualified('volatile', sizeOrType, typeOf);
    case btfKinds.restrict:
      return qualified('restrict', sizeOrType, typeOf);
    case btfKinds.typeTag:
      return qualified({ tag: name }, sizeOrType, typeOf);
    case btfKinds.struct:
    case btfKinds.union:
      return compound(index, id, typeOf);
    case btfKinds.enum:
    case btfKinds.enum64:
      return enumeration(index, id);
    case btfKinds.forward:
      return { kind: 'forward', name, of: typeInfo(index.view, index.offset(id)).flag ? 'union' : 'struct' };
    case btfKinds.function:
      return functionType(index, id, sizeOrType, typeOf);
    case btfKinds.prototype:
      return prototype(index, id, typeOf);
    default:
      return index.fail(`type ${id} is used as a type, which it is not`);
  }
}

/** A word of the type, `at` bytes from its start. */
function word(index: BtfIndex, id: TypeId, at: number): number {
  return index.view.getUint32(index.offset(id) + at, true);
}

function integer(name: string, bytes: number, encoding: number): IntegerType {
  const signed = (encoding & 0x0100_0000) !== 0;
  const isBool = (encoding & 0x0400_0000) !== 0;
  const isChar = bytes === 1 && /\bchar$/.test(name);
  return { kind: 'int', name, bytes, signed, use: isBool ? 'bool' : isChar ? 'char' : 'number' };
}

function arrayType(index: BtfIndex, id: TypeId, typeOf: TypeOf): CType {
  const element = word(index, id, typeHead);
  return {
    kind: 'array',
    length: word(index, id, typeHead + 8),
    get element() {
      return typeOf(element);
    },
  };
}

function qualified(
  qualifier: 'const' | 'volatile' | 'restrict' | { readonly tag: string },
  of: TypeId,
  typeOf: TypeOf,
): CType {
  return {
    kind: 'qualified',
    qualifier,
    get type() {
      return typeOf(of);
    },
  };
}

function compound(index: BtfIndex, id: TypeId, typeOf: TypeOf): CType {
  let members: readonly Member[] | null = null;
  return {
    kind: index.kind(id) === btfKinds.union ? 'union' : 'struct',
    name: index.name(id),
    bytes: word(index, id, 8),
    get members() {
      members ??= readMembers(index, id, typeOf);
      return members;
    },
  };
}

function readMembers(index: BtfIndex, id: TypeId, typeOf: TypeOf): readonly Member[] {
  const { members, flag } = typeInfo(index.view, index.offset(id));
  return Array.from({ length: members }, (_, number): Member => {
    const at = typeHead + number * 12;
    const type = word(index, id, at + 4);
    const place = word(index, id, at + 8);
    const bits = flag ? place >>> 24 : 0;
    return {
      name: index.text(word(index, id, at)),
      offsetBits: flag ? place & 0xff_ffff : place,
      bits: bits === 0 ? null : bits,
      get type() {
        return typeOf(type);
      },
    };
  });
}

function enumeration(index: BtfIndex, id: TypeId): EnumType {
  const { members, flag: signed } = typeInfo(index.view, index.offset(id));
  const wide = index.kind(id) === btfKinds.enum64;
  let values: readonly EnumValue[] | null = null;
  const read = (number: number): EnumValue => {
    const at = typeHead + number * (wide ? 12 : 8);
    const low = BigInt(word(index, id, at + 4));
    const value = wide ? low | (BigInt(word(index, id, at + 8)) << 32n) : low;
    return { name: index.text(word(index, id, at)), value: signed ? BigInt.asIntN(wide ? 64 : 32, value) : value };
  };
  return {
    kind: 'enum',
    name: index.name(id),
    bytes: word(index, id, 8),
    signed,
    get values() {
      values ??= Array.from({ length: members }, (_, number) => read(number));
      return values;
    },
  };
}

function functionType(index: BtfIndex, id: TypeId, of: TypeId, typeOf: TypeOf): FunctionType {
  const type = typeOf(of);
  return type.kind === 'function' ? type : index.fail(`function ${id} has no prototype`);
}

function prototype(index: BtfIndex, id: TypeId, typeOf: TypeOf): FunctionType {
  const { members } = typeInfo(index.view, index.offset(id));
  const returns = word(index, id, 8);
  const types = Array.from({ length: members }, (_, number) => word(index, id, typeHead + number * 8 + 4));
  const variadic = types.at(-1) === 0;
  const parameters = types.slice(0, variadic ? -1 : undefined).map(
    (type, number): Parameter => ({
      name: index.text(word(index, id, typeHead + number * 8)),
      get type() {
        return typeOf(type);
      },
    }),
  );
  return {
    kind: 'function',
    parameters,
    variadic,
    get returns() {
      return typeOf(returns);
    },
  };
}
