import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closest, didYouMean } from './suggest.ts';

const names = ['print', 'printf', 'count', 'sum', 'clear', 'exit', 'hist'];
const cases: readonly (readonly [string, readonly string[]])[] = [
  ['prinf', ['print', 'printf']],
  ['cuont', ['count']],
  ['CLEAR', ['clear']],
  ['exi', ['exit']],
  ['hsit', ['hist']],
  ['zzzzzz', []],
  ['x', []],
  ['', []],
];

describe('closest', () => {
  for (const [word, expected] of cases) it(word, () => assert.deepEqual(closest(word, names), expected));
  it('a word of a megabyte', () => assert.deepEqual(closest('x'.repeat(1_000_000), names), []));
});

it('lists suggestions as a question', () => {
  assert.equal(didYouMean([]), null);
  assert.equal(didYouMean(['a']), 'did you mean a?');
  assert.equal(didYouMean(['a', 'b', 'c']), 'did you mean a, b or c?');
});
