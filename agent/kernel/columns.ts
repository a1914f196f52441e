import { type ColumnLayout, type Form, nameSize } from '@bpfleet/compiler';
import type { Datum } from '@bpfleet/results';
import { addressText } from './addresses.ts';

/** One column of a key, value or record that starts at `start`. */
export function decodeColumn(bytes: Buffer, start: number, column: ColumnLayout): Datum {
  return decodeForm(bytes, start + column.offset, column.form);
}

function decodeForm(bytes: Buffer, at: number, form: Form): Datum {
  switch (form.kind) {
    case 'number':
      return decodeNumber(bytes, at, form.size, form.signed);
    case 'name':
      // Found when all of a table is read: names/names.ts.
      return new Uint8Array(bytes.subarray(at, at + nameSize(form.source)));
    case 'string': {
      const field = bytes.subarray(at, at + form.capacity);
      const end = field.indexOf(0);
      return new Uint8Array(end === -1 ? field : field.subarray(0, end));
    }
    case 'cut string': {
      const field = bytes.subarray(at, at + form.capacity);
      const end = field.indexOf(0);
      return end === -1 ? Buffer.concat([field, Buffer.from(form.trailer)]) : new Uint8Array(field.subarray(0, end));
    }
    case 'buffer': {
      const length = Math.min(bytes.readUInt32LE(at), form.capacity);
      return new Uint8Array(bytes.subarray(at + 8, at + 8 + length));
    }
    case 'inet':
      return new TextEncoder().encode(addressText(bytes.subarray(at + 8, at + 8 + bytes.readUInt32LE(at))));
    case 'macaddr': {
      const parts = Array.from(bytes.subarray(at, at + 6), (byte) => byte.toString(16).padStart(2, '0'));
      return new TextEncoder().encode(parts.join(':').toUpperCase());
    }
    case 'bits': {
      const bits = decodeNumber(bytes, at, form.size, false) >> BigInt(form.shift);
      return BigInt.asUintN(form.width, bits);
    }
    case 'array':
      return Array.from({ length: form.length }, (_, index) =>
        decodeForm(bytes, at + index * form.stride, form.element),
      );
    case 'parts':
      return form.parts.map((part) => decodeForm(bytes, at + part.offset, part.form));
  }
}

function decodeNumber(bytes: Buffer, at: number, size: 1 | 2 | 4 | 8, signed: boolean): bigint {
  if (size === 8) return signed ? bytes.readBigInt64LE(at) : bytes.readBigUInt64LE(at);
  return BigInt(signed ? bytes.readIntLE(at, size) : bytes.readUIntLE(at, size));
}
