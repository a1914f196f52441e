import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFacts, writeFacts } from './facts.ts';

test('what is written is read', () => {
  const facts = { jobUid: 'a-b', generation: (1n << 64n) - 1n };
  assert.deepEqual(readFacts(writeFacts(facts)), facts);
});

for (const text of [
  null,
  '',
  '{',
  'null',
  '{}',
  '{"jobUid":""}',
  '{"jobUid":"a","generation":1}',
  '{"jobUid":"a","generation":"-1"}',
]) {
  test(`${JSON.stringify(text)} is nobody's`, () => {
    assert.equal(readFacts(text), null);
  });
}
