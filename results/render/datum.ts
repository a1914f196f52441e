import { bytesOf, integerOf } from '../canonical/datum.ts';
import type { ColumnType, Datum } from '../schema.ts';
import { type ByteText, fromBytes } from './text.ts';

/** A key column or scalar as text (inventory O2.01–O2.03). */
export function datumText(type: ColumnType, datum: Datum, escape: boolean): ByteText {
  switch (type.kind) {
    case 'int':
      return integerOf(datum).toString();
    case 'bool':
      return integerOf(datum) === 0n ? 'false' : 'true';
    case 'pointer':
      return `0x${BigInt.asUintN(64, integerOf(datum)).toString(16)}`;
    case 'string':
      return fromBytes(bytesOf(datum), escape);
  }
}
