/**
 * Constant integer expressions of C: conditions of `#if`, lengths of arrays, widths of bit fields, values of enums.
 *
 * Needs: expanded tokens, and what identifiers stand for. Gives: the value, as a signed 64-bit number; null for what is none.
 * Reports: nothing.
 */
import type { CToken } from './token.ts';

export type ValueOf = (name: string) => bigint | null;

/** Nesting of parentheses and operators; texts come from anywhere. */
const maxDepth = 100;

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** All of `tokens` must be the expression. */
export function evaluateConstant(tokens: readonly CToken[], valueOf: ValueOf): bigint | null {
  const reader = new Evaluator(tokens, valueOf);
  const value = reader.conditional(0);
  return reader.isAtEnd ? value : null;
}

class Evaluator {
  readonly #tokens: readonly CToken[];
  readonly #valueOf: ValueOf;
  #at = 0;

  constructor(tokens: readonly CToken[], valueOf: ValueOf) {
    this.#tokens = tokens;
    this.#valueOf = valueOf;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  conditional(depth: number): bigint | null {
    const condition = this.#binary(0, depth);
    if (!this.#accept('?')) return condition;
    const yes = this.conditional(depth + 1);
    const no = this.#accept(':') && depth < maxDepth ? this.conditional(depth + 1) : null;
    if (condition === null || yes === null || no === null) return null;
    return condition === 0n ? no : yes;
  }

  #binary(level: number, depth: number): bigint | null {
    const operators = levels[level];
    if (operators === undefined) return this.#unary(depth);
    let left = this.#binary(level + 1, depth);
    for (;;) {
      const operator = operators.find((one) => this.#accept(one));
      if (operator === undefined) return left;
      const right = this.#binary(level + 1, depth);
      left = left === null || right === null ? null : compute(operator, left, right);
    }
  }

  #unary(depth: number): bigint | null {
    if (depth > maxDepth) return null;
    for (const operator of ['!', '-', '+', '~']) {
      if (!this.#accept(operator)) continue;
      const operand = this.#unary(depth + 1);
      if (operand === null) return null;
      return BigInt.asIntN(
        64,
        { '!': operand === 0n ? 1n : 0n, '-': -operand, '+': operand, '~': ~operand }[operator] ?? 0n,
      );
    }
    return this.#primary(depth);
  }

  #primary(depth: number): bigint | null {
    const token = this.#tokens[this.#at];
    if (token === undefined) return null;
    this.#at += 1;
    if (token.text === '(') {
      const value = this.conditional(depth + 1);
      return this.#accept(')') ? value : null;
    }
    if (token.kind === 'number') return integerOf(token.text);
    if (token.kind === 'character') return characterOf(token.text);
    return token.kind === 'identifier' ? this.#valueOf(token.text) : null;
  }

  #accept(text: string): boolean {
    if (this.#tokens[this.#at]?.text !== text) return false;
    this.#at += 1;
    return true;
  }
}

function compute(operator: string, left: bigint, right: bigint): bigint | null {
  const truth = (condition: boolean): bigint => (condition ? 1n : 0n);
  switch (operator) {
    case '||':
      return truth(left !== 0n || right !== 0n);
    case '&&':
      return truth(left !== 0n && right !== 0n);
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    case '<':
      return truth(left < right);
    case '>':
      return truth(left > right);
    case '<=':
      return truth(left <= right);
    case '>=':
      return truth(left >= right);
    default:
      return arithmetic(operator, left, right);
  }
}

function arithmetic(operator: string, left: bigint, right: bigint): bigint | null {
  const isShift = operator === '<<' || operator === '>>';
  if ((isShift && (right < 0n || right > 63n)) || ((operator === '/' || operator === '%') && right === 0n)) return null;
  const results: Readonly<Record<string, () => bigint>> = {
    '|': () => left | right,
    '^': () => left ^ right,
    '&': () => left & right,
    '<<': () => left << right,
    '>>': () => left >> right,
    '+': () => left + right,
    '-': () => left - right,
    '*': () => left * right,
    '/': () => left / right,
    '%': () => left % right,
  };
  const result = results[operator]?.();
  return result === undefined ? null : BigInt.asIntN(64, result);
}

/** `0x1fUL`, `017`, `10`; null for floats and what is no number. */
export function integerOf(text: string): bigint | null {
  const match = /^(?:0[xX](?<hex>[0-9a-fA-F]+)|(?<octal>0[0-7]*)|(?<decimal>[1-9][0-9]*))(?:[uUlL]{0,3})$/.exec(text);
  const { hex, octal, decimal } = match?.groups ?? {};
  if (hex !== undefined) return BigInt(`0x${hex}`);
  if (octal !== undefined) return BigInt(`0o${octal.replace(/^0+(?=.)/, '')}`);
  return decimal === undefined ? null : BigInt(decimal);
}

const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, 0: 0, a: 7, b: 8, f: 12, v: 11 };

/** `'a'`, `'\n'`. */
export function characterOf(text: string): bigint | null {
  const match = /^'(?:\\(?<escape>[^])|(?<plain>[^\\]))'$/.exec(text);
  const { escape, plain } = match?.groups ?? {};
  if (plain !== undefined) return BigInt(plain.charCodeAt(0));
  return escape === undefined ? null : BigInt(escapes[escape] ?? escape.charCodeAt(0));
}
