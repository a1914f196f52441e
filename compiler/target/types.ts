/**
 * The C types of a kernel: vmlinux and its modules as one table.
 *
 * Needs: names of modules and how to get a module's raw BTF; both are asked for when they are first needed. Gives: types, enum
 * constants and function prototypes by name, with the module they are from. Reports: throws TargetError for bytes that are no BTF.
 */
import { Btf, type BtfName, type Enumerator } from '../btf/read.ts';
import type { TypeId } from '../btf/types.ts';
import type { CType } from '../ctypes/ctype.ts';

export interface TypeTable {
  /** With BTF; `vmlinux` first. Empty where the kernel has none. */
  modules(): readonly string[];
  /** Null for a module without BTF. */
  btf(module: string): Btf | null;
  /** In vmlinux, or else in the first module that has it. */
  find(kind: BtfName, name: string): FoundType | null;
  /** In every module that has it, vmlinux first: functions may have namesakes. */
  findAll(kind: BtfName, name: string): readonly FoundType[];
  enumerator(name: string): Enumerator | null;
}

export interface FoundType {
  readonly module: string;
  /** Within the module's BTF; ids of vmlinux come first in each. */
  readonly id: TypeId;
  readonly type: CType;
}

export interface BtfSource {
  /** Any order; nothing but an empty list where there is no `vmlinux`. */
  modules(): readonly string[];
  read(module: string): Uint8Array;
}

export const noTypes: BtfSource = { modules: () => [], read: () => new Uint8Array() };

export function typeTable(source: BtfSource): TypeTable {
  let names: readonly string[] | null = null;
  const loaded = new Map<string, Btf>();
  const modules = (): readonly string[] => (names ??= vmlinuxFirst(source.modules()));
  const btf = (module: string): Btf | null => {
    const known = loaded.get(module);
    if (known !== undefined) return known;
    if (!modules().includes(module)) return null;
    const made = new Btf(source.read(module), module, module === vmlinux ? null : btf(vmlinux));
    loaded.set(module, made);
    return made;
  };
  const search = function* (kind: BtfName, name: string): Generator<FoundType> {
    for (const module of modules()) {
      const types = btf(module);
      const id = types?.findId(kind, name) ?? null;
      if (types !== null && id !== null) yield { module, id, type: types.type(id) };
    }
  };
  return {
    modules,
    btf,
    find: (kind, name) => {
      for (const found of search(kind, name)) return found;
      return null;
    },
    findAll: (kind, name) => [...search(kind, name)],
    enumerator: (name) => {
      for (const module of modules()) {
        const found = btf(module)?.enumerator(name) ?? null;
        if (found !== null) return found;
      }
      return null;
    },
  };
}

const vmlinux = 'vmlinux';

function vmlinuxFirst(names: readonly string[]): readonly string[] {
  if (!names.includes(vmlinux)) return [];
  return [vmlinux, ...names.filter((name) => name !== vmlinux).toSorted()];
}
