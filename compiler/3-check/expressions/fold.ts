/**
 * Arithmetic on literals, done before types are given (inventory L1.18).
 *
 * Needs: an operator and numbers as written. Gives: the exact result. Reports: why there is none in 64 bits.
 */
import type { ArithmeticOperator } from '../typed.ts';

export type Folded =
  | { readonly ok: true; readonly value: bigint }
  | { readonly ok: false; readonly problem: 'overflow' | 'division-by-zero' };

const min = -(2n ** 63n);
const max = 2n ** 64n - 1n;

export function fold(operator: ArithmeticOperator, left: bigint, right: bigint): Folded {
  if ((operator === '/' || operator === '%') && right === 0n) return { ok: false, problem: 'division-by-zero' };
  if ((operator === '<<' || operator === '>>') && (right < 0n || right > 63n))
    return { ok: false, problem: 'overflow' };
  return inRange(compute(operator, left, right));
}

export function foldNegation(value: bigint): Folded {
  return inRange(-value);
}

function inRange(value: bigint): Folded {
  return value >= min && value <= max ? { ok: true, value } : { ok: false, problem: 'overflow' };
}

function compute(operator: ArithmeticOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<<':
      return left << right;
    // Of written numbers with their sign, unlike where the program computes.
    case '>>':
      return left >> right;
  }
}
