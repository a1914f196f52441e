/**
 * The memory and the helpers that both interpreters (interpret-ir.ts, interpret-asm.ts) run on, so that a
 * program can be compared before and after selection. Made stricter than a kernel: reading what was never
 * written is an error.
 */
import type { Width } from '../../ir/ir.ts';

interface Region {
  readonly name: string;
  readonly base: bigint;
  readonly bytes: Uint8Array;
  /** 1 where a byte may be read. */
  readonly written: Uint8Array;
}

/** What a run leaves behind for all to see. */
export interface Outcome {
  readonly result: bigint;
  readonly trace: readonly string[];
  readonly globals: string;
  readonly mapValues: string;
}

export const stackBytes = 8192;

export class Machine {
  readonly #regions: readonly Region[] = [
    region(
      'context',
      0x1000_0000_0000n,
      Uint8Array.from({ length: 256 }, (_, index) => (index * 37 + 129) & 0xff),
    ),
    region('globals', 0x2000_0000_0000n, new Uint8Array(64)),
    region('mapValues', 0x3000_0000_0000n, new Uint8Array(1024)),
    { ...region('stack', 0x7000_0000_0000n, new Uint8Array(stackBytes)), written: new Uint8Array(stackBytes) },
  ];
  readonly #trace: string[] = [];
  #steps = 0;

  base(name: string): bigint {
    return this.#named(name).base;
  }

  /** Counts a step; a program that runs on for ever is an error. */
  step(): void {
    this.#steps += 1;
    if (this.#steps > 200_000) throw new Error('too many steps');
  }

  outcome(result: bigint): Outcome {
    const hex = (name: string): string => Buffer.from(this.#named(name).bytes).toString('hex');
    return { result, trace: this.#trace, globals: hex('globals'), mapValues: hex('mapValues') };
  }

  /** Makes stack bytes unreadable until they are written again. */
  forget(address: bigint, size: number): void {
    const { region: found, offset } = this.#locate(address, size);
    found.written.fill(0, offset, offset + size);
  }

  load(address: bigint, width: Width, signed: boolean): bigint {
    const size = width / 8;
    const { region: found, offset } = this.#locate(address, size);
    let value = 0n;
    for (let index = size - 1; index >= 0; index -= 1) {
      if (found.written[offset + index] !== 1)
        throw new Error(`${found.name}+${offset + index} is read before written`);
      value = (value << 8n) | BigInt(found.bytes[offset + index] ?? 0);
    }
    return BigInt.asUintN(64, signed ? BigInt.asIntN(width, value) : value);
  }

  store(address: bigint, width: Width, value: bigint): void {
    const size = width / 8;
    const { region: found, offset } = this.#locate(address, size);
    for (let index = 0; index < size; index += 1) {
      found.bytes[offset + index] = Number((value >> BigInt(8 * index)) & 0xffn);
      found.written[offset + index] = 1;
    }
  }

  /** Any helper: its call is recorded, its result a hash of the call. Lookups give a map value or null. */
  call(helper: string, args: readonly bigint[]): bigint {
    const call = `${helper}(${args.map((argument) => this.#describe(argument)).join(', ')})`;
    this.#trace.push(call);
    const result = hash(`${this.#trace.length} ${call}`);
    if (helper === 'map_lookup_elem') {
      return (result & 3n) === 0n ? 0n : this.base('mapValues') + ((result >> 8n) % 64n) * 16n;
    }
    if (helper === 'probe_read_kernel' && args[0] !== undefined) this.store(args[0], 64, hash(`data ${call}`));
    return result;
  }

  /** Stack addresses differ between the two interpreters, so what they point at stands for them. */
  #describe(argument: bigint): string {
    const found = this.#regions.find(
      (each) => argument >= each.base && argument < each.base + BigInt(each.bytes.length),
    );
    if (found === undefined) return `${BigInt.asIntN(64, argument)}`;
    if (found.name === 'stack') return `stack:${this.load(argument, 64, false).toString(16)}`;
    return `${found.name}+${argument - found.base}`;
  }

  #named(name: string): Region {
    const found = this.#regions.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no region ${name}`);
    return found;
  }

  #locate(address: bigint, size: number): { readonly region: Region; readonly offset: number } {
    for (const each of this.#regions) {
      const offset = Number(address - each.base);
      if (offset >= 0 && offset + size <= each.bytes.length) return { region: each, offset };
    }
    throw new Error(`access to 0x${address.toString(16)}`);
  }
}

function region(name: string, base: bigint, bytes: Uint8Array): Region {
  return { name, base, bytes, written: new Uint8Array(bytes.length).fill(1) };
}

/** FNV-1a, 64 bits. */
function hash(text: string): bigint {
  let value = 0xcbf29ce484222325n;
  for (const character of text) {
    value = BigInt.asUintN(64, (value ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  return value;
}

/** A map's handle, as an integer: nothing is read through it. */
export function mapHandle(name: string): bigint {
  return hash(`map ${name}`) & 0xffffn;
}

/** The comparison of two unsigned 64-bit values. */
export function compare(comparison: string, left: bigint, right: bigint): boolean {
  const [a, b] = comparison.startsWith('s') ? [BigInt.asIntN(64, left), BigInt.asIntN(64, right)] : [left, right];
  switch (comparison) {
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'set':
      return (left & right) !== 0n;
    case 'ult':
    case 'slt':
      return a < b;
    case 'ule':
    case 'sle':
      return a <= b;
    case 'ugt':
    case 'sgt':
      return a > b;
    default:
      return a >= b;
  }
}
