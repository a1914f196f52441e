/** printf's integer conversions and widths (inventory O3), and what they do with a number. */
import type { Dice } from './dice.ts';

interface Conversion {
  readonly text: string;
  apply(value: bigint): string;
}

/** No length means 32 bits. */
const lengths = [
  { text: 'hh', bits: 8 },
  { text: 'h', bits: 16 },
  { text: '', bits: 32 },
  { text: 'l', bits: 64 },
  { text: 'll', bits: 64 },
];

const bases = [
  { text: 'u', base: 10 },
  { text: 'x', base: 16 },
  { text: 'o', base: 8 },
];

const conversions: readonly Conversion[] = lengths.flatMap((length) => [
  { text: `${length.text}d`, apply: (value: bigint) => String(BigInt.asIntN(length.bits, value)) },
  ...bases.map(({ text, base }) => ({
    text: length.text + text,
    apply: (value: bigint) => BigInt.asUintN(length.bits, value).toString(base),
  })),
]);

export function conversion(dice: Dice): Conversion {
  return dice.pick(conversions);
}

export function width(dice: Dice): { readonly text: string; apply(shown: string): string } {
  const size = dice.pick([0, 0, 0, 3, 12, 24]);
  if (size === 0) return { text: '', apply: (shown) => shown };
  return dice.chance(0.5)
    ? { text: String(size), apply: (shown) => shown.padStart(size) }
    : { text: `-${size}`, apply: (shown) => shown.padEnd(size) };
}
