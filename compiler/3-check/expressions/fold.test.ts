import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fold, foldNegation } from './fold.ts';
import type { ArithmeticOperator } from '../typed.ts';

const max = 2n ** 64n - 1n;
const cases: readonly (readonly [bigint, ArithmeticOperator, bigint, bigint | 'overflow' | 'division-by-zero'])[] = [
  [1n, '+', 2n, 3n],
  [max, '+', 1n, 'overflow'],
  [0n, '-', 2n ** 63n, -(2n ** 63n)],
  [-1n, '-', 2n ** 63n, 'overflow'],
  [2n ** 32n, '*', 2n ** 32n, 'overflow'],
  [7n, '/', 2n, 3n],
  [-7n, '/', 2n, -3n],
  [-7n, '%', 2n, -1n],
  [7n, '/', 0n, 'division-by-zero'],
  [7n, '%', 0n, 'division-by-zero'],
  [1n, '<<', 63n, 2n ** 63n],
  [1n, '<<', 64n, 'overflow'],
  [2n, '<<', 63n, 'overflow'],
  [1n, '>>', -1n, 'overflow'],
  [-1n, '>>', 63n, -1n],
  [12n, '&', 10n, 8n],
  [12n, '|', 3n, 15n],
  [-1n, '^', 1n, -2n],
];

describe('folding', () => {
  for (const [left, operator, right, expected] of cases) {
    it(`${left} ${operator} ${right}`, () => {
      assert.deepEqual(
        fold(operator, left, right),
        typeof expected === 'bigint' ? { ok: true, value: expected } : { ok: false, problem: expected },
      );
    });
  }
  it('negation', () => {
    assert.deepEqual(foldNegation(2n ** 63n), { ok: true, value: -(2n ** 63n) });
    assert.deepEqual(foldNegation(2n ** 63n + 1n), { ok: false, problem: 'overflow' });
  });
});
