/**
 * Format strings of printf (inventory O3.01–O3.08). No imports: the compiler's checker uses this file too.
 * Needs: the text of a format, escapes resolved, one char per byte (latin1). Gives: its parts in order. Reports: wrong conversions, by
 * their place in the text.
 */

export type Conversion = 'd' | 'i' | 'u' | 'x' | 'X' | 'o' | 'c' | 'p' | 's' | 'r' | 'rx' | 'rh' | 'gr';

export interface ConversionSpec {
  readonly kind: 'conversion';
  readonly conversion: Conversion;
  /** Bits that are left of an integer before it is printed: 32 without a length modifier. */
  readonly bits: 8 | 16 | 32 | 64;
  /** `-`: pads on the right. */
  readonly left: boolean;
  /** `+`: a sign on positive numbers, too. */
  readonly plus: boolean;
  /** `#`: base prefix. */
  readonly alternate: boolean;
  /** `0`: pads numbers with zeros. */
  readonly zero: boolean;
  /** Least number of bytes; 0 for none. */
  readonly width: number;
  /** Place in the format, in UTF-16 units, with the `%`. */
  readonly offset: number;
  readonly length: number;
}

/** Literals have one char per byte, as the text that they come from. */
export type FormatPart = { readonly kind: 'literal'; readonly text: string } | ConversionSpec;

export interface FormatError {
  readonly offset: number;
  readonly length: number;
  /** One line without a period. */
  readonly message: string;
}

export interface Format {
  readonly parts: readonly FormatPart[];
  /** The conversions among the parts, in order: the n-th takes the n-th argument. */
  readonly conversions: readonly ConversionSpec[];
  readonly errors: readonly FormatError[];
}

/** A wider field is surely a mistake, and would let a format of ten characters print gigabytes. */
const maxWidth = 65_536;

// Flags only in this order; `*` and the precision are read and have no effect. What is no conversion is text: `100%, `.
const specPattern =
  /%(-?)(\+?) ?(#?)(0?)(\d+|\*)?(?:\.(?:\d+|\*)?)?(hh|h|ll|l|j|z|t|L)?(rx|rh|gr|[diouxXeEfFgGaAcspnr%])/y;

export function parseFormat(text: string): Format {
  const parts: FormatPart[] = [];
  const errors: FormatError[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    const percent = text.indexOf('%', at);
    literal += text.slice(at, percent < 0 ? text.length : percent);
    if (percent < 0) break;
    const found = parseSpec(text, percent);
    at = percent + found.length;
    if (found.kind === 'text') literal += '%';
    else if (found.kind === 'error') errors.push({ offset: percent, length: found.length, message: found.message });
    else {
      if (literal !== '') parts.push({ kind: 'literal', text: literal });
      parts.push(found);
      literal = '';
    }
  }
  if (literal !== '') parts.push({ kind: 'literal', text: literal });
  return { parts, conversions: parts.filter((part) => part.kind === 'conversion'), errors };
}

/** Whether a conversion takes an argument of this kind (O3.02). */
export function acceptsArgument(spec: ConversionSpec, kind: string): boolean {
  if (spec.conversion === 'r' || spec.conversion === 'rx' || spec.conversion === 'rh') return kind === 'buffer';
  return spec.conversion === 's' || integers.has(kind);
}

const integers: ReadonlySet<string> = new Set(['int', 'bool', 'pointer', 'enum']);

type Found =
  | ConversionSpec
  /** A percent sign. */
  | { readonly kind: 'text'; readonly length: number }
  | { readonly kind: 'error'; readonly length: number; readonly message: string };

function parseSpec(text: string, offset: number): Found {
  specPattern.lastIndex = offset;
  const match = specPattern.exec(text);
  const [whole = '%', minus, plus, hash, zero, width = '', modifier = '', name = '%'] = match ?? [];
  const length = whole.length;
  // With flags and a width too, which have no effect.
  if (name === '%') return { kind: 'text', length };
  if (!isConversion(name)) return { kind: 'error', length, message: `unsupported format specifier: ${name}` };
  const wide = width === '' || width === '*' ? 0 : Number(width);
  if (wide > maxWidth) return { kind: 'error', length, message: `width ${width} in '${whole}' is over ${maxWidth}` };
  return {
    kind: 'conversion',
    conversion: name,
    bits: bitsOf(modifier),
    left: minus !== '',
    plus: plus !== '',
    alternate: hash !== '',
    zero: zero !== '',
    width: wide,
    offset,
    length,
  };
}

function isConversion(name: string): name is Conversion {
  return (name.length === 1 && 'diuxXocpsr'.includes(name)) || name === 'rx' || name === 'rh' || name === 'gr';
}

function bitsOf(modifier: string): 8 | 16 | 32 | 64 {
  // `L` is for floating point, and changes nothing.
  if (modifier === '' || modifier === 'L') return 32;
  if (modifier === 'h') return 16;
  return modifier === 'hh' ? 8 : 64;
}
