/**
 * Stacks that programs kept.
 *
 * Needs: the maps of a script's stacks and their stores in the manifest. Gives: the frames of a number. Reports: the kernel's
 * failures; an unknown number has no frames.
 */
import type { StackStore } from '@bpfleet/compiler';
import type { NativeMap } from '@bpfleet/native';

/** Maps of one store. */
export interface StackMaps {
  readonly ids: NativeMap;
  readonly overflow: NativeMap;
}

const overflowBit = 0x8000_0000;

export class StackReader {
  readonly #stores: readonly StackStore[];
  readonly #maps: readonly StackMaps[];
  /** By store: what is in the overflow maps, by number. */
  readonly #overflows: Map<number, readonly bigint[]>[];

  constructor(stores: readonly StackStore[], maps: readonly StackMaps[]) {
    this.#stores = stores;
    this.#maps = maps;
    this.#overflows = stores.map(() => new Map<number, readonly bigint[]>());
  }

  /** Innermost first. */
  frames(space: StackStore['space'], limit: number, number: number): readonly bigint[] {
    const index = this.#stores.findIndex((store) => store.space === space && store.limit === limit);
    const maps = this.#maps[index];
    if (maps === undefined) return [];
    if (number >= overflowBit) return this.#overflow(index, maps, number);
    const key = Buffer.alloc(4);
    key.writeUInt32LE(number);
    const value = maps.ids.lookup(key);
    return value === null ? [] : framesOf(value);
  }

  #overflow(index: number, { overflow }: StackMaps, number: number): readonly bigint[] {
    const known = this.#overflows[index];
    if (known === undefined) return [];
    if (!known.has(number)) {
      const { count, keySize, keys, valueSize, values } = overflow.read(null);
      for (let at = 0; at < count; at += 1) {
        const stack = keys.subarray(at * keySize, (at + 1) * keySize);
        known.set(values.readUInt32LE(at * valueSize), framesOf(stack));
      }
    }
    return known.get(number) ?? [];
  }
}

function framesOf(stack: Buffer): readonly bigint[] {
  const frames: bigint[] = [];
  for (let at = 0; at + 8 <= stack.length; at += 8) {
    const address = stack.readBigUInt64LE(at);
    if (address === 0n) break;
    frames.push(address);
  }
  return frames;
}
