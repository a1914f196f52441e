/**
 * /etc/ld.so.cache: where the dynamic linker finds libraries.
 *
 * Needs: bytes of a cache in the form of glibc 2.2 and later (glibc-ld.so.cache1.1), also behind the older form. Gives: names
 * and paths, in the cache's order. Reports: FormatError.
 */
import { expectFormat, type FileBytes } from './file-bytes.ts';

export interface CachedLibrary {
  /** `libc.so.6` */
  readonly name: string;
  readonly path: string;
  /** Which ABI it is for: FLAG_* of glibc's ldconfig.h. */
  readonly flags: number;
}

const oldMagic = 'ld.so-1.7.0\0';
const newMagic = 'glibc-ld.so.cache1.1';
const maxBytes = 16 * 1024 * 1024;
const headerSize = 48;
const entrySize = 24;

export function readLdCache(bytes: FileBytes): readonly CachedLibrary[] {
  expectFormat(bytes.size <= maxBytes, `a cache of ${bytes.size} bytes`);
  const cache = bytes.read(0, bytes.size);
  const start = newFormatStart(cache);
  expectFormat(
    start + headerSize <= cache.length && cache.toString('latin1', start, start + newMagic.length) === newMagic,
    'it is no cache of the dynamic linker',
  );
  const count = cache.readUInt32LE(start + 20);
  expectFormat(start + headerSize + count * entrySize <= cache.length, `${count} libraries in ${cache.length} bytes`);
  return Array.from({ length: count }, (_, index): CachedLibrary => {
    const at = start + headerSize + index * entrySize;
    return {
      flags: cache.readUInt32LE(at),
      name: textAt(cache, start + cache.readUInt32LE(at + 4)),
      path: textAt(cache, start + cache.readUInt32LE(at + 8)),
    };
  });
}

/** Behind a cache of the older form, the new one is aligned to 8 bytes. */
function newFormatStart(cache: Buffer): number {
  if (cache.length < 16 || cache.toString('latin1', 0, oldMagic.length) !== oldMagic) return 0;
  return (16 + cache.readUInt32LE(12) * 12 + 7) & ~7;
}

function textAt(cache: Buffer, at: number): string {
  expectFormat(at < cache.length, 'a name outside the cache');
  const end = cache.indexOf(0, at);
  return cache.toString('utf8', at, Math.min(end === -1 ? cache.length : end, at + 4096));
}
