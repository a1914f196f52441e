/**
 * Names of one trace: of its stacks and symbols, and those that its owner knows.
 *
 * Needs: the maps of stacks, the symbolizer, the owner's names. Gives: a NameReader. A stack's text is made once. Reports:
 * nothing; a stack whose map is gone has no frames.
 */
import { type NameSource, noStack } from '@bpfleet/compiler';
import type { StackReader } from '../kernel/stacks.ts';
import { BoundedMap } from '../symbols/bounded-map.ts';
import type { Symbolizer } from '../symbols/symbolizer.ts';
import type { NameReader } from './names.ts';

const maxTexts = 65_536;

export class TracedNames implements NameReader {
  readonly #owner: NameReader;
  readonly #stacks: StackReader;
  readonly #symbolizer: Symbolizer;
  readonly #demangles: boolean;
  readonly #texts = new BoundedMap<string, string>(maxTexts);

  constructor(owner: NameReader, stacks: StackReader, symbolizer: Symbolizer, demangles: boolean) {
    this.#owner = owner;
    this.#stacks = stacks;
    this.#symbolizer = symbolizer;
    this.#demangles = demangles;
  }

  nameOf(source: NameSource, value: bigint): string {
    switch (source.of) {
      case 'ksym':
        return this.#symbolizer.ksym(value);
      case 'usym':
        return this.#symbolizer.usym(Number(value >> 64n), BigInt.asUintN(64, value), this.#demangles);
      case 'stack':
        return this.#stackText(source, value);
      default:
        return this.#owner.nameOf(source, value);
    }
  }

  #stackText(source: NameSource & { readonly of: 'stack' }, value: bigint): string {
    const { space, mode, limit } = source;
    const key = `${space} ${mode} ${limit} ${value}`;
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const number = Number(BigInt.asUintN(32, value));
    const addresses = number === noStack ? [] : this.#stacks.frames(space, limit, number);
    const text =
      space === 'kernel'
        ? this.#symbolizer.kernelStack(addresses, mode)
        : this.#symbolizer.userStack(Number(value >> 32n), addresses, mode, this.#demangles);
    this.#texts.set(key, text);
    return text;
  }
}
