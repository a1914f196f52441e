import type { ColumnLayout } from '@bpfleet/compiler';
import type { Datum } from '@bpfleet/results';

/** One column of a key, value or record that starts at `start`. Integers are 64 bits wide already; strings end at their NUL. */
export function decodeColumn(bytes: Buffer, start: number, column: ColumnLayout): Datum {
  const at = start + column.offset;
  switch (column.type) {
    case 'signed':
      return bytes.readBigInt64LE(at);
    case 'unsigned':
    case 'bool':
    case 'pointer':
      return bytes.readBigUInt64LE(at);
    case 'string': {
      const field = bytes.subarray(at, at + column.size);
      const end = field.indexOf(0);
      return new Uint8Array(end === -1 ? field : field.subarray(0, end));
    }
  }
}
