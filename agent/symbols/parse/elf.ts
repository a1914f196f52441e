/**
 * What an ELF file says of itself: where its code lies, its sections, its build id, its debug file.
 *
 * Needs: bytes of a little-endian ELF file of 32 or 64 bits. Gives: plain data. Reports: FormatError.
 */
import { expectFormat, type FileBytes, stringAt } from './file-bytes.ts';

export interface ElfFile {
  readonly bytes: FileBytes;
  readonly bits: 32 | 64;
  /** Loadable parts, in the file's order. */
  readonly loads: readonly LoadSegment[];
  readonly sections: readonly Section[];
}

/** PT_LOAD: `fileSize` bytes at `offset` are mapped to `address`. */
export interface LoadSegment {
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly executable: boolean;
}

export interface Section {
  readonly name: string;
  readonly type: number;
  /** Where it is linked to; 0 for sections that no process has. */
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  /** Index of the section it refers to: a symbol table's strings. */
  readonly link: number;
  readonly entrySize: number;
}

export const SectionType = { symbols: 2, note: 7, noBits: 8, dynamicSymbols: 11 } as const;

/** Real files have dozens of segments, and thousands of sections at most (-ffunction-sections is gone after linking). */
const maxSegments = 1024;
const maxSections = 65_536;
const loadType = 1;
const executableFlag = 1;
const maxSectionName = 256;

export function readElf(bytes: FileBytes): ElfFile {
  const head = bytes.read(0, Math.min(64, bytes.size));
  expectFormat(head.length >= 52 && head.readUInt32BE(0) === 0x7f454c46, 'it is no ELF file');
  const elfClass = head[4];
  expectFormat(elfClass === 1 || elfClass === 2, `an ELF file of class ${elfClass}`);
  expectFormat(head[5] === 1, 'a big-endian ELF file');
  const bits = elfClass === 2 ? 64 : 32;
  expectFormat(bits === 32 || head.length === 64, 'the ELF header is cut short');
  const [programAt, sectionsAt] =
    bits === 64 ? [wordAt(head, 32), wordAt(head, 40)] : [head.readUInt32LE(28), head.readUInt32LE(32)];
  const counts = bits === 64 ? 54 : 42;
  const [programSize, programCount, sectionSize, sectionCount, namesIndex] = [0, 2, 4, 6, 8].map((at) =>
    head.readUInt16LE(counts + at),
  ) as [number, number, number, number, number];
  return {
    bytes,
    bits,
    loads: readLoads(bytes, bits, programAt, programSize, programCount),
    sections: readSections(bytes, bits, sectionsAt, sectionSize, sectionCount, namesIndex),
  };
}

function readLoads(bytes: FileBytes, bits: 32 | 64, at: number, size: number, count: number): LoadSegment[] {
  if (count === 0) return [];
  expectFormat(count <= maxSegments && size >= (bits === 64 ? 56 : 32), `${count} segments of ${size} bytes`);
  const table = bytes.read(at, size * count);
  const loads: LoadSegment[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = table.subarray(index * size, (index + 1) * size);
    if (entry.readUInt32LE(0) !== loadType) continue;
    loads.push(
      bits === 64
        ? {
            executable: (entry.readUInt32LE(4) & executableFlag) !== 0,
            offset: wordAt(entry, 8),
            address: wordAt(entry, 16),
            fileSize: wordAt(entry, 32),
          }
        : {
            executable: (entry.readUInt32LE(24) & executableFlag) !== 0,
            offset: entry.readUInt32LE(4),
            address: entry.readUInt32LE(8),
            fileSize: entry.readUInt32LE(16),
          },
    );
  }
  return loads;
}

