/**
 * The logical schema of a map: what its rows mean outside this kernel.
 *
 * Needs: a map symbol, and whether the script only ever adds to it.
 * Gives: its MapSchema.
 * Reports: nothing.
 */
import type { ColumnType, MapSchema, ValueSchema } from '@bpfleet/results';
import type { MapSymbol, Type } from '../3-check/typed.ts';

export function schemaOf(map: MapSymbol, additive: boolean): MapSchema {
  return {
    name: map.name,
    keys: map.keys.map((type, at) => ({ type: columnType(type), nodeLocal: map.nodeLocalKeys[at] ?? false })),
    value: valueSchema(map, additive),
  };
}

function valueSchema(map: MapSymbol, additive: boolean): ValueSchema {
  const value = map.value;
  if (value.kind !== 'scalar') return value;
  return { kind: 'scalar', type: columnType(value.type), merge: additive ? 'sum' : 'perNode' };
}

/** What a value of the type is once it has left the kernel. */
export function columnType(type: Type): ColumnType {
  switch (type.kind) {
    case 'int':
      return { kind: 'int', size: type.size, signed: type.signed };
    case 'bool':
    case 'pointer':
    case 'string':
      return { kind: type.kind };
    case 'name':
      return { kind: 'string' };
    case 'tuple':
      return { kind: 'tuple', elements: type.elements.map(columnType) };
    case 'record':
      return {
        kind: 'record',
        fields: type.fields.map((field) => ({ name: field.name, type: columnType(field.type) })),
      };
  }
}
