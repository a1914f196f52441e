import { DecodeError } from './decode-error.ts';

/** A place in bytes that came from elsewhere; every read checks that they are there. */
export interface Cursor {
  readonly bytes: Buffer;
  /** What the bytes are, for messages: `@bytes keys`. */
  readonly what: string;
  offset: number;
}

export function cursorOver(bytes: Uint8Array, what: string): Cursor {
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), what, offset: 0 };
}

/** Steps over `size` bytes and gives the offset where they start. */
export function take(cursor: Cursor, size: number): number {
  const start = cursor.offset;
  if (size > cursor.bytes.length - start) {
    throw new DecodeError(
      'truncated',
      `${cursor.what}: ${size} bytes expected at ${start}, ${cursor.bytes.length - start} left`,
    );
  }
  cursor.offset = start + size;
  return start;
}

export function takeU32(cursor: Cursor): number {
  return cursor.bytes.readUInt32LE(take(cursor, 4));
}

export function takeU64(cursor: Cursor): bigint {
  return cursor.bytes.readBigUInt64LE(take(cursor, 8));
}

/** Asserts that nothing is left. */
export function finish(cursor: Cursor): void {
  const left = cursor.bytes.length - cursor.offset;
  if (left > 0)
    throw new DecodeError('trailing', `${cursor.what}: ${left} bytes after the last row, at ${cursor.offset}`);
}
