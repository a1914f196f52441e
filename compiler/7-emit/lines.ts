/** Line records of one program: where the script line or column changes, and at the first instruction. */
import type { Encoded } from '../asm/encode.ts';
import type { ExtLine } from '../btf/ext.ts';
import type { Source } from '../source/source.ts';

/** Finds lines of a script by offset; made once, as scripts may be long and programs many. */
export type LineFinder = (offset: number) => Omit<ExtLine, 'offset'>;

export function lineFinder(source: Source): LineFinder {
  const texts = source.text.split('\n');
  const starts: number[] = [];
  let next = 0;
  for (const text of texts) {
    starts.push(next);
    next += text.length + 1;
  }
  return (offset) => {
    const at = Math.min(offset, source.text.length);
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { file: source.name, text: texts[low] ?? '', line: low + 1, column: at - (starts[low] ?? 0) + 1 };
  };
}

/** `start` is the program's offset in its section. The kernel wants a record at each program's first instruction. */
export function describeLines(encoded: Encoded, start: number, find: LineFinder): readonly ExtLine[] {
  const lines: ExtLine[] = [];
  let last = -1;
  for (const { offset, span } of encoded.spans) {
    if (span.start === last) continue;
    last = span.start;
    lines.push({ offset: start + offset, ...find(span.start) });
  }
  return lines;
}
