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

  /** As of the sizes: what has been checked to end when it is written as C. */
  readonly #written = new Map<TypeId, 'open' | 'done'>();

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
        this.#checkDeclaration(id);
        return pointerBytes;
      case btfKinds.function:
      case btfKinds.prototype:
        this.#checkDeclaration(id);
        return null;
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

  /** A declaration comes to named types: a pointer or function that is made of itself cannot be written down. */
  #checkDeclaration(id: TypeId, depth = 0): void {
    if (id === 0) return;
    if (this.#base !== null && id < this.#index.firstId) return this.#base.#checkDeclaration(id, depth);
    const known = this.#written.get(id);
    if (known === 'open') this.#index.fail(`type ${id} is made of itself`);
    if (known === 'done') return;
    if (depth > maxDepth) this.#index.fail(`type ${id} comes to no named type`);
    this.#written.set(id, 'open');
    for (const next of this.#parts(id)) this.#checkDeclaration(next, depth + 1);
    this.#written.set(id, 'done');
  }

  /** What stands in a declaration beside this; nothing where it ends in a name. */
  #parts(id: TypeId): readonly TypeId[] {
    this.#index.home(id);
    const { view } = this.#index;
    const offset = this.#index.offset(id);
    const whole = view.getUint32(offset + 8, true);
    switch (this.#index.kind(id)) {
      case btfKinds.pointer:
      case btfKinds.volatile:
      case btfKinds.const:
      case btfKinds.restrict:
      case btfKinds.typeTag:
      case btfKinds.function:
        return [whole];
      case btfKinds.prototype: {
        const { members } = typeInfo(view, offset);
        const types = Array.from({ length: members }, (_, at) => view.getUint32(offset + typeHead + at * 8 + 4, true));
        return [whole, ...types];
      }
      case btfKinds.array:
        return [view.getUint32(offset + typeHead, true)];
      default:
        return [];
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
