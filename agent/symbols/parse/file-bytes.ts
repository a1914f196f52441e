/**
 * A file as bytes, read in pieces. Every read is checked against its size, so that no parser can leave it.
 *
 * Needs: a descriptor of a regular file, or bytes. Gives: views of what was asked for. Reports: FormatError for everything
 * outside.
 */
import { fstatSync, readSync } from 'node:fs';

/** The file is not what it says that it is. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

export function expectFormat(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new FormatError(problem);
}

export interface FileBytes {
  readonly size: number;
  /** Exactly `length` bytes. */
  read(offset: number, length: number): Buffer;
}

/** No single piece that a parser wants is larger; a symbol table of 4 million entries has 96 MiB. */
const maxPiece = 256 * 1024 * 1024;

export function fileBytes(descriptor: number): FileBytes {
  const { size } = fstatSync(descriptor);
  return {
    size,
    read(offset, length) {
      checkRange(offset, length, size);
      const bytes = Buffer.allocUnsafe(length);
      for (let done = 0; done < length; ) {
        const got = readSync(descriptor, bytes, done, length - done, offset + done);
        expectFormat(got > 0, 'the file became shorter while it was read');
        done += got;
      }
      return bytes;
    },
  };
}

export function bufferBytes(bytes: Buffer): FileBytes {
  return {
    size: bytes.length,
    read(offset, length) {
      checkRange(offset, length, bytes.length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

function checkRange(offset: number, length: number, size: number): void {
  expectFormat(
    Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0,
    'an offset or a length beyond all files',
  );
  expectFormat(length <= maxPiece, `a piece of ${length} bytes; at most ${maxPiece} are read at once`);
  expectFormat(offset + length <= size, `bytes ${offset} to ${offset + length} of a file of ${size}`);
}

/** Up to the NUL, at most `limit` bytes of it. */
export function stringAt(file: FileBytes, offset: number, end: number, limit: number): string {
  const length = Math.min(limit, Math.max(0, end - offset));
  const bytes = file.read(offset, length);
  const nul = bytes.indexOf(0);
  return bytes.toString('utf8', 0, nul === -1 ? length : nul);
}
