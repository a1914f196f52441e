/**
 * Needs: an object as write.ts makes them.
 * Gives: its sections, symbols and relocations by name.
 * Reports: nothing; bytes that are not such an object throw CompilerBug (files of others are not read here).
 */
import { invariant } from '../diagnostics/invariant.ts';
import * as elf from './constants.ts';

export interface ReadSection {
  readonly name: string;
  /** SHT_*. */
  readonly type: number;
  readonly size: number;
  /** Empty for sections without bytes in the file. */
  readonly data: Uint8Array;
}

export interface ReadSymbol {
  readonly name: string;
  readonly type: 'object' | 'func' | 'none';
  readonly section: string;
  readonly value: number;
  readonly size: number;
}

export interface ReadRelocation {
  readonly section: string;
  readonly offset: number;
  readonly type: number;
  readonly symbol: string;
}

export interface ReadObject {
  readonly sections: readonly ReadSection[];
  readonly symbols: readonly ReadSymbol[];
  readonly relocations: readonly ReadRelocation[];
}

interface Header extends ReadSection {
  readonly info: number;
}

export function readElf(bytes: Uint8Array): ReadObject {
  const isElf = elf.identification.every((byte, index) => bytes[index] === byte);
  invariant(isElf && bytes.length >= elf.headerSize, 'not an ELF64 little-endian file');
  const headers = readHeaders(bytes);
  const strings = headers.find((section) => section.name === '.strtab')?.data ?? new Uint8Array();
  const symtab = headers.find((section) => section.type === elf.SHT_SYMTAB)?.data ?? new Uint8Array();
  const symbols = entries(symtab, elf.symbolSize).map((view): ReadSymbol => {
    const kind = view.getUint8(4) & 0xf;
    return {
      name: stringAt(strings, view.getUint32(0, true)),
      type: kind === elf.STT_FUNC ? 'func' : kind === elf.STT_OBJECT ? 'object' : 'none',
      section: headers[view.getUint16(6, true)]?.name ?? '',
      value: Number(view.getBigUint64(8, true)),
      size: Number(view.getBigUint64(16, true)),
    };
  });
  const relocations = headers
    .filter((section) => section.type === elf.SHT_REL)
    .flatMap((section) =>
      entries(section.data, elf.relocationSize).map((view) => ({
        section: headers[section.info]?.name ?? '',
        offset: Number(view.getBigUint64(0, true)),
        type: view.getUint32(8, true),
        symbol: symbols[view.getUint32(12, true)]?.name ?? '',
      })),
    );
  return { sections: headers, symbols, relocations };
}

function readHeaders(bytes: Uint8Array): readonly Header[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = Number(view.getBigUint64(40, true));
  const raw = Array.from({ length: view.getUint16(60, true) }, (_, index) => {
    const at = table + index * elf.sectionHeaderSize;
    const type = view.getUint32(at + 4, true);
    const [offset, size] = [Number(view.getBigUint64(at + 24, true)), Number(view.getBigUint64(at + 32, true))];
    const data = type === elf.SHT_NOBITS ? new Uint8Array() : bytes.subarray(offset, offset + size);
    return { nameOffset: view.getUint32(at, true), type, size, data, info: view.getUint32(at + 44, true) };
  });
  const names = raw[view.getUint16(62, true)]?.data ?? new Uint8Array();
  return raw.map(({ nameOffset, ...section }) => ({ ...section, name: stringAt(names, nameOffset) }));
}

function entries(table: Uint8Array, size: number): readonly DataView[] {
  const count = Math.floor(table.length / size);
  return Array.from({ length: count }, (_, index) => new DataView(table.buffer, table.byteOffset + index * size, size));
}

/** The NUL-terminated string at an offset of a string table. */
export function stringAt(table: Uint8Array, offset: number): string {
  const end = table.indexOf(0, offset);
  return new TextDecoder().decode(table.subarray(offset, end === -1 ? undefined : end));
}
