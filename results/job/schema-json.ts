import { maxLinearSteps } from '../buckets.ts';
import type { ColumnType, EnumSymbol, KeyColumn, MapSchema, RecordField, ValueSchema } from '../schema.ts';
import {
  type Json,
  readArray,
  readBoolean,
  readChoice,
  readInteger,
  readObject,
  readString,
  refuse,
} from './read-json.ts';

/** More elements than any array of a map's value can have. */
const maxArrayLength = 65_536;

/** A schema is plain JSON already; this is its strict reader. */
export function schemaFromJson(json: Json): MapSchema {
  const { name, keys, value } = readObject(json, ['name', 'keys', 'value']);
  return { name: readString(name), keys: readArray(keys, keyColumnFromJson), value: valueSchemaFromJson(value) };
}

function keyColumnFromJson(json: Json): KeyColumn {
  const { type, nodeLocal } = readObject(json, ['type', 'nodeLocal']);
  return { type: columnTypeFromJson(type), nodeLocal: readBoolean(nodeLocal) };
}

function columnTypeFromJson(json: Json): ColumnType {
  switch (kindOf(json)) {
    case 'int': {
      const { size, signed } = readObject(json, ['kind', 'size', 'signed']);
      const bytes = ([1, 2, 4, 8] as const).find((allowed) => allowed === size.value) ?? refuse(size, '1, 2, 4 or 8');
      return { kind: 'int', size: bytes, signed: readBoolean(signed) };
    }
    case 'enum': {
      const { signed, symbols } = readObject(json, ['kind', 'signed', 'symbols']);
      return { kind: 'enum', signed: readBoolean(signed), symbols: readArray(symbols, symbolFromJson) };
    }
    case 'array': {
      const { element, length } = readObject(json, ['kind', 'element', 'length']);
      return { kind: 'array', element: columnTypeFromJson(element), length: readInteger(length, 0, maxArrayLength) };
    }
    case 'tuple':
      return {
        kind: 'tuple',
        elements: readArray(readObject(json, ['kind', 'elements']).elements, columnTypeFromJson),
      };
    case 'record':
      return { kind: 'record', fields: readArray(readObject(json, ['kind', 'fields']).fields, fieldFromJson) };
    default:
      return { kind: readChoice(readObject(json, ['kind']).kind, ['bool', 'pointer', 'string', 'buffer']) };
  }
}

function symbolFromJson(json: Json): EnumSymbol {
  const { name, value } = readObject(json, ['name', 'value']);
  return { name: readString(name), value: readString(value) };
}

function fieldFromJson(json: Json): RecordField {
  const { name, type } = readObject(json, ['name', 'type']);
  return { name: readString(name), type: columnTypeFromJson(type) };
}

function valueSchemaFromJson(json: Json): ValueSchema {
  switch (kindOf(json)) {
    case 'count':
      readObject(json, ['kind']);
      return { kind: 'count' };
    case 'sum':
      return { kind: 'sum', signed: readBoolean(readObject(json, ['kind', 'signed']).signed) };
    case 'min':
    case 'max':
    case 'avg':
    case 'stats': {
      const { kind, signed } = readObject(json, ['kind', 'signed']);
      return { kind: readChoice(kind, ['min', 'max', 'avg', 'stats']), signed: readBoolean(signed) };
    }
    case 'lhist':
      return linearFromJson(json);
    case 'hist':
      return { kind: 'hist', bits: readInteger(readObject(json, ['kind', 'bits']).bits, 0, 5) };
    case 'scalar': {
      const { type, merge } = readObject(json, ['kind', 'type', 'merge']);
      return { kind: 'scalar', type: columnTypeFromJson(type), merge: readChoice(merge, ['sum', 'perNode']) };
    }
    default:
      return refuse(json, 'a value of kind count, sum, min, max, avg, stats, hist, lhist or scalar');
  }
}

function linearFromJson(json: Json): ValueSchema {
  const members = readObject(json, ['kind', 'min', 'max', 'step']);
  const min = readInteger(members.min, 0, Number.MAX_SAFE_INTEGER);
  const max = readInteger(members.max, min + 1, Number.MAX_SAFE_INTEGER);
  const step = readInteger(members.step, 1, max - min);
  return (max - min) / step <= maxLinearSteps
    ? { kind: 'lhist', min, max, step }
    : refuse(members.step, `a step of which at most ${maxLinearSteps} fit`);
}

function kindOf(json: Json): unknown {
  return typeof json.value === 'object' && json.value !== null && 'kind' in json.value ? json.value.kind : null;
}
