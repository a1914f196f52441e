import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { matches } from './glob.ts';

const cases: readonly (readonly [string, string, boolean])[] = [
  ['*', '', true],
  ['*', 'anything', true],
  ['a*', 'a', true],
  ['a*', 'ba', false],
  ['*a', 'ba', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a*b*c', 'axbxc', true],
  ['a*b*c', 'acb', false],
  ['*b*', 'abc', true],
  ['**', '', true],
  ['ab', 'ab', true],
  ['a.', 'ab', false],
  ['a[bc]', 'ab', false],
];

describe('wildcards', () => {
  for (const [pattern, text, expected] of cases)
    it(`${pattern} and ${text}`, () => assert.equal(matches(pattern, text), expected));
});

it('agrees with the regular expression it stands for', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
  fc.assert(
    fc.property(word, text, (pattern, candidate) =>
      assert.equal(matches(pattern, candidate), new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(candidate)),
    ),
  );
});
