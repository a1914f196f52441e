/**
 * Where each type of raw BTF stands: one pass over the bytes when that is first asked, no type is decoded.
 *
 * Needs: raw BTF (/sys/kernel/btf/*), for a module also the index of vmlinux, which its ids and names go on from.
 * Gives: kind, name and place of each type, and lookup by name. Reports: throws TargetError; the bytes are not trusted.
 */
import { TargetError } from '../target/target-error.ts';
import { btfKinds, btfMagic } from './kinds.ts';
import type { TypeId } from './types.ts';

/** vmlinux of distributions has 5 to 8 MiB. */
const maxBytes = 128 * 1024 * 1024;
const minHeader = 24;
/** A table of the names costs as much as searching the bytes for so many. */
const searchesBeforeTable = 16;
export const typeHead = 12;

/** Words behind the head of a type: so many, and so many for each of its members. */
const tails: readonly (readonly [kind: number, words: readonly [number, number]])[] = [
  [btfKinds.int, [1, 0]],
  [btfKinds.pointer, [0, 0]],
  [btfKinds.array, [3, 0]],
  [btfKinds.struct, [0, 3]],
  [btfKinds.union, [0, 3]],
  [btfKinds.enum, [0, 2]],
  [btfKinds.forward, [0, 0]],
  [btfKinds.typedef, [0, 0]],
  [btfKinds.volatile, [0, 0]],
  [btfKinds.const, [0, 0]],
  [btfKinds.restrict, [0, 0]],
  [btfKinds.function, [0, 0]],
  [btfKinds.prototype, [0, 2]],
  [btfKinds.variable, [1, 0]],
  [btfKinds.section, [0, 3]],
  [btfKinds.float, [0, 0]],
  [btfKinds.declarationTag, [1, 0]],
  [btfKinds.typeTag, [0, 0]],
  [btfKinds.enum64, [0, 3]],
];
/** By kind, of which there can be 128; -1 for one that nobody knows. */
const tailWords = new Int8Array(128).fill(-1);
const memberWords = new Int8Array(128);
for (const [kind, [own, each]] of tails) {
  tailWords[kind] = own;
  memberWords[kind] = each;
}

interface Lookups {
  searches: number;
  table: ReadonlyMap<string, TypeId> | null;
}

export class BtfIndex {
  /** For messages, e.g. `vmlinux`. */
  readonly module: string;
  readonly base: BtfIndex | null;
  readonly view: DataView;
  #scan: Scanned | null = null;
  /** The string section, a character for each byte. */
  readonly #text: string;
  readonly #firstName: number;
  readonly #endName: number;
  /** By the kinds that were asked for. */
  readonly #lookups = new Map<ReadonlySet<number>, Lookups>();

  constructor(bytes: Uint8Array, module: string, base: BtfIndex | null) {
    this.module = module;
    this.base = base;
    const { types, strings } = sections(bytes, module);
    if (base === null && strings[0] !== 0) throw new TargetError(whereOf(module), 'its strings do not start with NUL');
    this.#text = new TextDecoder('latin1').decode(strings);
    this.#firstName = base === null ? 0 : base.#endName;
    this.#endName = this.#firstName + strings.length;
    this.view = new DataView(types.buffer, types.byteOffset, types.byteLength);
  }

  get #scanned(): Scanned {
    this.#scan ??= scan(this.view, this.module, this.#endName);
    return this.#scan;
  }

  /** Ids from this up to, without, `endId` are of these bytes; lower ones are the base's. */
  get firstId(): TypeId {
    return this.base?.endId ?? 1;
  }

  get endId(): TypeId {
    return this.firstId + this.#scanned.kinds.length;
  }

  /** The index that has the type: this one or its base. */
  home(id: TypeId): BtfIndex {
    if (id >= this.endId || id < 1) this.fail(`type ${id} is not there`);
    return id < this.firstId && this.base !== null ? this.base.home(id) : this;
  }

  /** Of a type of these bytes, as are the next two. */
  kind(id: TypeId): number {
    return this.#scanned.kinds[id - this.firstId] ?? 0;
  }

  offset(id: TypeId): number {
    return this.#scanned.offsets[id - this.firstId] ?? 0;
  }

  name(id: TypeId): string {
    return this.text(this.#scanned.names[id - this.firstId] ?? 0);
  }

  /** The string at an offset, as the bytes refer to it. */
  text(offset: number): string {
    if (offset < this.#firstName && this.base !== null) return this.base.text(offset);
    if (offset >= this.#endName) this.fail(`a name at ${offset} is outside of the strings`);
    const start = offset - this.#firstName;
    const end = this.#text.indexOf('\0', start);
    return this.#text.slice(start, end === -1 ? undefined : end);
  }

  /** Where the strings have exactly this name; at most one place here and one in the base, since BTF has each string once. */
  textOffsets(name: string): readonly number[] {
    const inherited = this.base?.textOffsets(name) ?? [];
    const at = this.#text.startsWith(`${name}\0`) ? 0 : this.#text.indexOf(`\0${name}\0`) + 1;
    return at === 0 && !this.#text.startsWith(`${name}\0`) ? inherited : [...inherited, this.#firstName + at];
  }

  /** The first type of these bytes, not of the base, that has a name and one of the kinds; the same set for the same kinds. */
  find(kinds: ReadonlySet<number>, name: string): TypeId | null {
    if (name === '') return null;
    const lookups = this.#lookups.get(kinds) ?? { searches: 0, table: null };
    this.#lookups.set(kinds, lookups);
    if (lookups.searches === searchesBeforeTable) lookups.table ??= this.#tableOf(kinds);
    else lookups.searches += 1;
    return lookups.table === null ? this.#search(kinds, name) : (lookups.table.get(name) ?? null);
  }

  #search(kinds: ReadonlySet<number>, name: string): TypeId | null {
    const offsets = this.textOffsets(name);
    if (offsets.length === 0) return null;
    const types = this.#scanned;
    for (const offset of offsets) {
      for (let at = types.names.indexOf(offset); at !== -1; at = types.names.indexOf(offset, at + 1)) {
        if (kinds.has(types.kinds[at] ?? 0)) return this.firstId + at;
      }
    }
    return null;
  }

  /**
   * Whether these bytes have a function of the name, without the pass over all types: a function's second word is larger than
   * any offset of a name, id of a type or size that could stand there behind an equal word.
   */
  hasFunction(name: string): boolean {
    const words = wordsOf(this.view);
    return this.textOffsets(name).some((offset) => {
      for (let at = words.indexOf(offset); at !== -1; at = words.indexOf(offset, at + 1)) {
        if (kindOf(words[at + 1] ?? 0) === btfKinds.function) return true;
      }
      return false;
    });
  }

  #tableOf(kinds: ReadonlySet<number>): ReadonlyMap<string, TypeId> {
    const table = new Map<string, TypeId>();
    for (const id of this.ofKinds(kinds)) {
      const name = this.name(id);
      if (!table.has(name)) table.set(name, id);
    }
    return table;
  }

  /** All types of these bytes that are of one of the kinds. */
  *ofKinds(kinds: ReadonlySet<number>): Generator<TypeId> {
    const { firstId } = this;
    const all = this.#scanned.kinds;
    for (let at = 0; at < all.length; at++) if (kinds.has(all[at] ?? 0)) yield firstId + at;
  }

  fail(problem: string): never {
    throw new TargetError(whereOf(this.module), problem);
  }
}

