import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCounts, closingLines, noCounts, summaryTable } from './test-summary.ts';

const three = { ...noCounts, tests: 3, passed: 2, failed: 1 };

test('a suite that failed says why on its line', () => {
  const outcomes = [
    { name: 'unit', failure: null, counts: { ...noCounts, tests: 2, passed: 2 }, milliseconds: 1234 },
    { name: 'kernel', failure: 'ran no test', counts: noCounts, milliseconds: 10 },
  ];
  assert.equal(
    summaryTable(outcomes),
    `
── summary
✔ unit       1.2 s  2 of 2 tests
✖ kernel     0.0 s                      ran no test`,
  );
});

test('the closing lines are the sum over the suites', () => {
  const text = closingLines([three, three].reduce(addCounts, noCounts), 1500.7);
  assert.deepEqual(text.split('\n'), [
    'ℹ tests 6',
    'ℹ suites 0',
    'ℹ pass 4',
    'ℹ fail 2',
    'ℹ cancelled 0',
    'ℹ skipped 0',
    'ℹ todo 0',
    'ℹ duration_ms 1501',
  ]);
});
