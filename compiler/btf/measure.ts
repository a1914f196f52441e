/**
 * Sizes of BTF types, and the proof that a type does not contain itself.
 *
 * Needs: an index. Gives: the size of a type, after a check of all that it contains by value, so that whoever follows members,
 * elements and typedefs comes to an end. Reports: throws TargetError for BTF in which that is not so.
 */
import { type BtfIndex, typeHead, typeInfo } from './btf-index.ts';
import { btfKinds } from './kinds.ts';
import type { TypeId } from './types.ts';

/** The kernel's own limit (MAX_RESOLVE_DEPTH) is 32. */
const maxDepth = 64;
const maxSize = 2 ** 31;
const pointerBytes = 8;

export class Measurer {
  readonly #index: BtfIndex;
  readonly #base: Measurer | null;
  /** `undefined`: not seen; 'open': on the way from here upwards. */
  readonly #sizes = new Map<TypeId, number | null | 'open'>();

  constructor(index: BtfIndex, base: Measurer | null) {
    this.#index = index;
    this.#base = base;
  }

  /** Bytes; null for what has none (void, functions, forward declarations). */
  measure(id: TypeId, depth = 0): number | null {
    if (id === 0) return null;
    if (this.#base !== null && id < this.#index.firstId) return this.#base.measure(id, depth);
    const known = this.#sizes.get(id);
    if (known === 'open') this.#index.fail(`type ${id} contains itself`);
    if (known !== undefined) return known;
    if (depth > maxDepth) this.#index.fail(`type ${id} is nested more than ${maxDepth} deep`);
    this.#index.home(id);
    this.#sizes.set(id, 'open');
    const size = this.#measureNew(id, depth + 1);
    this.#sizes.set(id, size);
    return size;
  }

  #measureNew(id: TypeId, depth: number): number | null {
    const { view } = this.#index;
    const offset = this.#index.offset(id);
    const sizeOrType = view.getUint32(offset + 8, true);
    switch (this.#index.kind(id)) {
      case btfKinds.int:
      case btfKinds.float:
      case btfKinds.enum:
      case btfKinds.enum64:
        return sizeOrType;
      case btfKinds.pointer:
        this.#checkDeclarator(id);
        return pointerBytes;
      case btfKinds.typedef:
      case btfKinds.volatile:
      case btfKinds.const:
      case btfKinds.restrict:
      case btfKinds.typeTag:
        return this.measure(sizeOrType, depth);
      case btfKinds.array:
        return this.#measureArray(id, offset, depth);
      case btfKinds.struct:
      case btfKinds.union:
        this.#checkMembers(id, offset, sizeOrType, depth);
        return sizeOrType;
      default:
        return null;
    }
  }

  /** What a pointer leads to has a name somewhere: a pointer to itself cannot be written down. */
  #checkDeclarator(id: TypeId): void {
    let at = id;
    for (let steps = 0; steps <= maxDepth; steps++) {
      const next = this.#declared(at);
      if (next === null) return;
      at = next;
    }
    this.#index.fail(`pointer ${id} comes to no named type`);
  }

  /** One step of a declaration inwards; null where it ends. */
  #declared(id: TypeId): TypeId | null {
    if (id === 0) return null;
    if (this.#base !== null && id < this.#index.firstId) return this.#base.#declared(id);
    this.#index.home(id);
    const offset = this.#index.offset(id);
    switch (this.#index.kind(id)) {
      case btfKinds.pointer:
      case btfKinds.volatile:
      case btfKinds.const:
      case btfKinds.restrict:
      case btfKinds.typeTag:
      case btfKinds.function:
      case btfKinds.prototype:
        return this.#index.view.getUint32(offset + 8, true);
      case btfKinds.array:
        return this.#index.view.getUint32(offset + typeHead, true);
      default:
        return null;
    }
  }

  #measureArray(id: TypeId, offset: number, depth: number): number {
    const { view } = this.#index;
    const element = this.measure(view.getUint32(offset + typeHead, true), depth);
    const size = (element ?? 0) * view.getUint32(offset + typeHead + 8, true);
    if (size > maxSize) this.#index.fail(`array ${id} has ${size} bytes`);
    return size;
  }

  #checkMembers(id: TypeId, offset: number, bytes: number, depth: number): void {
    const { view } = this.#index;
    const { members, flag } = typeInfo(view, offset);
    for (let index = 0; index < members; index++) {
      const at = offset + typeHead + index * 12;
      const place = view.getUint32(at + 8, true);
      const size = (this.measure(view.getUint32(at + 4, true), depth) ?? 0) * 8;
      const [start, width] = flag ? [place & 0xff_ffff, place >>> 24 || size] : [place, size];
      if (start + width > bytes * 8) this.#index.fail(`a member of type ${id} lies outside of it`);
    }
  }
}
