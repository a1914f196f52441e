/**
 * The formatted text of one record layout, put together once: a step for each part of the format, each reading its argument where it
 * lies. A flood of records is decoded by this, so the usual conversions make no object but the text.
 *
 * Needs: a format and where its arguments lie. Gives: the text of a record, one char per byte (latin1); the same text as
 * results' formatPrintf gives. Reports: nothing.
 */
import type { ColumnLayout, Form } from '@bpfleet/compiler';
import { type ByteText, type ConversionSpec, conversionText, parseFormat } from '@bpfleet/results';
import { decodeColumn } from '../kernel/columns.ts';
import { invariant } from '../kernel/invariant.ts';
import { namedDatum, type NameReader } from '../names/names.ts';

/** The text of the record that starts at `start`. */
export type RecordText = (bytes: Buffer, start: number) => ByteText;

export function formattedText(text: string, args: readonly ColumnLayout[], names: NameReader): RecordText {
  const format = parseFormat(text);
  invariant(format.errors.length === 0, `the checker let a bad format pass: ${text}`);
  let next = 0;
  const steps = format.parts.map((part): RecordText => {
    if (part.kind === 'literal') return () => part.text;
    const column = args[next];
    next += 1;
    invariant(column !== undefined, 'an argument for each conversion');
    return fastStep(part, column) ?? anyStep(part, column, names);
  });
  return (bytes, start) => {
    let whole = '';
    for (const step of steps) whole += step(bytes, start);
    return whole;
  };
}

function anyStep(spec: ConversionSpec, column: ColumnLayout, names: NameReader): RecordText {
  const { form, type } = column;
  return (bytes, start) =>
    conversionText(spec, type, namedDatum(decodeColumn(bytes, start, column), form, names), false);
}

/** Null for what is not frequent enough to have a step of its own. */
function fastStep(spec: ConversionSpec, { form, offset, type }: ColumnLayout): RecordText | null {
  const plain = !spec.plus && !spec.alternate && !spec.zero;
  if (!plain) return null;
  const text =
    form.kind === 'string' && type.kind === 'string' && spec.conversion === 's'
      ? stringText(form.capacity, offset)
      : form.kind === 'number' && type.kind === 'int'
        ? numberText(spec, form, offset)
        : null;
  if (text === null || spec.width === 0) return text;
  const { width } = spec;
  return spec.left
    ? (bytes, start) => text(bytes, start).padEnd(width)
    : (bytes, start) => text(bytes, start).padStart(width);
}

function stringText(capacity: number, offset: number): RecordText {
  return (bytes, start) => {
    const from = start + offset;
    const limit = from + capacity;
    let to = from;
    while (to < limit && bytes[to] !== 0) to += 1;
    return bytes.toString('latin1', from, to);
  };
}

function numberText(
  spec: ConversionSpec,
  { size }: Form & { readonly kind: 'number' },
  offset: number,
): RecordText | null {
  const { conversion, bits } = spec;
  if (conversion !== 'd' && conversion !== 'i' && conversion !== 'u' && conversion !== 'x') return null;
  const asSigned = conversion === 'd' || conversion === 'i';
  const radix = conversion === 'x' ? 16 : 10;
  if (bits === 32 && size >= 4) {
    if (asSigned) return (bytes, start) => `${bytes.readInt32LE(start + offset)}`;
    return (bytes, start) => bytes.readUInt32LE(start + offset).toString(radix);
  }
  if (bits !== 64 || size !== 8) return null;
  return asSigned
    ? (bytes, start) => signedText(bytes, start + offset)
    : (bytes, start) => unsignedText(bytes, start + offset, radix);
}

const two32 = 0x1_0000_0000;
/** The upper halves of numbers that a double holds exactly. */
const exactHigh = 0x20_0000;

function signedText(bytes: Buffer, at: number): string {
  const high = bytes.readInt32LE(at + 4);
  if (high >= -exactHigh && high < exactHigh) return `${high * two32 + bytes.readUInt32LE(at)}`;
  return bytes.readBigInt64LE(at).toString();
}

function unsignedText(bytes: Buffer, at: number, radix: number): string {
  const high = bytes.readUInt32LE(at + 4);
  if (high < exactHigh) return (high * two32 + bytes.readUInt32LE(at)).toString(radix);
  return bytes.readBigUInt64LE(at).toString(radix);
}
