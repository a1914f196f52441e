/** The types that a script sees: its own, then the kernel's, then those of headers. */
import type { BtfName, Enumerator } from '../btf/read.ts';
import type { CType } from '../ctypes/ctype.ts';
import type { FoundType, TypeTable } from '../target/types.ts';
import type { Declarations, Declared } from './declarations.ts';

export function overlaid(types: TypeTable, declarations: Declarations): TypeTable {
  const declared = (kind: BtfName, name: string): Declared<CType> | null => declaredType(declarations, kind, name);
  const found = (type: CType): FoundType => ({ module: 'script', id: 0, type });
  const find = (kind: BtfName, name: string): FoundType | null => {
    const own = declared(kind, name);
    if (own !== null && !own.isForeign) return found(own.type);
    return types.find(kind, name) ?? (own === null ? null : found(own.type));
  };
  const enumerator = (name: string): Enumerator | null => declarations.enumerators.get(name) ?? types.enumerator(name);
  const findAll = (kind: BtfName, name: string): readonly FoundType[] => {
    const own = declared(kind, name);
    return own === null ? types.findAll(kind, name) : [found(own.type)];
  };
  return { ...types, find, findAll, enumerator };
}

function declaredType(
  { compounds, enums, typedefs }: Declarations,
  kind: BtfName,
  name: string,
): Declared<CType> | null {
  switch (kind) {
    case 'struct':
    case 'union':
      return compounds.get(`${kind} ${name}`) ?? null;
    case 'enum':
      return enums.get(name) ?? null;
    case 'typedef':
      return typedefs.get(name) ?? null;
    case 'function':
    case 'int':
      return null;
  }
}
