/**
 * Needs: sections with contents, symbols and relocations that name sections and symbols.
 * Gives: an ELF64 little-endian relocatable for machine BPF (System V gABI; EM_BPF 247). Same input, same
 * bytes: order is kept, nothing comes from outside.
 * Reports: nothing; a name that does not exist is our bug.
 */
import { CompilerBug, invariant } from '../diagnostics/invariant.ts';
import * as elf from './constants.ts';
import { StringTable } from './strings.ts';

export interface ElfSection {
  readonly name: string;
  readonly type: 'progbits' | 'nobits';
  readonly flags: readonly ('write' | 'alloc' | 'execinstr')[];
  readonly align: number;
  readonly data: Uint8Array;
  /** Bytes in memory; data.length unless nobits. */
  readonly size: number;
}

export interface ElfSymbol {
  readonly name: string;
  readonly type: 'object' | 'func' | 'notype';
  /** Null for what is elsewhere. */
  readonly section: string | null;
  /** Bytes from the section's start. */
  readonly value: number;
  readonly size: number;
}

export interface ElfRelocation {
  readonly section: string;
  readonly offset: number;
  readonly symbol: string;
  /** R_BPF_*. */
  readonly type: number;
}

export interface ElfObject {
  readonly sections: readonly ElfSection[];
  /** All global. */
  readonly symbols: readonly ElfSymbol[];
  readonly relocations: readonly ElfRelocation[];
}

interface RawSection {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly align: number;
  readonly data: Uint8Array;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly entrySize: number;
}

/** The whole file. */
export function writeElf(object: ElfObject): Uint8Array {
  const sectionIndex = new Map(object.sections.map((section, index) => [section.name, index + 1]));
  const indexOf = (name: string): number => sectionIndex.get(name) ?? bug(`unknown section ${name}`);
  invariant(sectionIndex.size === object.sections.length, 'two sections have one name');

  const strings = new StringTable();
  const related = object.sections.map((section) => object.relocations.filter((each) => each.section === section.name));
  const relocated = object.sections.flatMap((section, index) => (related[index]?.length ? [section] : []));
  const symtabIndex = object.sections.length + relocated.length + 1;
  const raw: RawSection[] = [
    ...object.sections.map(plain),
    ...relocated.map((section) => relocationSection(section, indexOf(section.name), symtabIndex, object)),
    symbolSection(object.symbols, indexOf, symtabIndex + 1, strings),
  ];
  const names = raw.map((section) => strings.add(section.name));
  const strtabName = strings.add('.strtab');
  const strtab = strings.bytes();
  raw.push({ ...blank, name: '.strtab', type: elf.SHT_STRTAB, data: strtab, size: strtab.length });
  return layOut(raw, [...names, strtabName]);
}

const blank = { flags: 0, align: 1, link: 0, info: 0, entrySize: 0 };

function bug(message: string): never {
  throw new CompilerBug(`ELF: ${message}`);
}

function plain(section: ElfSection): RawSection {
  const flags = section.flags.reduce((bits, flag) => bits | elf.sectionFlags[flag], 0);
  invariant(
    section.type === 'nobits' || section.size === section.data.length,
    `${section.name}: size is not its data's`,
  );
  return { ...blank, ...section, type: section.type === 'nobits' ? elf.SHT_NOBITS : elf.SHT_PROGBITS, flags };
}

function relocationSection(section: ElfSection, target: number, symtab: number, object: ElfObject): RawSection {
  const own = object.relocations.filter((each) => each.section === section.name);
  const data = new Uint8Array(own.length * elf.relocationSize);
  const view = new DataView(data.buffer);
  own.forEach((each, index) => {
    const symbol = object.symbols.findIndex((candidate) => candidate.name === each.symbol);
    if (symbol === -1) bug(`relocation to unknown symbol ${each.symbol}`);
    view.setBigUint64(index * elf.relocationSize, BigInt(each.offset), true);
    view.setBigUint64(index * elf.relocationSize + 8, (BigInt(symbol + 1) << 32n) | BigInt(each.type), true);
  });
  const name = `.rel${section.name}`;
  const sizes = { align: 8, size: data.length, entrySize: elf.relocationSize };
  return { ...blank, ...sizes, name, type: elf.SHT_REL, flags: elf.SHF_INFO_LINK, data, link: symtab, info: target };
}

const symbolTypes = { notype: elf.STT_NOTYPE, object: elf.STT_OBJECT, func: elf.STT_FUNC };

function symbolSection(
  symbols: readonly ElfSymbol[],
  indexOf: (section: string) => number,
  strtab: number,
  strings: StringTable,
): RawSection {
  const data = new Uint8Array((symbols.length + 1) * elf.symbolSize);
  const view = new DataView(data.buffer);
  symbols.forEach((symbol, index) => {
    const at = (index + 1) * elf.symbolSize;
    view.setUint32(at, strings.add(symbol.name), true);
    view.setUint8(at + 4, (elf.STB_GLOBAL << 4) | symbolTypes[symbol.type]);
    view.setUint16(at + 6, symbol.section === null ? elf.SHN_UNDEF : indexOf(symbol.section), true);
    view.setBigUint64(at + 8, BigInt(symbol.value), true);
    view.setBigUint64(at + 16, BigInt(symbol.size), true);
  });
  // info: index of the first global symbol.
  const sizes = { align: 8, size: data.length, entrySize: elf.symbolSize };
  return { ...blank, ...sizes, name: '.symtab', type: elf.SHT_SYMTAB, data, link: strtab, info: 1 };
}

function layOut(sections: readonly RawSection[], names: readonly number[]): Uint8Array {
  let end: number = elf.headerSize;
  const offsets = sections.map((section) => {
    const start = roundUp(end, section.align);
    end = start + section.data.length;
    return start;
  });
  const table = roundUp(end, 8);
  const file = new Uint8Array(table + (sections.length + 1) * elf.sectionHeaderSize);
  const view = new DataView(file.buffer);
  writeHeader(view, table, sections.length + 1);
  sections.forEach((section, index) => {
    const offset = offsets[index] ?? 0;
    file.set(section.data, offset);
    const at = table + (index + 1) * elf.sectionHeaderSize;
    view.setUint32(at, names[index] ?? 0, true);
    view.setUint32(at + 4, section.type, true);
    view.setBigUint64(at + 8, BigInt(section.flags), true);
    view.setBigUint64(at + 24, BigInt(offset), true);
    view.setBigUint64(at + 32, BigInt(section.size), true);
    view.setUint32(at + 40, section.link, true);
    view.setUint32(at + 44, section.info, true);
    view.setBigUint64(at + 48, BigInt(section.align), true);
    view.setBigUint64(at + 56, BigInt(section.entrySize), true);
  });
  return file;
}

function writeHeader(view: DataView, sectionTable: number, sectionCount: number): void {
  elf.identification.forEach((byte, index) => view.setUint8(index, byte));
  view.setUint16(16, elf.ET_REL, true);
  view.setUint16(18, elf.EM_BPF, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(40, BigInt(sectionTable), true);
  view.setUint16(52, elf.headerSize, true);
  view.setUint16(58, elf.sectionHeaderSize, true);
  view.setUint16(60, sectionCount, true);
  view.setUint16(62, sectionCount - 1, true);
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
