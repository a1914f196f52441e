/**
 * Needs: bytes of a string that someone else chose. Gives: the same as a latin1 byte string that is safe on a
 * terminal: C0 and C1 controls, DEL, characters that change the direction of text, and all that is not UTF-8 become \xNN.
 */
import { utf8Length } from './utf8.ts';

const printable = /^[\x20-\x7e]*$/;

export function escapeBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const raw = buffer.toString('latin1');
  if (printable.test(raw)) return raw;
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const length = utf8Length(bytes, at);
    const size = Math.max(length, 1);
    const safe = length > 0 && !isHarmful(buffer.toString('utf8', at, at + length).codePointAt(0) ?? 0);
    out += safe ? raw.slice(at, at + size) : hexEscapes(bytes.subarray(at, at + size));
    at += size;
  }
  return out;
}

/** A buffer: printable ASCII as it is, every other byte as \xNN (inventory O2.10). */
export function bufferText(bytes: Uint8Array): string {
  const isPrintable = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;
  return Array.from(bytes, (byte) =>
    isPrintable(byte) ? String.fromCharCode(byte) : hexEscapes(Uint8Array.of(byte)),
  ).join('');
}

/** `\x1b\x5b`: lower-case hex. */
export function hexEscapes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

function isHarmful(char: number): boolean {
  return char < 0x20 || (char >= 0x7f && char <= 0x9f) || isBidiControl(char);
}

/** Unicode UAX #9: ALM, LRM, RLM, embeddings, overrides, isolates. */
function isBidiControl(char: number): boolean {
  return (
    char === 0x61c ||
    char === 0x200e ||
    char === 0x200f ||
    (char >= 0x202a && char <= 0x202e) ||
    (char >= 0x2066 && char <= 0x2069)
  );
}
