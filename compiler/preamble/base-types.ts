/** Arithmetic types of C, by the words that name them, and the typedefs that everybody takes for granted. */
import type { CType, IntegerType } from '../ctypes/ctype.ts';

export const baseWords: ReadonlySet<string> = new Set([
  'void',
  'char',
  'short',
  'int',
  'long',
  'signed',
  '__signed__',
  '__signed',
  'unsigned',
  'float',
  'double',
  '_Bool',
]);

/** Null for words that are no type together. LP64, as all that we know. */
export function baseType(words: readonly string[]): CType | null {
  const has = (word: string): boolean => words.includes(word);
  const longs = words.filter((word) => word === 'long').length;
  if (has('void')) return words.length === 1 ? { kind: 'void' } : null;
  if (has('_Bool')) return words.length === 1 ? boolType : null;
  if (has('float')) return words.length === 1 ? { kind: 'float', name: 'float', bytes: 4 } : null;
  if (has('double')) return { kind: 'float', name: longs > 0 ? 'long double' : 'double', bytes: longs > 0 ? 16 : 8 };
  const unsigned = has('unsigned');
  if (unsigned && words.some((word) => word.includes('signed') && word !== 'unsigned')) return null;
  if (has('char')) {
    const sign = unsigned ? 'unsigned ' : words.some((word) => word.includes('signed')) ? 'signed ' : '';
    // Strings are made of `char` alone, as with bpftrace, where the same array of the kernel's BTF is a string.
    return longs > 0 || has('short')
      ? null
      : { ...number(`${sign}char`, 1, !unsigned), use: sign === '' ? 'char' : 'number' };
  }
  if (has('short')) return longs > 0 ? null : number(unsigned ? 'short unsigned int' : 'short int', 2, !unsigned);
  if (longs > 2) return null;
  if (longs > 0) {
    const name = longs === 1 ? 'long' : 'long long';
    return number(unsigned ? `${name} unsigned int` : longs === 1 ? 'long int' : 'long long int', 8, !unsigned);
  }
  return words.length === 0 ? null : number(unsigned ? 'unsigned int' : 'int', 4, !unsigned);
}

/** A number to bpftrace, where the kernel's own are true or false. */
const boolType: IntegerType = { kind: 'int', name: '_Bool', bytes: 1, signed: false, use: 'number' };

function number(name: string, bytes: number, signed: boolean): IntegerType {
  return { kind: 'int', name, bytes, signed, use: 'number' };
}

const words: Readonly<Record<string, readonly string[]>> = {
  1: ['char'],
  2: ['short'],
  4: ['int'],
  8: ['long'],
};
const others: ReadonlyMap<string, readonly string[]> = new Map([
  ['bool', ['_Bool']],
  ['size_t', ['unsigned', 'long']],
  ['ssize_t', ['long']],
  ['uintptr_t', ['unsigned', 'long']],
  ['intptr_t', ['long']],
  ['pid_t', ['int']],
]);

/** `u32`, `__be16`, `uint8_t`, `size_t`: what a script may use without saying it. */
export function commonTypedef(name: string): CType | null {
  const match =
    /^(?:__)?(?<letter>[us]|be|le)(?<bits>8|16|32|64)$/.exec(name) ??
    /^(?:__)?(?<letter>u?int)(?<bits>8|16|32|64)_t$/.exec(name);
  const { letter, bits } = match?.groups ?? {};
  const unsigned = letter !== 's' && letter !== 'int';
  const made =
    bits === undefined ? others.get(name) : [...(words[Number(bits) / 8] ?? []), unsigned ? 'unsigned' : 'signed'];
  const type = made === undefined ? null : baseType(made);
  return type === null ? null : { kind: 'typedef', name, type };
}
