/**
 * Functions of a binary, sorted by address, to be searched.
 *
 * Needs: an ELF file. Gives: a table of typed arrays; names stay in the file until one is asked for. Reports: FormatError.
 */
import { type ElfFile, type Section, SectionType, wordAt } from './elf.ts';
import { bufferBytes, expectFormat, type FileBytes, stringAt } from './file-bytes.ts';

export interface SymbolTable {
  readonly count: number;
  /** Ascending. Of symbols at one address the best one to show comes last. */
  readonly addresses: Float64Array;
  /** One that states no size reaches to the next symbol or to the end of its section. */
  readonly sizes: Float64Array;
  name(index: number): string;
  /** All of them: one read of the file instead of one each. */
  names(): readonly string[];
}

/** The largest browsers have about a million. */
const maxSymbols = 4_000_000;
/** Longer ones are cut; templates do have some thousand letters. */
const maxName = 4096;

const SymbolKind = { object: 1, function: 2, indirect: 10 } as const;

/** One symbol of a section, before sorting. */
interface Found {
  readonly addresses: number[];
  readonly sizes: number[];
  readonly names: number[];
  readonly ranks: number[];
  /** Where its section ends. */
  readonly ends: number[];
}

export const noSymbols: SymbolTable = {
  count: 0,
  addresses: new Float64Array(),
  sizes: new Float64Array(),
  name: () => '',
  names: () => [],
};

/** Functions of the symbol table, or of the dynamic one where that is all that is left. */
export function functionTable(elf: ElfFile): SymbolTable {
  const full = tableSection(elf, SectionType.symbols);
  const section = full ?? tableSection(elf, SectionType.dynamicSymbols);
  if (section === null) return noSymbols;
  const strings = elf.sections[section.link];
  expectFormat(strings !== undefined, 'a symbol table without names');
  return sorted(elf.bytes, strings, readFunctions(elf, section));
}

export function hasFullTable(elf: ElfFile): boolean {
  return tableSection(elf, SectionType.symbols) !== null;
}

function tableSection({ sections }: ElfFile, type: number): Section | null {
  return sections.find((section) => section.type === type && section.size > 0) ?? null;
}

function readFunctions(elf: ElfFile, section: Section): Found {
  const found: Found = { addresses: [], sizes: [], names: [], ranks: [], ends: [] };
  eachSymbol(elf, section, ({ kind, binding, section: home, address, size, name }) => {
    if (kind !== SymbolKind.function && kind !== SymbolKind.indirect) return;
    found.addresses.push(address);
    found.sizes.push(size);
    found.names.push(name);
    found.ranks.push(binding);
    const around = elf.sections[home];
    found.ends.push(around === undefined ? address : around.address + around.size);
  });
  return found;
}

interface RawSymbol {
  readonly kind: number;
  readonly binding: number;
  /** Index of the section that it lies in. */
  readonly section: number;
  readonly address: number;
  readonly size: number;
  /** Offset of its name. */
  readonly name: number;
}

/** Every symbol that is defined here. */
function eachSymbol(
  { bytes, bits }: ElfFile,
  { offset, size, entrySize }: Section,
  visit: (symbol: RawSymbol) => void,
): void {
  const smallest = bits === 64 ? 24 : 16;
  expectFormat(entrySize >= smallest && entrySize <= 4096, `symbols of ${entrySize} bytes`);
  const count = Math.floor(size / entrySize);
  expectFormat(count <= maxSymbols, `${count} symbols; at most ${maxSymbols} are read`);
  const table = bytes.read(offset, count * entrySize);
  for (let index = 0; index < count; index += 1) {
    const at = index * entrySize;
    const info = table[at + (bits === 64 ? 4 : 12)] ?? 0;
    const sectionIndex = table.readUInt16LE(at + (bits === 64 ? 6 : 14));
    if (sectionIndex === 0) continue;
    const address = bits === 64 ? wordAt(table, at + 8) : table.readUInt32LE(at + 4);
    const length = bits === 64 ? wordAt(table, at + 16) : table.readUInt32LE(at + 8);
    const name = table.readUInt32LE(at);
    visit({ kind: info & 15, binding: info >> 4, section: sectionIndex, address, size: length, name });
  }
}

function sorted(bytes: FileBytes, strings: Section, found: Found): SymbolTable {
  const { addresses, ranks } = found;
  const order = Uint32Array.from(addresses.keys());
  // Local (0) before weak (2) before global (1): the last one at an address is shown.
  const rank = (index: number): number => [0, 2, 1][ranks[index] ?? 0] ?? 0;
  order.sort((a, b) => (addresses[a] ?? 0) - (addresses[b] ?? 0) || rank(a) - rank(b) || b - a);
  const names = Uint32Array.from(order, (index) => found.names[index] ?? 0);
  const end = Math.min(strings.offset + strings.size, bytes.size);
  return {
    count: order.length,
    addresses: Float64Array.from(order, (index) => addresses[index] ?? 0),
    sizes: sizesOf(order, found),
    name: (index) => withoutVersion(stringAt(bytes, strings.offset + (names[index] ?? 0), end, maxName)),
    names: () => {
      const text = bufferBytes(bytes.read(strings.offset, Math.max(0, end - strings.offset)));
      return Array.from(names, (at) => withoutVersion(stringAt(text, at, text.size, maxName)));
    },
  };
}

/** Debug files have `clock_nanosleep@GLIBC_2.2.5` and `clock_nanosleep@@GLIBC_2.17`. */
function withoutVersion(name: string): string {
  const at = name.indexOf('@');
  return at > 0 ? name.slice(0, at) : name;
}

function sizesOf(order: Uint32Array, { addresses, sizes, ends }: Found): Float64Array {
  const result = new Float64Array(order.length);
  let [current, next] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const index = order[at] ?? 0;
    const address = addresses[index] ?? 0;
    if (address < current) [current, next] = [address, current];
    const stated = sizes[index] ?? 0;
    result[at] = stated > 0 ? stated : Math.max(0, Math.min(next, ends[index] ?? 0) - address);
  }
  return result;
}

export interface FoundSymbol {
  readonly index: number;
  /** Bytes from the beginning of the function. */
  readonly into: number;
}

/** The function that an address is in; null between functions. */
export function findFunction(table: SymbolTable, address: number): FoundSymbol | null {
  let [low, high] = [0, table.count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((table.addresses[middle] ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  // Small functions may lie inside the range of a large one that began before.
  for (let index = low - 1, looks = 0; index >= 0 && looks < 64; index -= 1, looks += 1) {
    const into = address - (table.addresses[index] ?? 0);
    if (into < (table.sizes[index] ?? 0)) return { index, into };
  }
  return null;
}

export interface ObjectSymbol {
  readonly address: number;
  readonly size: number;
}

/** A variable or function by its name; null when there is none. */
export function findByName(elf: ElfFile, wanted: string): ObjectSymbol | null {
  for (const type of [SectionType.symbols, SectionType.dynamicSymbols]) {
    const section = tableSection(elf, type);
    const strings = section === null ? undefined : elf.sections[section.link];
    if (section === null || strings === undefined) continue;
    const text = elf.bytes.read(strings.offset, strings.size);
    const needle = Buffer.from(`${wanted}\0`);
    const found: ObjectSymbol[] = [];
    eachSymbol(elf, section, ({ kind, address, size, name }) => {
      if (kind !== SymbolKind.object && kind !== SymbolKind.function) return;
      if (text.subarray(name, name + needle.length).equals(needle)) found.push({ address, size });
    });
    if (found[0] !== undefined) return found[0];
  }
  return null;
}
