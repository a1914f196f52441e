/**
 * C types as types of values.
 *
 * Needs: a C type, and where values of it are found. Gives: the type that a script sees.
 * Reports: nothing; null for what is no value: void, functions, floats, structs that are only declared.
 */
import type { CType } from '../ctypes/ctype.ts';
import { resolve } from '../ctypes/query.ts';
import type { IntType, Space, Type } from './typed.ts';
import { bool } from './types.ts';

/** Arrays of char are strings, with room for the NUL that C may not have put there (inventory L2.22). */
export function valueType(type: CType, space: Space): Type | null {
  const plain = resolve(type);
  if (plain.kind === 'array' && plain.length > 0 && isChar(plain.element))
    return { kind: 'string', capacity: plain.length + 1 };
  return storedType(type, space);
}

/** As it lies in a struct or array. */
export function storedType(type: CType, space: Space): Type | null {
  const plain = resolve(type);
  switch (plain.kind) {
    case 'int':
      if (plain.use === 'bool' && plain.bytes === 1) return bool;
      return integer(plain.bytes, plain.signed || (plain.use === 'char' && !plain.name.startsWith('unsigned')));
    case 'enum': {
      const number = integer(plain.bytes, plain.signed);
      if (number === null) return null;
      return { kind: 'enum', name: plain.name, size: number.size, signed: plain.signed, values: plain.values };
    }
    case 'pointer':
      return { kind: 'pointer', pointee: plain.to, space };
    case 'array': {
      const element = valueType(plain.element, space);
      return element === null ? null : { kind: 'array', element, length: plain.length };
    }
    case 'struct':
    case 'union':
      return { kind: 'struct', ctype: plain };
    case 'void':
    case 'float':
    case 'function':
    case 'forward':
      return null;
  }
}

function integer(bytes: number, signed: boolean): IntType | null {
  return bytes === 1 || bytes === 2 || bytes === 4 || bytes === 8 ? { kind: 'int', size: bytes, signed } : null;
}

export function isChar(type: CType): boolean {
  const plain = resolve(type);
  return plain.kind === 'int' && plain.use === 'char';
}
