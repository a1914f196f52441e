/** The wire's map schemas to those of results/. Throws Refused for what is none. */
import type * as wire from '@bpfleet/proto';
import { type ColumnType, type KeyColumn, type MapSchema, maxLinearSteps, type ValueSchema } from '@bpfleet/results';
import { Refused } from './change.ts';

const maxMaps = 256;
const maxKeyColumns = 32;

export function schemasOf(maps: readonly wire.MapSchema[]): readonly MapSchema[] {
  if (maps.length > maxMaps) throw new Refused(`${maps.length} maps: at most ${maxMaps} are taken`);
  return maps.map(schemaOf);
}

function schemaOf({ name, keys, value }: wire.MapSchema): MapSchema {
  if (!/^@\w{0,127}$/.test(name)) throw new Refused(`map name ${JSON.stringify(name.slice(0, 140))}`);
  if (keys.length > maxKeyColumns) throw new Refused(`${name}: ${keys.length} key columns: at most ${maxKeyColumns}`);
  if (value === null) throw new Refused(`${name}: no value schema`);
  return { name, keys: keys.map((key) => keyOf(name, key)), value: valueOf(name, value) };
}

function keyOf(name: string, { type, nodeLocal }: wire.KeyColumn): KeyColumn {
  return { type: columnOf(name, type), nodeLocal };
}

/** Enough for any struct of a kernel; less than what would cost memory. */
const maxParts = 4096;
const maxDepth = 16;

function columnOf(name: string, type: wire.ColumnType | null): ColumnType {
  if (type === null || type.node === null) throw new Refused(`${name}: a column without a type`);
  if (type.inner.length > maxParts) throw new Refused(`${name}: a type of ${type.inner.length} parts`);
  const rest = type.inner.values();
  const part = (depth: number): ColumnType => {
    const next = rest.next();
    if (next.done === true) throw new Refused(`${name}: a type that lacks parts`);
    if (depth > maxDepth) throw new Refused(`${name}: a type of more than ${maxDepth} levels`);
    return typeOf(name, next.value, () => part(depth + 1));
  };
  const column = typeOf(name, type.node, () => part(1));
  if (rest.next().done !== true) throw new Refused(`${name}: a type with superfluous parts`);
  return column;
}

/** `part` gives the next part, once for each. */
function typeOf(name: string, node: wire.ColumnNode, part: () => ColumnType): ColumnType {
  const { kind, size, signed, names, values } = node;
  switch (kind) {
    case 'INT':
      if (size !== 1 && size !== 2 && size !== 4 && size !== 8)
        throw new Refused(`${name}: an integer of ${size} bytes`);
      return { kind: 'int', size, signed };
    case 'BOOL':
      return { kind: 'bool' };
    case 'POINTER':
      return { kind: 'pointer' };
    case 'STRING':
      return { kind: 'string' };
    case 'ENUM':
      if (names.length !== values.length || names.length > maxParts) throw new Refused(`${name}: no proper enum`);
      return { kind: 'enum', signed, symbols: names.map((symbol, at) => ({ name: symbol, value: values[at] ?? '' })) };
    case 'BUFFER':
      return { kind: 'buffer' };
    case 'ARRAY':
      if (size > maxParts) throw new Refused(`${name}: an array of ${size} elements`);
      return arrayOf(name, part(), size);
    case 'TUPLE':
      if (size > maxParts) throw new Refused(`${name}: a tuple of ${size} elements`);
      return { kind: 'tuple', elements: Array.from({ length: size }, part) };
    case 'RECORD':
      return { kind: 'record', fields: names.map((field) => ({ name: field, type: part() })) };
    case 'UNSPECIFIED':
      throw new Refused(`${name}: a column of no type`);
  }
}

/** Data of nothing take no bytes, so that a number of them is bounded by nothing. */
function arrayOf(name: string, element: ColumnType, length: number): ColumnType {
  if (isEmpty(element)) throw new Refused(`${name}: an array of nothing`);
  return { kind: 'array', element, length };
}

function isEmpty(type: ColumnType): boolean {
  if (type.kind === 'array') return type.length === 0;
  if (type.kind === 'tuple') return type.elements.every(isEmpty);
  return type.kind === 'record' && type.fields.every((field) => isEmpty(field.type));
}

function valueOf(name: string, { kind, signed, bits, type, linear }: wire.ValueSchema): ValueSchema {
  switch (kind) {
    case 'COUNT':
      return { kind: 'count' };
    case 'SUM':
      return { kind: 'sum', signed };
    case 'MIN':
      return { kind: 'min', signed };
    case 'MAX':
      return { kind: 'max', signed };
    case 'AVG':
      return { kind: 'avg', signed };
    case 'STATS':
      return { kind: 'stats', signed };
    case 'LHIST':
      return linearOf(name, linear);
    case 'HIST':
      if (bits > 5) throw new Refused(`${name}: a histogram of ${bits} sub-bits`);
      return { kind: 'hist', bits };
    case 'SCALAR_SUM':
      return { kind: 'scalar', type: columnOf(name, type), merge: 'sum' };
    case 'SCALAR_PER_NODE':
      return { kind: 'scalar', type: columnOf(name, type), merge: 'perNode' };
    case 'UNSPECIFIED':
      throw new Refused(`${name}: a value of no kind`);
  }
}

function linearOf(name: string, linear: wire.LinearScale | null): ValueSchema {
  if (linear === null) throw new Refused(`${name}: a linear histogram without its steps`);
  const { min, max, step } = linear;
  const fits = min < max && max <= BigInt(Number.MAX_SAFE_INTEGER) && step > 0n && step <= max - min;
  if (!fits || (max - min) / step > BigInt(maxLinearSteps))
    throw new Refused(`${name}: a linear histogram from ${min} to ${max} in steps of ${step}`);
  return { kind: 'lhist', min: Number(min), max: Number(max), step: Number(step) };
}

/** Sizes and symbols say how a number prints, not what it is: nodes whose kernels declare a field differently still merge. */
export function areMergeable(a: readonly MapSchema[], b: readonly MapSchema[]): boolean {
  return identity(a) === identity(b);
}

/** The schemas that most of `all` can be merged with; of as many the first. Null when there are none. */
export function mostCommon(all: readonly (readonly MapSchema[])[]): readonly MapSchema[] | null {
  const votes = Map.groupBy(all, identity);
  return [...votes.values()].toSorted((a, b) => b.length - a.length)[0]?.[0] ?? null;
}

function identity(schemas: readonly MapSchema[]): string {
  return JSON.stringify(schemas.map(withoutSizes));
}

function withoutSizes({ name, keys, value }: MapSchema): unknown {
  return {
    name,
    keys: keys.map(({ type, nodeLocal }) => ({ type: sizeless(type), nodeLocal })),
    value: value.kind === 'scalar' ? { ...value, type: sizeless(value.type) } : value,
  };
}

function sizeless(type: ColumnType): unknown {
  switch (type.kind) {
    case 'int':
      return { ...type, size: 8 };
    case 'enum':
      return { ...type, symbols: [] };
    case 'array':
      return { ...type, element: sizeless(type.element) };
    case 'tuple':
      return { ...type, elements: type.elements.map(sizeless) };
    case 'record':
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: sizeless(field.type) })) };
    case 'bool':
    case 'pointer':
    case 'string':
    case 'buffer':
      return type;
  }
}
