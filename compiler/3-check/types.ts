/** Types as values: the common ones, how they are written, and when two are one. */
import { formatCType } from '../ctypes/format.ts';
import { sameType } from '../ctypes/query.ts';
import type { EnumType, IntType, NameSource, RecordType, TupleType, Type } from './typed.ts';

export const int64: IntType = { kind: 'int', size: 8, signed: true };
export const uint64: IntType = { kind: 'int', size: 8, signed: false };
export const uint32: IntType = { kind: 'int', size: 4, signed: false };
export const uint8: IntType = { kind: 'int', size: 1, signed: false };
export const bool: Type = { kind: 'bool' };

export function formatType(type: Type): string {
  switch (type.kind) {
    case 'int':
      return `${type.signed ? 'int' : 'uint'}${type.size * 8}`;
    case 'bool':
      return 'bool';
    case 'string':
      return `string[${type.capacity}]`;
    case 'pointer':
      return formatCType({ kind: 'pointer', to: type.pointee });
    case 'buffer':
      return `buffer[${type.capacity}]`;
    case 'inet':
      return 'inet';
    case 'macaddr':
      return 'macaddr_t';
    case 'enum':
      return type.name === '' ? 'enum' : `enum ${type.name}`;
    case 'array':
      return `${formatType(type.element)}[${type.length}]`;
    case 'struct':
      return formatCType(type.ctype);
    case 'name':
      return nameType(type.source);
    case 'tuple':
      return `(${type.elements.map(formatType).join(',')})`;
    case 'record':
      return `record { ${type.fields.map((field) => `.${field.name} = ${formatType(field.type)}`).join(', ')} }`;
  }
}

function nameType(source: NameSource): string {
  switch (source.of) {
    case 'container':
      return source.attribute;
    case 'time':
      return 'timestamp';
    case 'ksym':
    case 'usym':
      return source.of;
    case 'stack': {
      return `${source.space === 'user' ? 'ustack' : 'kstack'}_${source.mode}_${source.limit}`;
    }
    case 'user':
      return 'username_t';
    case 'cgroup':
      return 'cgroup_path_t';
    case 'errno':
    case 'signal':
    case 'syscall':
      return `${source.of} name`;
  }
}

/** Whether a value of the type lies in memory; all others fit a register. */
export function inMemory(type: Type): boolean {
  switch (type.kind) {
    case 'int':
    case 'bool':
    case 'pointer':
    case 'enum':
    case 'macaddr':
      return false;
    case 'name':
      return type.source.of === 'usym';
    case 'string':
    case 'buffer':
    case 'inet':
    case 'array':
    case 'struct':
    case 'tuple':
    case 'record':
      return true;
  }
}

const addressAndProcess: readonly Type[] = [uint64, uint64];

/** Types of the parts that a value is made of; null for those that have none. */
export function partsOf(type: Type): readonly Type[] | null {
  if (type.kind === 'tuple') return type.elements;
  if (type.kind === 'name' && type.source.of === 'usym') return addressAndProcess;
  return type.kind === 'record' ? type.fields.map((field) => field.type) : null;
}

/** For each part of `to`, which one of `from` it is: a record's fields go by their names. Null when one has no such part. */
export function partsByName(from: Type, to: Type): readonly number[] | null {
  const [ours, theirs] = [partsOf(from), partsOf(to)];
  if (ours === null || theirs === null || ours.length !== theirs.length) return null;
  if (from.kind !== 'record' || to.kind !== 'record') return from.kind === to.kind ? [...ours.keys()] : null;
  const places = to.fields.map(({ name }) => from.fields.findIndex((field) => field.name === name));
  return places.includes(-1) ? null : places;
}

/** The same tuple or record with other parts. */
export function withParts(type: TupleType | RecordType, parts: readonly Type[]): Type {
  if (type.kind === 'tuple') return { kind: 'tuple', elements: parts };
  return {
    kind: 'record',
    fields: type.fields.map((field, index) => ({ ...field, type: parts[index] ?? field.type })),
  };
}

function equalSources(a: NameSource, b: NameSource): boolean {
  if (a.of === 'stack') return b.of === 'stack' && a.space === b.space && a.mode === b.mode && a.limit === b.limit;
  if (a.of === 'time') return b.of === 'time' && a.format === b.format && a.clock === b.clock;
  if (a.of === 'cgroup') return b.of === 'cgroup' && a.hierarchy === b.hierarchy;
  if (a.of === 'container') return b.of === 'container' && a.attribute === b.attribute;
  return a.of === b.of;
}

export function equalTypes(a: Type, b: Type): boolean {
  if (formatType(a) !== formatType(b)) return false;
  if (a.kind === 'name' && b.kind === 'name') return equalSources(a.source, b.source);
  if (a.kind === 'pointer' && b.kind === 'pointer') return a.space === b.space && sameType(a.pointee, b.pointee);
  if (a.kind === 'struct' && b.kind === 'struct') return sameType(a.ctype, b.ctype);
  const [left, right] = [partsOf(a), partsOf(b)];
  return left === null || right === null || left.every((part, index) => equalTypes(part, right[index] ?? part));
}

/** The least and greatest value. */
export function range(type: IntType): { readonly min: bigint; readonly max: bigint } {
  const bits = BigInt(type.size * 8);
  return type.signed
    ? { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n }
    : { min: 0n, max: (1n << bits) - 1n };
}

/** The value as the type holds it: cut to its width, two's complement. */
export function wrap(value: bigint, type: IntType): bigint {
  return type.signed ? BigInt.asIntN(type.size * 8, value) : BigInt.asUintN(type.size * 8, value);
}

/** The smallest signed type of a literal; above the greatest int64 it is uint64 (inventory L2.10). */
export function literalType(value: bigint): IntType {
  for (const size of [1, 2, 4, 8] as const) {
    const type: IntType = { kind: 'int', size, signed: true };
    const { min, max } = range(type);
    if (value >= min && value <= max) return type;
  }
  return uint64;
}

/** The numbers of an enum. */
export function integerOf({ size, signed }: EnumType): IntType {
  return { kind: 'int', size, signed };
}
