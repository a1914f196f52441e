import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, durationNs, percentOf } from './units.ts';

test('durations', () => {
  const check = (text: string, ns: bigint): void => assert.equal(durationNs(text), ns, text);
  check('90s', 90_000_000_000n);
  check('1m30s', 90_000_000_000n);
  check('1.5h', 5_400_000_000_000n);
  check('100ms', 100_000_000n);
  check('1h0m0.5s', 3_600_500_000_000n);
});

test('quantities and percentages', () => {
  assert.deepEqual(['16Mi', '1Gi', '2Ki', '7', 9].map(bytesOf), [16_777_216, 1_073_741_824, 2048, 7, 9]);
  assert.deepEqual(['0%', '95%', '100%'].map(percentOf), [0, 95, 100]);
});
