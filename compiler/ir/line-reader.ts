/** Reads one line of the IR's text form word by word; every failure names line and column. */
import { CompilerBug } from '../diagnostics/invariant.ts';
import type { Span } from '../source/source.ts';
import type { BlockId, SlotId, ValueId, ValueType } from './ir.ts';

export class LineReader {
  readonly #text: string;
  readonly #number: number;
  #at = 0;

  constructor(text: string, number: number) {
    this.#text = text;
    this.#number = number;
  }

  fail(message: string): never {
    throw new CompilerBug(`IR line ${this.#number}:${this.#at + 1}: ${message}: ${this.#text}`);
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }

  #take(pattern: RegExp, what: string): string {
    const match = this.#match(pattern);
    return match ?? this.fail(`expected ${what}`);
  }

  #match(pattern: RegExp): string | null {
    while (this.#text[this.#at] === ' ') this.#at += 1;
    const match = pattern.exec(this.rest());
    if (match === null || match.index !== 0) return null;
    this.#at += match[0].length;
    return match[0];
  }

  word(what: string): string {
    return this.#take(/^[A-Za-z_.][\w.]*/, what);
  }

  oneOf<T extends string>(allowed: readonly T[]): T {
    const got = this.word(allowed.join(' or '));
    return allowed.find((each) => each === got) ?? this.fail(`expected ${allowed.join(' or ')}, got ${got}`);
  }

  /** Takes a word or punctuation mark if it is next. */
  accept(token: string): boolean {
    const start = this.#at;
    const got = this.#match(/^(?:[A-Za-z_]\w*|[^\sA-Za-z_])/);
    if (got === token) return true;
    this.#at = start;
    return false;
  }

  expect(token: string): void {
    if (!this.accept(token)) this.fail(`expected ${token}`);
  }

  bigint(): bigint {
    return BigInt(this.#take(/^-?\d+/, 'a number'));
  }

  integer(): number {
    return Number(this.bigint());
  }

  value(): ValueId {
    return Number(this.#take(/^%\d+/, 'a value').slice(1));
  }

  valueOrConstant(): ValueId | bigint {
    return /^ *%/.test(this.rest()) ? this.value() : this.bigint();
  }

  /** `%N` or `%N:pointer`. */
  definition(sink: { define(id: ValueId, type: ValueType): void }): ValueId {
    const [id = '', type = 'int'] = this.#take(/^%\d+(:pointer)?/, 'a value')
      .slice(1)
      .split(':');
    sink.define(Number(id), type === 'pointer' ? 'pointer' : 'int');
    return Number(id);
  }

  block(): BlockId {
    return Number(this.#take(/^b\d+/, 'a block').slice(1));
  }

  slot(): SlotId {
    return Number(this.#take(/^\$\d+/, 'a slot').slice(1));
  }

  /** `!START:END`, or 0:0 when there is none. */
  span(): Span {
    const text = this.#match(/^!\d+:\d+/);
    const [start = 0, end = 0] = text === null ? [] : text.slice(1).split(':').map(Number);
    return { start, end };
  }

  end(): void {
    if (this.rest().trim() !== '') this.fail('expected the end of the line');
  }
}
