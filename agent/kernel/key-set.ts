/**
 * A hash map of 8-byte keys whose values mean nothing: the guard, and the containers.
 *
 * Needs: a loaded object and the map's ELF name. Gives: the map holds exactly the keys that were set last.
 * Reports: the kernel's failures. Keys that are new come before those that are gone, so that what stays is never away.
 */
import type { NativeMap, NativeObject } from '@bpfleet/native';
import { invariant } from './invariant.ts';

export class KeySet {
  readonly #map: NativeMap;
  readonly #value: Uint8Array;
  #keys: ReadonlySet<bigint> = new Set();

  constructor(object: NativeObject, name: string) {
    this.#map = object.map(name);
    const { keySize, valueSize } = this.#map.info();
    invariant(keySize === 8, `the map ${name} has keys of ${keySize} bytes`);
    this.#value = new Uint8Array(valueSize).fill(1);
  }

  set(keys: Iterable<bigint>): void {
    const wanted = new Set(keys);
    for (const key of wanted.difference(this.#keys)) this.#map.update(bytesOf(key), this.#value, 0);
    for (const key of this.#keys.difference(wanted)) this.#map.delete(bytesOf(key));
    this.#keys = wanted;
  }

  close(): void {
    this.#map.close();
  }
}

function bytesOf(key: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(key);
  return bytes;
}
