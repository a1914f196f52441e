/** Line records of one program: where the script line or column changes, and at the first instruction. */
import type { Encoded } from '../asm/encode.ts';
import type { ExtLine } from '../btf/ext.ts';
import { lineText, positionAt, type Source } from '../source/source.ts';

/** `start` is the program's offset in its section. The kernel wants a record at each program's first instruction. */
export function describeLines(encoded: Encoded, start: number, source: Source): readonly ExtLine[] {
  const lines: ExtLine[] = [];
  let last = -1;
  for (const { offset, span } of encoded.spans) {
    if (span.start === last) continue;
    last = span.start;
    const { line, column } = positionAt(source, span.start);
    lines.push({ offset: start + offset, file: source.name, text: lineText(source, line), line, column });
  }
  return lines;
}
