/**
 * Text is built as latin1 strings, one char per byte, so that bytes of traced strings pass unchanged; toBytes
 * makes the output of it. With `escape` everything that could command a terminal or hide text is shown as \xNN.
 */
import { escapeBytes } from './escape.ts';

/** Latin1: one char per byte. */
export type ByteText = string;

export function toBytes(text: ByteText): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Bytes of a traced string. */
export function fromBytes(bytes: Uint8Array, escape: boolean): ByteText {
  return escape ? escapeBytes(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Our own text, as UTF-8. */
export function fromText(text: string): ByteText {
  return Buffer.from(text, 'utf8').toString('latin1');
}
