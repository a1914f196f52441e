import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCounts, budgetTable, closingLines, noCounts, summaryTable } from './test-summary.ts';

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

test('each part that ran has its time beside its budget', () => {
  const took = [
    { name: 'install', milliseconds: 6000 },
    { name: 'check', milliseconds: 60_000 },
    { name: 'unit', milliseconds: 270_000 },
    { name: 'cluster-more', milliseconds: 60_000 },
    { name: 'kernel 6.1', milliseconds: 72_000 },
  ];
  assert.equal(
    budgetTable(took),
    `
── budget
  install       0.1 of 5 min
  units         5.5 of 5 min: over
  one VM        1.2 of 6 min`,
  );
});