function whereOf(module: string): string {
  return `BTF of ${module}`;
}

/** The two sections that the header names. */
function sections(bytes: Uint8Array, module: string): { readonly types: Uint8Array; readonly strings: Uint8Array } {
  const where = whereOf(module);
  if (bytes.length > maxBytes) throw new TargetError(where, `${bytes.length} bytes; at most ${maxBytes} are read`);
  if (bytes.length < minHeader) throw new TargetError(where, `${bytes.length} bytes are no BTF`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0, true) !== btfMagic || view.getUint8(2) !== 1)
    throw new TargetError(where, 'is no little-endian BTF of version 1');
  const header = view.getUint32(4, true);
  const cut = (at: number): Uint8Array => {
    const start = header + view.getUint32(at, true);
    const end = start + view.getUint32(at + 4, true);
    if (header < minHeader || end > bytes.length) throw new TargetError(where, 'a section goes beyond the end');
    return bytes.subarray(start, end);
  };
  const [types, strings] = [cut(8), cut(16)];
  if (strings.length > 0 && strings.at(-1) !== 0) throw new TargetError(where, 'its strings do not end with NUL');
  return { types, strings };
}

interface Scanned {
  readonly offsets: Uint32Array;
  readonly names: Uint32Array;
  readonly kinds: Uint8Array;
}

/** Over a hundred thousand types at each start: by words, and without an object for each. */
function scan(view: DataView, module: string, endName: number): Scanned {
  const cutOff = (): never => {
    throw new TargetError(whereOf(module), 'the last type is cut off');
  };
  const words = wordsOf(view);
  const most = Math.floor(view.byteLength / typeHead);
  const offsets = new Uint32Array(most);
  const names = new Uint32Array(most);
  const kinds = new Uint8Array(most);
  let count = 0;
  for (let at = 0; at < words.length; count++) {
    if (at + typeHead / 4 > words.length) cutOff();
    const name = words[at] ?? 0;
    const info = words[at + 1] ?? 0;
    const kind = kindOf(info);
    const tail = tailWords[kind] ?? -1;
    if (tail < 0) throw new TargetError(whereOf(module), `type ${count + 1} is of the unknown kind ${kind}`);
    if (name >= endName && name !== 0)
      throw new TargetError(whereOf(module), `a name at ${name} is outside of the strings`);
    offsets[count] = at * 4;
    names[count] = name;
    kinds[count] = kind;
    at += typeHead / 4 + tail + (memberWords[kind] ?? 0) * membersOf(info);
    if (at > words.length) cutOff();
  }
  if (words.length * 4 !== view.byteLength) cutOff();
  return { offsets: offsets.subarray(0, count), names: names.subarray(0, count), kinds: kinds.subarray(0, count) };
}

/** BTF is read on machines of its own byte order; the copy is for a header of an odd length. */
function wordsOf({ buffer, byteOffset, byteLength }: DataView): Uint32Array {
  const length = Math.floor(byteLength / 4);
  if (byteOffset % 4 === 0) return new Uint32Array(buffer, byteOffset, length);
  return new Uint32Array(buffer.slice(byteOffset, byteOffset + length * 4));
}

/** Kernels before 7.1 have 16 bits for the count and 5 for the kind, and zeros beside them. */
const kindOf = (info: number): number => (info >>> 24) & 0x7f;
const membersOf = (info: number): number => info & 0xff_ffff;

/** The middle word of a type. */
export function typeInfo(
  view: DataView,
  offset: number,
): { readonly kind: number; readonly members: number; readonly flag: boolean } {
  const info = view.getUint32(offset + 4, true);
  return { kind: kindOf(info), members: membersOf(info), flag: info >>> 31 === 1 };
}
