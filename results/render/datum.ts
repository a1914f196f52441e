/** Key columns and scalars as text (inventory O2.01–O2.11). */
import { bytesOf, integerOf, listOf, partAt } from '../canonical/datum.ts';
import type { ColumnType, Datum } from '../schema.ts';
import { bufferText } from './escape.ts';
import { type ByteText, fromBytes, fromText } from './text.ts';

export function datumText(type: ColumnType, datum: Datum, escape: boolean): ByteText {
  switch (type.kind) {
    case 'int':
      return integerOf(datum).toString();
    case 'bool':
      return integerOf(datum) === 0n ? 'false' : 'true';
    case 'pointer':
      return `0x${BigInt.asUintN(64, integerOf(datum)).toString(16)}`;
    case 'enum': {
      const value = integerOf(datum).toString();
      return fromText(type.symbols.find((symbol) => symbol.value === value)?.name ?? value);
    }
    case 'string':
      return fromBytes(bytesOf(datum), escape);
    case 'buffer':
      return bufferText(bytesOf(datum));
    case 'array':
      return `[${listOf(datum)
        .map((part) => datumText(type.element, part, escape))
        .join(',')}]`;
    case 'tuple':
      return `(${type.elements.map((element, i) => datumText(element, partAt(listOf(datum), i), escape)).join(', ')})`;
    case 'record': {
      const data = listOf(datum);
      const fields = type.fields.map(
        (field, index) => `.${fromText(field.name)} = ${datumText(field.type, partAt(data, index), escape)}`,
      );
      return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
    }
  }
}
