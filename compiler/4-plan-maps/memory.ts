/**
 * What a map costs in kernel memory when it is full.
 *
 * Needs: a map's type and sizes, and the number of CPUs that may ever come online.
 * Gives: bytes, as the kernel's own map accounting figures them.
 * Reports: nothing.
 */
import type { MapPlan } from '../manifest.ts';

/** sizeof(struct htab_elem) without the key, and sizeof(struct bucket): kernel/bpf/hashtab.c, 64-bit, no lock debugging. */
const hashElement = 48;
const hashBucket = 16;
/** A per-CPU element's pointer to its values. */
const perCpuPointer = 8;

export type MapShape = Pick<MapPlan, 'type' | 'maxEntries' | 'keySize' | 'valueSize'>;

/** Planned bytes with room for all entries; all of it is taken when the map is made. */
export function plannedBytes(map: MapShape, possibleCpus: number): number {
  const { maxEntries, keySize, valueSize } = map;
  switch (map.type) {
    case 'cell':
      return valueSize;
    case 'percpu_cell':
      return valueSize * possibleCpus;
    case 'hash':
      // Replacing an element of a full map needs a spare one on each CPU.
      return buckets(maxEntries) + (maxEntries + possibleCpus) * (hashElement + keySize + valueSize);
    case 'percpu_hash':
      return buckets(maxEntries) + maxEntries * (hashElement + keySize + perCpuPointer + valueSize * possibleCpus);
  }
}

function buckets(maxEntries: number): number {
  return hashBucket * 2 ** Math.ceil(Math.log2(maxEntries));
}

/** For messages: `8.0 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return unit === 0 ? `${value} bytes` : `${value.toFixed(1)} ${units[unit] ?? ''}`;
}
