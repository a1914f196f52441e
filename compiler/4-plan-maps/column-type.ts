/**
 * What values mean once they have left the kernel.
 *
 * Needs: types. Gives: the types of results/schema.ts. Reports: nothing.
 */
import type { ColumnType } from '@bpfleet/results';
import type { Type } from '../3-check/typed.ts';
import type { CompoundType } from '../ctypes/ctype.ts';
import { charLength, valueMembers } from './stored.ts';

export function columnType(type: Type): ColumnType {
  switch (type.kind) {
    case 'int':
      return { kind: 'int', size: type.size, signed: type.signed };
    case 'bool':
    case 'pointer':
    case 'buffer':
    case 'string':
      return { kind: type.kind };
    case 'inet':
    case 'macaddr':
    case 'name':
      return { kind: 'string' };
    case 'enum': {
      const symbols = type.values.map(({ name, value }) => ({ name, value: value.toString() }));
      return { kind: 'enum', signed: type.signed, symbols };
    }
    case 'array':
      return { kind: 'array', element: columnType(type.element), length: type.length };
    case 'struct':
      return structColumn(type.ctype);
    case 'tuple':
      return { kind: 'tuple', elements: type.elements.map(columnType) };
    case 'record':
      return {
        kind: 'record',
        fields: type.fields.map((field) => ({ name: field.name, type: columnType(field.type) })),
      };
  }
}

function structColumn(type: CompoundType): ColumnType {
  const fields = valueMembers(type).map(({ member, type: each }) => ({
    name: member.name,
    type: charLength(member.type) === null ? columnType(each) : ({ kind: 'string' } as const),
  }));
  return { kind: 'record', fields };
}
