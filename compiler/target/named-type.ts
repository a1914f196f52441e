/** What a word alone names as a type in a script: `u32`, `long`, and `task_struct` without its `struct`, as in bpftrace. */
import type { CType } from '../ctypes/ctype.ts';
import type { TypeTable } from './types.ts';

/** BTF has them under names of several words. */
const words: ReadonlyMap<string, CType> = new Map([
  ['short', { kind: 'int', name: 'short int', bytes: 2, signed: true, use: 'number' }],
  ['long', { kind: 'int', name: 'long int', bytes: 8, signed: true, use: 'number' }],
  ['unsigned', { kind: 'int', name: 'unsigned int', bytes: 4, signed: false, use: 'number' }],
]);

const kinds = ['typedef', 'int', 'struct', 'union', 'enum'] as const;

/** Null when there is no such type. */
export function namedType(types: TypeTable, name: string): CType | null {
  const word = words.get(name);
  if (word !== undefined) return word;
  for (const kind of kinds) {
    const found = types.find(kind, name);
    if (found !== null) return found.type;
  }
  return null;
}
