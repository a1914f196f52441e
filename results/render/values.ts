import type { ColumnType, Datum } from '../schema.ts';
import { datumText } from './datum.ts';
import { toBytes } from './text.ts';

/** One datum as bytes, as bpftrace shows it, without a newline. `escape`: safe on a terminal. */
export function valueText(type: ColumnType, datum: Datum, escape: boolean): Buffer {
  return toBytes(datumText(type, datum, escape));
}

/** print(value): one value alone, several as a tuple (O2.05), and a newline. */
export function renderValues(types: readonly ColumnType[], values: readonly Datum[], escape: boolean): Buffer {
  const texts = types.map((type, i) => datumText(type, values[i] ?? 0n, escape));
  return toBytes(`${texts.length === 1 ? texts.join('') : `(${texts.join(', ')})`}\n`);
}
