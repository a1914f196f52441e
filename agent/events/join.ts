/** What join() prints. Needs: where the record's count and strings lie. Gives: its text, one char per byte. Reports: nothing. */
import type { ColumnLayout } from '@bpfleet/compiler';
import type { ByteText } from '@bpfleet/results';
import { invariant } from '../kernel/invariant.ts';

export function joinedText(
  delimiter: string,
  columns: readonly ColumnLayout[],
): (bytes: Buffer, start: number) => ByteText {
  const [count, ...strings] = columns;
  invariant(count !== undefined, 'a join without its count');
  return (bytes, start) => {
    const used = bytes.readUInt32LE(start + count.offset);
    const texts = strings.slice(0, used).map(({ offset, size }) => {
      const string = bytes.subarray(start + offset, start + offset + size);
      const end = string.indexOf(0);
      return string.toString('latin1', 0, end === -1 ? size : end);
    });
    // As bpftrace, which takes the first empty one for the end.
    const end = texts.indexOf('');
    return `${texts.slice(0, end === -1 ? texts.length : end).join(delimiter)}\n`;
  };
}
