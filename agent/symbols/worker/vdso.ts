/** The library that the kernel maps into every process; ours is the same as everybody's. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { type ElfFile, readElf } from '../parse/elf.ts';
import { bufferBytes } from '../parse/file-bytes.ts';

/** Null where there is none. Reads this process's memory. */
export function ownVdso(): ElfFile | null {
  const line = /^([0-9a-f]+)-([0-9a-f]+) .*\[vdso\]$/m.exec(readFileSync('/proc/self/maps', 'utf8'));
  if (line === null) return null;
  const [start, end] = [Number.parseInt(line[1] ?? '', 16), Number.parseInt(line[2] ?? '', 16)];
  const memory = openSync('/proc/self/mem', 'r');
  try {
    const bytes = Buffer.alloc(end - start);
    const got = readSync(memory, bytes, 0, bytes.length, start);
    return readElf(bufferBytes(bytes.subarray(0, got)));
  } finally {
    closeSync(memory);
  }
}