function readSections(
  bytes: FileBytes,
  bits: 32 | 64,
  at: number,
  size: number,
  count: number,
  namesIndex: number,
): Section[] {
  if (at === 0 || count === 0) return [];
  expectFormat(count <= maxSections && size >= (bits === 64 ? 64 : 40), `${count} sections of ${size} bytes`);
  const table = bytes.read(at, size * count);
  const entry = (index: number): Buffer => table.subarray(index * size, (index + 1) * size);
  const place = (one: Buffer): readonly [number, number] =>
    bits === 64 ? [wordAt(one, 24), wordAt(one, 32)] : [one.readUInt32LE(16), one.readUInt32LE(20)];
  const [namesAt, namesSize] = namesIndex < count ? place(entry(namesIndex)) : [0, 0];
  return Array.from({ length: count }, (_, index): Section => {
    const one = entry(index);
    const [offset, length] = place(one);
    return {
      name: nameAt(bytes, namesAt, namesSize, one.readUInt32LE(0)),
      type: one.readUInt32LE(4),
      address: bits === 64 ? wordAt(one, 16) : one.readUInt32LE(12),
      offset,
      size: length,
      link: one.readUInt32LE(bits === 64 ? 40 : 24),
      entrySize: bits === 64 ? wordAt(one, 56) : one.readUInt32LE(36),
    };
  });
}

function nameAt(bytes: FileBytes, start: number, size: number, offset: number): string {
  if (offset >= size) return '';
  return stringAt(bytes, start + offset, Math.min(start + size, bytes.size), maxSectionName);
}

/** A 64-bit word that counts bytes; nothing that is real has 2^53 of them. */
export function wordAt(bytes: Buffer, offset: number): number {
  const value = bytes.readUInt32LE(offset) + bytes.readUInt32LE(offset + 4) * 0x1_0000_0000;
  // Addresses of no use to anyone, such as those of vsyscall pages, become one that no segment has.
  return Number.isSafeInteger(value) ? value : Number.MAX_SAFE_INTEGER;
}

/** The address that a byte of the file is linked to; null where nothing of the file is mapped. */
export function addressOfOffset({ loads }: ElfFile, offset: number): number | null {
  const load = loads.find((one) => offset >= one.offset && offset < one.offset + one.fileSize);
  return load === undefined ? null : offset - load.offset + load.address;
}

/** Where the code at an address lies in the file; null for addresses that are no code of it. */
export function offsetOfAddress({ loads }: ElfFile, address: number): number | null {
  const load = loads.find((one) => one.executable && address >= one.address && address < one.address + one.fileSize);
  return load === undefined ? null : address - load.address + load.offset;
}

const maxNotes = 1024 * 1024;
const maxBuildId = 64;

/** In hex; null when the file has none. */
export function buildIdOf({ bytes, sections }: ElfFile): string | null {
  const section = sections.find(({ name, type }) => name === '.note.gnu.build-id' && type === SectionType.note);
  if (section === undefined || section.size < 16 || section.size > maxNotes) return null;
  const note = bytes.read(section.offset, section.size);
  const [nameSize, idSize, type] = [note.readUInt32LE(0), note.readUInt32LE(4), note.readUInt32LE(8)];
  if (nameSize !== 4 || type !== 3 || idSize === 0 || idSize > maxBuildId || 16 + idSize > note.length) return null;
  return note.toString('hex', 16, 16 + idSize);
}

export interface DebugLink {
  /** A name without folders. */
  readonly name: string;
  readonly crc: number;
}

/** .gnu_debuglink: the file that holds what was stripped. */
export function debugLinkOf({ bytes, sections }: ElfFile): DebugLink | null {
  const section = sections.find(({ name }) => name === '.gnu_debuglink');
  if (section === undefined || section.size < 8 || section.size > 4096) return null;
  const content = bytes.read(section.offset, section.size);
  const end = content.indexOf(0);
  const crcAt = (end + 4) & ~3;
  if (end <= 0 || crcAt + 4 > content.length) return null;
  const name = content.toString('utf8', 0, end);
  return name.includes('/') || name === '.' || name === '..' ? null : { name, crc: content.readUInt32LE(crcAt) };
}
