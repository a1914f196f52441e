/**
 * Needs: an object from emit().
 * Gives: a summary of it: sections with their sizes, symbols, relocations.
 * Reports: nothing.
 */
import { readElf } from '../elf/read.ts';

export function printElf(bytes: Uint8Array): string {
  const { sections, symbols, relocations } = readElf(bytes);
  return [
    ...sections.slice(1).map(({ name, size }) => `section ${name} ${size}`),
    ...symbols.slice(1).map(({ type, name, section, value, size }) => `${type} ${name} ${section}+${value} ${size}`),
    ...relocations.map(({ section, offset, symbol }) => `relocation ${section}+${offset} ${symbol}`),
    '',
  ].join('\n');
}
