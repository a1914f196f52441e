/**
 * A stored Target and its parts as one sequence of bytes, for files. Compression is the caller's.
 *
 * Needs: a stored Target, or bytes from anywhere. Gives: the bytes, or the Target. Reports: throws TargetError.
 */
import { expect } from './check-json.ts';
import { parseTarget, partsOfTarget, type StoredTarget } from './stored.ts';
import type { Target } from './target.ts';

/** A line that says what the file is, the length of the text in four bytes, the text, then the parts in its order. */
const head = new TextEncoder().encode('bpfleet target\n');

export function targetToBytes({ text, parts }: StoredTarget): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, encoded.length, true);
  const pieces = [head, length, encoded, ...parts.map((part) => part.read())];
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

export function targetFromBytes(bytes: Uint8Array, digestOf: (bytes: Uint8Array) => string): Target {
  const start = head.length + 4;
  expect(
    bytes.length > start && head.every((byte, index) => bytes[index] === byte),
    'target',
    'this is no file of a Target',
  );
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(head.length, true);
  expect(start + length <= bytes.length, 'target', 'the file is cut off');
  const text = new TextDecoder().decode(bytes.subarray(start, start + length));
  const contents = new Map<string, Uint8Array>();
  let at = start + length;
  for (const part of partsOfTarget(text)) {
    const content = bytes.subarray(at, at + part.bytes);
    at += part.bytes;
    expect(
      digestOf(content) === part.digest,
      'target',
      `a part of the file is not what its digest ${part.digest} says`,
    );
    contents.set(part.digest, content);
  }
  expect(at === bytes.length, 'target', `the file has ${bytes.length} bytes where ${at} belong`);
  return parseTarget(text, (digest) => contents.get(digest) ?? new Uint8Array());
}
