/**
 * Needs: a format without errors and one argument per conversion, accepted by it. Gives: the bytes that printf
 * prints. Widths count bytes; the precision has no effect; integers are cut to 32 bits without a length
 * modifier (inventory O3.03, O3.05). Padding zeros go where spaces would, before a sign (`000-5`) and behind what stands on
 * the left (`%-04d` of 5: `5000`), as bpftrace has it and C has not.
 */
import { bytesOf, integerOf } from '../canonical/datum.ts';
import { invariant } from '../invariant.ts';
import type { ConversionSpec, Format } from '../printf-format.ts';
import type { ColumnType, Datum } from '../schema.ts';
import { allocationFlags } from './allocation-flags.ts';
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
  return pad(spec, convert(spec, type, datum, escape));
}

function literalText(text: ByteText, escape: boolean): ByteText {
  if (!escape) return text;
  return text
    .split(/([\t\n])/)
    .map((piece) => (piece === '\t' || piece === '\n' ? piece : fromBytes(toBytes(piece), true)))
    .join('');
}

interface Converted {
  /** What is brought to the width. */
  readonly head: ByteText;
  readonly rest: ByteText;
}

function convert(spec: ConversionSpec, type: ColumnType, datum: Datum, escape: boolean): Converted {
  if (spec.conversion === 's') return split(type, datumText(type, datum, escape));
  if (spec.conversion === 'r' || spec.conversion === 'rx' || spec.conversion === 'rh')
    return alone(bytesText(spec.conversion, bytesOf(datum)));
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
    case 'gr':
      return alone(flagsText(type, value));
    case 'c':
      return alone(fromBytes(Uint8Array.of(Number(BigInt.asUintN(8, value))), escape));
    case 'p': {
      const address = BigInt.asUintN(64, value);
      return alone((address === 0n ? '' : '0x') + address.toString(16));
    }
  }
}

/** A truth is no set of flags; the format takes it all the same. */
function flagsText(type: ColumnType, value: bigint): ByteText {
  if (type.kind !== 'bool') return allocationFlags(value);
  return `!{invalid GFP flags conversion: ${value === 0n ? 'false' : 'true'}}`;
}

function signedText(value: bigint, plus: boolean): Converted {
  const sign = value < 0n ? '-' : plus ? '+' : '';
  return alone(sign + (value < 0n ? -value : value).toString());
}

function unsignedText(spec: ConversionSpec, value: bigint, radix: 8 | 10 | 16, prefix: string): Converted {
  const number = BigInt.asUintN(spec.bits, value);
  const digits = number.toString(radix);
  const body = spec.conversion === 'X' ? digits.toUpperCase() : digits;
  return alone((spec.alternate && number !== 0n ? prefix : '') + body);
}

function alone(head: ByteText): Converted {
  return { head, rest: '' };
}

/** Of what has parts a width is that of its opening bracket alone, as in bpftrace, which writes it piece by piece. */
function split(type: ColumnType, text: ByteText): Converted {
  const at = type.kind === 'record' ? 2 : type.kind === 'tuple' || type.kind === 'array' ? 1 : text.length;
  return { head: text.slice(0, at), rest: text.slice(at) };
}

function pad(spec: ConversionSpec, { head, rest }: Converted): ByteText {
  const filling = (spec.zero ? '0' : ' ').repeat(Math.max(0, spec.width - head.length));
  return (spec.left ? head + filling : filling + head) + rest;
}

/** A buffer: as it is where it can be, all in hex, or hex with spaces (inventory O3.06). */
function bytesText(conversion: 'r' | 'rx' | 'rh', bytes: Uint8Array): ByteText {
  if (conversion === 'r') return bufferText(bytes);
  if (conversion === 'rx') return hexEscapes(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
