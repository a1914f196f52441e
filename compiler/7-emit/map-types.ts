/** BTF of the .maps section: each map a variable whose struct carries its definition, as libbpf reads it. */
import type { BtfTypes, TypeId } from '../btf/types.ts';
import type { MapDefinition } from '../ir/ir.ts';

/** enum bpf_map_type of include/uapi/linux/bpf.h. */
const mapTypeNumbers: Readonly<Record<MapDefinition['type'], number>> = {
  hash: 1,
  array: 2,
  percpu_hash: 5,
  percpu_array: 6,
  stack_trace: 7,
  lru_hash: 9,
  lru_percpu_hash: 10,
  ringbuf: 27,
};

export interface PlacedMap {
  readonly name: string;
  readonly variable: TypeId;
  readonly offset: number;
  readonly bytes: number;
}

/** Adds the maps' variables in order; `int` is the id of the C int. */
export function addMaps(maps: readonly MapDefinition[], int: TypeId, types: BtfTypes): readonly PlacedMap[] {
  let offset = 0;
  return maps.map((map) => {
    const attributes = attributesOf(map);
    const bytes = attributes.length * 8;
    const members = attributes.map(([name, value], index) => {
      // A number is written as a pointer to an array of that many ints.
      const array = types.add({ kind: 'array', element: int, index: int, length: value });
      return { name, type: types.add({ kind: 'pointer', to: array }), offsetBits: index * 64 };
    });
    const struct = types.add({ kind: 'struct', name: '', bytes, members });
    const placed = {
      name: map.name,
      variable: types.add({ kind: 'variable', name: map.name, type: struct }),
      offset,
      bytes,
    };
    offset += bytes;
    return placed;
  });
}

function attributesOf(map: MapDefinition): readonly (readonly [name: string, value: number])[] {
  const all = [
    ['type', mapTypeNumbers[map.type]],
    ['key_size', map.keySize],
    ['value_size', map.valueSize],
    ['max_entries', map.maxEntries],
    ['map_flags', map.flags],
  ] as const;
  return all.filter(([, value]) => value !== 0);
}
