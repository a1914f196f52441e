/**
 * Needs: types whose ids point at types of the list.
 * Gives: the contents of .BTF (Documentation/bpf/btf.rst).
 * Reports: nothing.
 */
import { concatenate, type StringTable } from '../elf/strings.ts';
import { btfKinds, btfMagic } from './kinds.ts';
import type { BtfType, Linkage } from './types.ts';

const headerSize = 24;
/** enum btf_func_linkage. */
const linkages: Readonly<Record<Linkage, number>> = { static: 0, global: 1, extern: 2 };

/** `strings` is shared with .BTF.ext, so encode that first. */
export function encodeBtf(types: readonly BtfType[], strings: StringTable): Uint8Array {
  const body = concatenate(types.map((type) => words(typeWords(type, strings))));
  const text = strings.bytes();
  const header = new Uint8Array(headerSize);
  const view = new DataView(header.buffer);
  writePreamble(view, headerSize);
  view.setUint32(12, body.length, true);
  view.setUint32(16, body.length, true);
  view.setUint32(20, text.length, true);
  return concatenate([header, body, text]);
}

/** Magic, version 1, no flags, and the header's length. */
export function writePreamble(view: DataView, length: number): void {
  view.setUint16(0, btfMagic, true);
  view.setUint8(2, 1);
  view.setUint32(4, length, true);
}

/** Little-endian 32-bit words. */
export function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint32(index * 4, value, true));
  return bytes;
}

/** struct btf_type (name, info, size or type) and what follows it for the kind. */
function typeWords(type: BtfType, strings: StringTable): readonly number[] {
  const name = 'name' in type ? strings.add(type.name) : 0;
  const head = (count: number, sizeOrType: number): readonly number[] => [
    name,
    (btfKinds[type.kind] << 24) | count,
    sizeOrType,
  ];
  switch (type.kind) {
    case 'int':
      return [...head(0, type.bytes), ((type.signed ? 1 : 0) << 24) | (type.bytes * 8)];
    case 'pointer':
      return head(0, type.to);
    case 'array':
      return [...head(0, 0), type.element, type.index, type.length];
    case 'struct':
      return [
        ...head(type.members.length, type.bytes),
        ...type.members.flatMap((member) => [strings.add(member.name), member.type, member.offsetBits]),
      ];
    case 'prototype':
      return [
        ...head(type.parameters.length, type.returns),
        ...type.parameters.flatMap((parameter) => [strings.add(parameter.name), parameter.type]),
      ];
    case 'function':
      return head(linkages[type.linkage], type.prototype);
    case 'variable':
      return [...head(0, type.type), linkages.global];
    case 'section':
      return [
        ...head(type.variables.length, type.bytes),
        ...type.variables.flatMap((each) => [each.variable, each.offset, each.bytes]),
      ];
  }
}
