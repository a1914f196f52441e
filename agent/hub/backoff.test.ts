import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delayFor } from './backoff.ts';

const backoff = { baseMs: 100, maxMs: 1000 };

test('delays double up to the ceiling', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 100].map((attempt) => delayFor(backoff, attempt, 0.999999)),
    [100, 200, 400, 800, 1000, 1000],
  );
});

test('jitter keeps at least a quarter', () => {
  assert.deepEqual(
    [0, 2, 50].map((attempt) => delayFor(backoff, attempt, 0)),
    [25, 100, 250],
  );
});
