/**
 * Needs: a format without errors and one argument per conversion, accepted by it. Gives: the bytes that printf
 * prints. Widths count bytes; the precision has no effect; integers are cut to 32 bits without a length
 * modifier (inventory O3.03, O3.05). Zero padding goes behind the sign and the prefix, as everywhere in C; the
 * inventory marks bpftrace's `000-5` as a defect and this does not copy it.
 */
import { bytesOf, integerOf } from '../canonical/datum.ts';
import { invariant } from '../invariant.ts';
import type { ConversionSpec, Format } from '../printf-format.ts';
import type { ColumnType, Datum } from '../schema.ts';
import { datumText } from './datum.ts';
import { bufferText, hexEscapes } from './escape.ts';
import { type ByteText, fromBytes, toBytes } from './text.ts';

/** `escape`: arguments, and the format's own controls but tab and newline, become safe on a terminal. */
export function formatPrintf(
  format: Format,
  types: readonly ColumnType[],
  args: readonly Datum[],
  escape: boolean,
): Buffer {
  invariant(
    format.conversions.length === args.length && args.length === types.length,
    'printf: as many arguments as conversions',
  );
  let out: ByteText = '';
  let next = 0;
  for (const part of format.parts) {
    if (part.kind === 'literal') {
      out += literalText(part.text, escape);
      continue;
    }
    const type = types[next];
    const datum = args[next];
    invariant(type !== undefined && datum !== undefined, 'printf: an argument for each conversion');
    out += conversionText(part, type, datum, escape);
    next += 1;
  }
  return toBytes(out);
}

/** What one conversion prints. */
export function conversionText(spec: ConversionSpec, type: ColumnType, datum: Datum, escape: boolean): ByteText {
  const { open, rest } = opened(spec, type, convert(spec, type, datum, escape));
  return pad(spec, open) + rest;
}

/** Of what has parts a width is that of its opening bracket alone, as in bpftrace, which writes it piece by piece. */
function opened(
  { conversion }: ConversionSpec,
  type: ColumnType,
  whole: Converted,
): { readonly open: Converted; readonly rest: ByteText } {
  const bracket = conversion === 's' ? (brackets[type.kind] ?? '') : '';
  if (bracket === '' || !whole.body.startsWith(bracket)) return { open: whole, rest: '' };
  return { open: { ...whole, body: bracket }, rest: whole.body.slice(bracket.length) };
}

const brackets: Readonly<Partial<Record<ColumnType['kind'], string>>> = { array: '[', tuple: '(', record: '{ ' };

function literalText(text: ByteText, escape: boolean): ByteText {
  if (!escape) return text;
  return text
    .split(/([\t\n])/)
    .map((piece) => (piece === '\t' || piece === '\n' ? piece : fromBytes(toBytes(piece), true)))
    .join('');
}

/** What stands before the padding zeros, and what behind them. */
interface Converted {
  readonly prefix: string;
  readonly body: ByteText;
  readonly numeric: boolean;
}

function convert(spec: ConversionSpec, type: ColumnType, datum: Datum, escape: boolean): Converted {
  if (spec.conversion === 's') return { prefix: '', body: datumText(type, datum, escape), numeric: false };
  if (spec.conversion === 'r' || spec.conversion === 'rx' || spec.conversion === 'rh')
    return { prefix: '', body: bytesText(spec.conversion, bytesOf(datum)), numeric: false };
  const value = integerOf(datum);
  switch (spec.conversion) {
    case 'd':
    case 'i':
      return signedText(BigInt.asIntN(spec.bits, value), spec.plus);
    case 'u':
      return unsignedText(spec, value, 10, '');
    case 'o':
      return unsignedText(spec, value, 8, '0');
    case 'x':
      return unsignedText(spec, value, 16, '0x');
    case 'X':
      return unsignedText(spec, value, 16, '0X');
    case 'c':
      return { prefix: '', body: fromBytes(Uint8Array.of(Number(BigInt.asUintN(8, value))), escape), numeric: false };
    case 'p': {
      const address = BigInt.asUintN(64, value);
      return { prefix: address === 0n ? '' : '0x', body: address.toString(16), numeric: true };
    }
  }
}

function signedText(value: bigint, plus: boolean): Converted {
  const sign = value < 0n ? '-' : plus ? '+' : '';
  return { prefix: sign, body: (value < 0n ? -value : value).toString(), numeric: true };
}

function unsignedText(spec: ConversionSpec, value: bigint, radix: 8 | 10 | 16, prefix: string): Converted {
  const number = BigInt.asUintN(spec.bits, value);
  const digits = number.toString(radix);
  const body = spec.conversion === 'X' ? digits.toUpperCase() : digits;
  return { prefix: spec.alternate && number !== 0n ? prefix : '', body, numeric: true };
}

function pad(spec: ConversionSpec, { prefix, body, numeric }: Converted): ByteText {
  const missing = spec.width - prefix.length - body.length;
  if (missing <= 0) return prefix + body;
  if (spec.left) return prefix + body + ' '.repeat(missing);
  return spec.zero && numeric ? prefix + '0'.repeat(missing) + body : ' '.repeat(missing) + prefix + body;
}

/** A buffer: as it is where it can be, all in hex, or hex with spaces (inventory O3.06). */
function bytesText(conversion: 'r' | 'rx' | 'rh', bytes: Uint8Array): ByteText {
  if (conversion === 'r') return bufferText(bytes);
  if (conversion === 'rx') return hexEscapes(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
