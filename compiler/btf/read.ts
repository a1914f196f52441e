/**
 * Raw BTF as C types.
 *
 * Needs: the bytes; for a module also the Btf of vmlinux. Gives: types by name or id, each decoded when it is first asked for.
 * Reports: throws TargetError, from any call, for bytes that are no BTF; they are not trusted.
 */
import type { CType, EnumType } from '../ctypes/ctype.ts';
import { BtfIndex, typeHead, typeInfo } from './btf-index.ts';
import { decodeType } from './decode.ts';
import { btfKinds } from './kinds.ts';
import { Measurer } from './measure.ts';
import type { TypeId } from './types.ts';

/** What can be found by name. A function's type is its prototype. */
export type BtfName = 'struct' | 'union' | 'enum' | 'typedef' | 'function' | 'int';

const kindsOf: Readonly<Record<BtfName, ReadonlySet<number>>> = {
  struct: new Set([btfKinds.struct]),
  union: new Set([btfKinds.union]),
  enum: new Set([btfKinds.enum, btfKinds.enum64]),
  typedef: new Set([btfKinds.typedef]),
  function: new Set([btfKinds.function]),
  int: new Set([btfKinds.int]),
};
const declarationTags: ReadonlySet<number> = new Set([btfKinds.declarationTag]);

export interface Enumerator {
  readonly type: EnumType;
  readonly value: bigint;
}

export class Btf {
  readonly #index: BtfIndex;
  readonly #measurer: Measurer;
  readonly #base: Btf | null;
  readonly #types = new Map<TypeId, CType>();
  readonly #decoding = new Set<TypeId>();

  constructor(bytes: Uint8Array, module: string, base: Btf | null) {
    this.#base = base;
    this.#index = new BtfIndex(bytes, module, base === null ? null : base.#index);
    this.#measurer = new Measurer(this.#index, base === null ? null : base.#measurer);
  }

  /** Of the types in these bytes; not of the base's. */
  findId(kind: BtfName, name: string): TypeId | null {
    return this.#index.find(kindsOf[kind], name);
  }

  find(kind: BtfName, name: string): CType | null {
    const id = this.findId(kind, name);
    return id === null ? null : this.type(id);
  }

  /** As findId() with a function, in a fraction of the time. */
  hasFunction(name: string): boolean {
    return name !== '' && this.#index.hasFunction(name);
  }

  /** Whether something in these bytes, or in the base, has the name: BTF has no other strings. */
  hasName(name: string): boolean {
    return name !== '' && this.#index.textOffsets(name).length > 0;
  }

  /** The constant of an enum of these bytes. */
  enumerator(name: string): Enumerator | null {
    const wanted = new Set(name === '' ? [] : this.#index.textOffsets(name));
    if (wanted.size === 0) return null;
    const { view } = this.#index;
    for (const id of this.#index.ofKinds(kindsOf.enum)) {
      const offset = this.#index.offset(id);
      const { members } = typeInfo(view, offset);
      const step = this.#index.kind(id) === btfKinds.enum ? 8 : 12;
      for (let index = 0; index < members; index++) {
        if (!wanted.has(view.getUint32(offset + typeHead + index * step, true))) continue;
        const type = this.type(id);
        const found = type.kind === 'enum' ? type.values[index] : undefined;
        if (type.kind === 'enum' && found !== undefined) return { type, value: found.value };
      }
    }
    return null;
  }

  /** Names of the types in these bytes, in their order; anonymous ones left out. */
  *names(kind: BtfName): Generator<string> {
    for (const id of this.#index.ofKinds(kindsOf[kind])) {
      const name = this.#index.name(id);
      if (name !== '') yield name;
    }
  }

  /** Names of the functions that have a declaration tag, e.g. `bpf_kfunc`. */
  *taggedFunctions(tag: string): Generator<string> {
    for (const id of this.#index.ofKinds(declarationTags)) {
      if (this.#index.name(id) !== tag) continue;
      const target = this.#word(id, 8);
      const home = this.#index.home(target);
      if (home.kind(target) === btfKinds.function) yield home.name(target);
    }
  }

  type(id: TypeId): CType {
    if (id === 0) return { kind: 'void' };
    if (this.#base !== null && id < this.#index.firstId) return this.#base.type(id);
    const known = this.#types.get(id);
    if (known !== undefined) return known;
    // What can lead back to itself (members, parameters, targets) is read on demand: here only damaged BTF comes again.
    if (this.#decoding.has(id)) return this.#index.fail(`type ${id} is made of itself`);
    this.#decoding.add(id);
    try {
      this.#measurer.measure(id);
      const type = decodeType(this.#index, id, (other) => this.type(other));
      this.#types.set(id, type);
      return type;
    } finally {
      this.#decoding.delete(id);
    }
  }

  /** A word of the type, `at` bytes from its start. */
  #word(id: TypeId, at: number): number {
    return this.#index.view.getUint32(this.#index.offset(id) + at, true);
  }
}
