/**
 * Integer literals, as they stand in expressions and in attach points (`interval:10ms`).
 *
 * Needs: the literal's text, digits first. Gives: its value, 0 … 2^64-1. Reports: why it has none.
 */
export type IntegerLiteral =
  | { readonly ok: true; readonly value: bigint }
  | { readonly ok: false; readonly fault: string };

const uint64Max = 2n ** 64n - 1n;
const int64Max = 2n ** 63n - 1n;

/** Duration suffixes and their nanoseconds. */
export const nanoseconds: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['d', 86_400_000_000_000n],
]);

/** C suffixes and the largest value they allow. They set no type. */
const suffixLimits: ReadonlyMap<string, bigint> = new Map([
  ['u', 2n ** 32n - 1n],
  ['ul', uint64Max],
  ['ull', uint64Max],
  ['l', int64Max],
  ['ll', int64Max],
]);

const bases = [
  { form: /^0[xX](?<digits>[0-9a-fA-F_]*)(?<suffix>.*)$/, prefix: '0x', digits: /^[0-9a-fA-F]+$/, name: 'hexadecimal' },
  { form: /^0(?<digits>[0-9_]+)(?<suffix>.*)$/, prefix: '0o', digits: /^[0-7]+$/, name: 'octal' },
  { form: /^(?<digits>[0-9_]+)(?<suffix>.*)$/, prefix: '', digits: /^[0-9]+$/, name: 'decimal' },
] as const;

/** The value of `0x1f`, `017`, `1_000`, `5e9`, `10ms`, `3ull`. */
export function parseIntegerLiteral(text: string): IntegerLiteral {
  if (/^0[bB]/.test(text)) return fault(`\`${text}\` is no integer: there are no binary numbers${inHexadecimal(text)}`);
  const scientific = /^(?<coefficient>[0-9_]+)e(?<exponent>[0-9]+)(?<suffix>[a-zA-Z]*)$/.exec(text)?.groups;
  if (scientific !== undefined) return parseScientific(scientific);
  for (const base of bases) {
    const groups = base.form.exec(text)?.groups;
    if (groups === undefined) continue;
    const written = groups['digits'] ?? '';
    if (written.endsWith('_')) return fault('an integer cannot end in `_`');
    const digits = written.replaceAll('_', '');
    if (!base.digits.test(digits)) return fault(`\`${text}\` is no ${base.name} number`);
    return scale(BigInt(base.prefix + digits), groups['suffix'] ?? '');
  }
  return fault(`\`${text}\` is no integer`);
}

/** What could be written in place of a binary number. */
function inHexadecimal(text: string): string {
  const digits = text.slice(2).replaceAll('_', '');
  return /^[01]+$/.test(digits) ? `; this one is 0x${BigInt(`0b${digits}`).toString(16)}` : '';
}

function parseScientific(groups: Record<string, string>): IntegerLiteral {
  const coefficient = groups['coefficient'] ?? '';
  const exponent = groups['exponent'] ?? '';
  if (!/^[1-9]$/.test(coefficient)) return fault('before the `e` there must be one digit from 1 to 9');
  if (exponent.startsWith('0')) return fault('the exponent cannot start with 0');
  if (exponent.length > 2) return fault('the number does not fit in 64 bits');
  return scale(BigInt(coefficient) * 10n ** BigInt(exponent), groups['suffix'] ?? '');
}

function scale(value: bigint, suffix: string): IntegerLiteral {
  const unit = nanoseconds.get(suffix);
  const limit = suffixLimits.get(suffix);
  if (suffix !== '' && unit === undefined && limit === undefined) return fault(`unknown suffix \`${suffix}\``);
  const scaled = value * (unit ?? 1n);
  if (scaled > uint64Max) return fault('the number does not fit in 64 bits');
  if (limit !== undefined && scaled > limit)
    return fault(`the number does not fit the suffix \`${suffix}\` (at most ${limit})`);
  return { ok: true, value: scaled };
}

const fault = (text: string): IntegerLiteral => ({ ok: false, fault: text });
