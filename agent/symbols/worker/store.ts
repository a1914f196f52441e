/**
 * Files that the worker holds, parsed as far as it was asked.
 *
 * Needs: descriptors with keys. Gives: ELF headers and tables, each read once; forgets the file that was used longest ago.
 * Reports: UnknownFile, FormatError.
 */
import { closeSync } from 'node:fs';
import { type ElfFile, readElf } from '../parse/elf.ts';
import { type FileBytes, fileBytes } from '../parse/file-bytes.ts';
import { type JitRange, readPerfMap } from '../parse/perf-map.ts';
import { functionTable, type SymbolTable } from '../parse/symbol-table.ts';

export class UnknownFile extends Error {
  override readonly name = 'UnknownFile';
  readonly file: string;

  constructor(file: string) {
    super(`the file ${file} has been forgotten`);
    this.file = file;
  }
}

export interface StoredFile {
  readonly bytes: FileBytes;
  elf(): ElfFile;
  functions(): SymbolTable;
  jit(): readonly JitRange[];
}

/** Symbols held at once; a table takes 20 bytes for each. */
const maxSymbols = 8_000_000;
const maxFiles = 512;

class Entry implements StoredFile {
  readonly bytes: FileBytes;
  readonly #descriptor: number;
  #elf: ElfFile | null = null;
  #functions: SymbolTable | null = null;
  #jit: readonly JitRange[] | null = null;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.bytes = fileBytes(descriptor);
  }

  get weight(): number {
    return (this.#functions?.count ?? 0) + (this.#jit?.length ?? 0) * 4;
  }

  elf(): ElfFile {
    this.#elf ??= readElf(this.bytes);
    return this.#elf;
  }

  functions(): SymbolTable {
    this.#functions ??= functionTable(this.elf());
    return this.#functions;
  }

  jit(): readonly JitRange[] {
    this.#jit ??= readPerfMap(this.bytes);
    return this.#jit;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

export class FileStore {
  /** In the order of last use. */
  readonly #files = new Map<string, Entry>();

  add(key: string, descriptor: number): void {
    this.#files.get(key)?.close();
    this.#files.delete(key);
    this.#files.set(key, new Entry(descriptor));
  }

  get(key: string): StoredFile {
    const entry = this.#files.get(key);
    if (entry === undefined) throw new UnknownFile(key);
    this.#files.delete(key);
    this.#files.set(key, entry);
    return entry;
  }

  /** Forgets what is too much, but never what was used last. */
  shrink(): void {
    let weight = [...this.#files.values()].reduce((sum, entry) => sum + entry.weight, 0);
    for (const [key, entry] of this.#files) {
      if (this.#files.size <= 2 || (weight <= maxSymbols && this.#files.size <= maxFiles)) return;
      weight -= entry.weight;
      entry.close();
      this.#files.delete(key);
    }
  }
}
