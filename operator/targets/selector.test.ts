import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selects } from './selector.ts';

type Requirement = readonly [key: string, operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', ...values: string[]];

function check(
  labels: Readonly<Record<string, string>>,
  matchLabels: Record<string, string>,
  requirements: readonly Requirement[],
  expected: boolean,
): void {
  const matchExpressions = requirements.map(([key, operator, ...values]) => ({ key, operator, values }));
  assert.equal(selects({ matchLabels, matchExpressions }, labels), expected);
}

test('no selector and an empty one select everything', () => {
  assert.equal(selects(undefined, {}), true);
  check({}, {}, [], true);
  check({ a: '1' }, {}, [], true);
});

test('labels', () => {
  check({ a: '1', b: '2' }, { a: '1' }, [], true);
  check({ a: '1' }, { a: '1', b: '2' }, [], false);
  check({ a: '' }, { a: '' }, [], true);
  check({}, { a: '' }, [], false);
  check({}, { constructor: 'x' }, [], false);
});

test('expressions, as Kubernetes evaluates them', () => {
  check({ a: '1' }, {}, [['a', 'In', '1', '2']], true);
  check({}, {}, [['a', 'In', '1']], false);
  check({ a: '3' }, {}, [['a', 'NotIn', '1', '2']], true);
  check({}, {}, [['a', 'NotIn', '1']], true);
  check({ a: '1' }, {}, [['a', 'NotIn', '1']], false);
  check({ a: '' }, {}, [['a', 'Exists']], true);
  check({}, {}, [['toString', 'Exists']], false);
  check({}, {}, [['a', 'DoesNotExist']], true);
  check({ a: '1' }, { a: '1' }, [['a', 'DoesNotExist']], false);
});
