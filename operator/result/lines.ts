/**
 * A job's lines as text: one JSON object a line, `{"node":…,"atNs":"…","text":…}`, in the order of their moments.
 * `text` is a string where the line is UTF-8, else `{"base64": …}`: what a program printed is kept as it was.
 */
import { isUtf8 } from 'node:buffer';
import * as z from 'zod';
import type { StoredLine } from '../db/load.ts';

export interface Line {
  readonly node: string;
  /** Wall clock of the node, ns. */
  readonly atNs: bigint;
  readonly text: Uint8Array;
}

export function linesText(lines: readonly StoredLine[]): string {
  return lines
    .map(({ node, atNs, text }) => {
      const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
      const content = isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') };
      return `${JSON.stringify({ node, atNs: atNs.toString(), text: content })}\n`;
    })
    .join('');
}

const line = z.strictObject({
  node: z.string(),
  atNs: z.string().regex(/^\d{1,20}$/),
  text: z.union([z.string(), z.strictObject({ base64: z.base64() })]),
});

/** @throws ZodError or SyntaxError for what linesText does not give. */
export function parseLines(text: string): readonly Line[] {
  const rows = text.split('\n').slice(0, -1);
  return rows.map((row) => {
    const { node, atNs, text: content } = line.parse(JSON.parse(row));
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content.base64, 'base64');
    return { node, atNs: BigInt(atNs), text: bytes };
  });
}
