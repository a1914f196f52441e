/**
 * The C types of a kernel: vmlinux and its modules as one table.
 *
 * Needs: names of modules and how to get a module's raw BTF; both are asked for when they are first needed. Gives: types, enum
 * constants and function prototypes by name, with the module they are from. Reports: throws TargetError for bytes that are no BTF.
 */
import { Btf, type BtfName, type Enumerator } from '../btf/read.ts';
import type { TypeId } from '../btf/types.ts';
import type { CType } from '../ctypes/ctype.ts';
import { vmlinux, vmlinuxFirst } from './functions.ts';

export type { Enumerator };

export interface TypeTable {
  /** With BTF; `vmlinux` first. Empty where the kernel has none. Modules come and go while a live table is used. */
  modules(): readonly string[];
  /** Null for a module without BTF. */
  btf(module: string): Btf | null;
  /** The bytes that btf() reads, for whoever stores them. */
  raw(module: string): Uint8Array;
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
  /** Any order. Without `vmlinux` among them nothing else is of use. */
  modules(): readonly string[];
  /** Null when the module has gone meanwhile. */
  read(module: string): Uint8Array | null;
}

export const noTypes: BtfSource = { modules: () => [], read: () => null };

export function typeTable(source: BtfSource): TypeTable {
  // Held by whoever compiles, and read anew afterwards: megabytes that an agent without jobs does without.
  const loaded = new Map<string, WeakRef<Btf>>();
  const modules = (): readonly string[] => {
    const names = source.modules();
    for (const module of loaded.keys()) if (!names.includes(module)) loaded.delete(module);
    return names.includes(vmlinux) ? vmlinuxFirst(names) : [];
  };
  const btf = (module: string): Btf | null => {
    const known = loaded.get(module)?.deref();
    if (known !== undefined) return known;
    const base = module === vmlinux ? null : btf(vmlinux);
    const bytes = module === vmlinux || base !== null ? source.read(module) : null;
    if (bytes === null) return null;
    const made = new Btf(bytes, module, base);
    loaded.set(module, new WeakRef(made));
    return made;
  };
  /** Most names are the kernel's own: the list of modules is asked for only behind it. */
  const all = function* (): Generator<readonly [string, Btf]> {
    const own = btf(vmlinux);
    if (own === null) return;
    yield [vmlinux, own];
    for (const module of modules().slice(1)) {
      const types = btf(module);
      if (types !== null) yield [module, types];
    }
  };
  const search = function* (kind: BtfName, name: string): Generator<FoundType> {
    for (const [module, types] of all()) {
      const id = types.findId(kind, name);
      if (id !== null) yield { module, id, type: types.type(id) };
    }
  };
  return {
    modules,
    btf,
    raw: (module) => source.read(module) ?? new Uint8Array(),
    find: (kind, name) => {
      for (const found of search(kind, name)) return found;
      return null;
    },
    findAll: (kind, name) => [...search(kind, name)],
    enumerator: (name) => {
      for (const [, types] of all()) {
        const found = types.enumerator(name);
        if (found !== null) return found;
      }
      return null;
    },
  };
}
