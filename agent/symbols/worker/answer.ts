/**
 * Answers the agent's questions about files.
 *
 * Needs: the files, the kernel's own library, how names are demangled. Gives: the answer to one question. Reports:
 * UnknownFile, FormatError.
 */
import { checksum } from '../parse/crc32.ts';
import { addressOfOffset, buildIdOf, debugLinkOf, type ElfFile, offsetOfAddress } from '../parse/elf.ts';
import { readLdCache } from '../parse/ld-cache.ts';
import { findRange } from '../parse/perf-map.ts';
import { findByName, findFunction, functionTable, hasFullTable, type SymbolTable } from '../parse/symbol-table.ts';
import type { Answers, FunctionEntry, Question, Resolved } from '../protocol.ts';
import type { FileStore } from './store.ts';

export interface Surroundings {
  readonly files: FileStore;
  /** Null where there is none. */
  readonly vdso: ElfFile | null;
  /** Null for names that are no C++. */
  readonly demangle: (name: string) => string | null;
}

export function answer(around: Surroundings, question: Question): Answers[Question['kind']] {
  const { files, demangle } = around;
  switch (question.kind) {
    case 'describe': {
      const elf = files.get(question.file).elf();
      return { buildId: buildIdOf(elf), debugLink: debugLinkOf(elf)?.name ?? null, stripped: !hasFullTable(elf) };
    }
    case 'belongs':
      return belongs(around, question.file, question.debug);
    case 'functions':
      return functionsOf(around, question.file, question.debug);
    case 'resolve': {
      const elf = files.get(question.file).elf();
      const tables = tablesOf(around, question.file, question.debug);
      return question.offsets.map((offset) => {
        const address = addressOfOffset(elf, offset);
        return address === null ? null : resolve(tables, address, demangle);
      });
    }
    case 'offset':
      return offsetOfAddress(files.get(question.file).elf(), question.address);
    case 'distance': {
      const elf = files.get(question.file).elf();
      const debug = question.debug === null ? null : findByName(files.get(question.debug).elf(), question.name);
      const found = debug ?? findByName(elf, question.name);
      const from = addressOfOffset(elf, question.offset);
      return found === null || from === null ? null : found.address - from;
    }
    case 'demangle':
      return question.names.map(demangle);
    case 'jit': {
      const ranges = files.get(question.file).jit();
      return question.addresses.map((address): Resolved | null => {
        const range = findRange(ranges, address);
        return range === null ? null : { name: range.name, symbol: range.name, into: address - range.start };
      });
    }
    case 'vdso': {
      const { vdso } = around;
      if (vdso === null) return question.offsets.map(() => null);
      const tables = [functionTable(vdso)];
      return question.offsets.map((offset) => resolve(tables, addressOfOffset(vdso, offset) ?? offset, demangle));
    }
    case 'libraries':
      return readLdCache(files.get(question.file).bytes);
  }
}

/** By build id where the file has one, else by the checksum that it states. */
function belongs({ files }: Surroundings, file: string, debug: string): boolean {
  const [elf, other] = [files.get(file).elf(), files.get(debug).elf()];
  const buildId = buildIdOf(elf);
  if (buildId !== null) return buildId === buildIdOf(other);
  return debugLinkOf(elf)?.crc === checksum(files.get(debug).bytes);
}

/** The debug file's symbols first: it has all of them. */
function tablesOf({ files }: Surroundings, file: string, debug: string | null): SymbolTable[] {
  const own = files.get(file).functions();
  return debug === null ? [own] : [files.get(debug).functions(), own];
}

function resolve(tables: readonly SymbolTable[], address: number, demangle: Surroundings['demangle']): Resolved | null {
  for (const table of tables) {
    const found = findFunction(table, address);
    if (found === null) continue;
    const name = table.name(found.index);
    return { name: demangle(name) ?? name, symbol: name, into: found.into };
  }
  return null;
}

/** Each name and place once, sorted by name. */
function functionsOf(around: Surroundings, file: string, debug: string | null): readonly FunctionEntry[] {
  const elf = around.files.get(file).elf();
  const found = new Map<string, FunctionEntry>();
  for (const table of tablesOf(around, file, debug)) {
    for (const [index, name] of table.names().entries()) {
      const offset = offsetOfAddress(elf, table.addresses[index] ?? 0);
      if (offset === null || name === '') continue;
      const key = `${name}\0${offset}`;
      if (!found.has(key)) found.set(key, [name, offset, table.sizes[index] ?? 0]);
    }
  }
  return [...found.values()].sort(([a, one], [b, other]) => (a < b ? -1 : a > b ? 1 : one - other));
}
