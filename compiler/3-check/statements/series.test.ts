import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localPolicy } from '../../policy.ts';
import { checkScript } from '../../testing/check-script.ts';
import { targetOf } from '../../testing/target.ts';

test('where nodes are merged there are no series', () => {
  const script = 'begin { @ = tseries(1, 1s, 5); }';
  const messages = (fleet: boolean): readonly string[] =>
    checkScript(script, targetOf(script), { ...localPolicy, fleet }).diagnostics.map(({ message }) => message);
  assert.deepEqual(messages(false), ['tseries() may change in later versions']);
  assert.deepEqual(messages(true), ['tseries() is not on a fleet yet']);
});
