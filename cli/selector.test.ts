import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from './exit-code.ts';
import { type LabelSelector, parseSelector } from './selector.ts';

const check = (text: string, expected: Partial<LabelSelector>): void =>
  assert.deepEqual(parseSelector(text), { matchLabels: {}, matchExpressions: [], ...expected });

test('as kubectl takes them', () => {
  check('app=x', { matchLabels: { app: 'x' } });
  check('app==x, tier = db', { matchLabels: { app: 'x', tier: 'db' } });
  check('app.kubernetes.io/name=checkout-1', { matchLabels: { 'app.kubernetes.io/name': 'checkout-1' } });
  check('tier!=db', { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] });
  check('release in (a, b),!canary,x', {
    matchExpressions: [
      { key: 'release', operator: 'In', values: ['a', 'b'] },
      { key: 'canary', operator: 'DoesNotExist' },
      { key: 'x', operator: 'Exists' },
    ],
  });
  check('a=1,a=2', { matchLabels: { a: '1' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['2'] }] });
});

test('what is none', () => {
  for (const text of ['', 'app=x,', 'app = x y', 'a in x', '=x', 'a>1', '-l']) {
    assert.throws(() => parseSelector(text), Failure, text);
  }
});
