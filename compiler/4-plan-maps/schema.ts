/**
 * The logical schema of a map: what its rows mean outside this kernel.
 *
 * Needs: a map symbol, and whether the script only ever adds to it.
 * Gives: its MapSchema.
 * Reports: nothing.
 */
import type { MapSchema, ValueSchema } from '@bpfleet/results';
import type { MapSymbol } from '../3-check/typed.ts';
import { columnType } from './column-type.ts';

export function schemaOf(map: MapSymbol, additive: boolean): MapSchema {
  return {
    name: map.name,
    keys: map.keys.map((type, at) => ({ type: columnType(type), nodeLocal: map.nodeLocalKeys[at] ?? false })),
    value: valueSchema(map, additive),
    ...(map.series === null ? {} : { series: map.series }),
  };
}

function valueSchema(map: MapSymbol, additive: boolean): ValueSchema {
  const value = map.value;
  if (value.kind !== 'scalar') return value;
  return { kind: 'scalar', type: columnType(value.type), merge: additive ? 'sum' : 'perNode' };
}
