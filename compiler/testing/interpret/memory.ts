/** Memory of the interpreter: regions that know which of their bytes were written. */
export class Region {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly #written: Uint8Array;
  /** Pointers that were stored here, by their offset. */
  readonly #pointers = new Map<number, Pointer>();

  /** Zeroed and written, or with nothing in it yet. */
  constructor(name: string, size: number, fresh: boolean) {
    this.name = name;
    this.bytes = new Uint8Array(size).fill(fresh ? 0xaa : 0);
    this.#written = new Uint8Array(size).fill(fresh ? 0 : 1);
  }

  /** A window that throws outside the region, and for reads where nothing was written. */
  read(offset: number, size: number): Uint8Array {
    this.#check(offset, size);
    for (let at = offset; at < offset + size; at++) {
      if (this.#written[at] === 0) throw new Error(`${this.name}: byte ${at} is read but was never written`);
    }
    return this.bytes.subarray(offset, offset + size);
  }

  write(offset: number, data: Uint8Array): void {
    this.#check(offset, data.length);
    this.bytes.set(data, offset);
    this.#written.fill(1, offset, offset + data.length);
    this.#pointers.delete(offset);
  }

  keep(offset: number, pointer: Pointer): void {
    this.write(offset, new Uint8Array(8));
    this.#pointers.set(offset, pointer);
  }

  kept(offset: number): Pointer | null {
    return this.#pointers.get(offset) ?? null;
  }

  #check(offset: number, size: number): void {
    if (offset < 0 || offset + size > this.bytes.length) throw new Error(`${this.name}: ${offset}+${size} is outside`);
  }
}

export interface Pointer {
  readonly region: Region;
  readonly offset: number;
}

/** A register: a number as unsigned 64 bits, a pointer, a map, or a callback. */
export type Word = bigint | Pointer | { readonly map: string } | { readonly fn: string };

export function encode(value: bigint, width: number): Uint8Array {
  const bytes = new Uint8Array(width / 8);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number((value >> BigInt(8 * at)) & 0xffn);
  return bytes;
}

export function decode(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at] ?? 0);
  return value;
}
