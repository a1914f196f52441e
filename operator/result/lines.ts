/**
 * A job's lines as text: one JSON object a line, `{"node":…,"atNs":"…","text":…}`, in the order of their moments.
 * `text` is a string where the line is UTF-8, else `{"base64": …}`: what a program printed is kept as it was.
 */
import { isUtf8 } from 'node:buffer';
import type { StoredLine } from '../db/load.ts';

export function linesText(lines: readonly StoredLine[]): string {
  return lines
    .map(({ node, atNs, text }) => {
      const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
      const content = isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') };
      return `${JSON.stringify({ node, atNs: atNs.toString(), text: content })}\n`;
    })
    .join('');
}
