import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { loadWorkload } from './support.ts';

// That it stores is shown where a compiled script has global data: agent/sessions/recover.kernel.test.ts.
test('store refuses a map that is not global data', (t) => {
  const map = loadWorkload(t).map('plain');
  assert.throws(() => map.store(0, 1n), { operation: 'store', errno: constants.errno.EINVAL });
});

test('store checks its arguments', (t) => {
  const map = loadWorkload(t).map('plain');
  assert.throws(() => map.store(8, 1n), RangeError);
  assert.throws(() => map.store(0, -1n), RangeError);
});
