import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addLosses, describeLosses, isLossless, noLosses } from './losses.ts';
import type { Losses } from './schema.ts';

function check(losses: Partial<Losses>, expected: string | null): void {
  assert.equal(describeLosses({ ...noLosses, ...losses }), expected);
  assert.equal(isLossless({ ...noLosses, ...losses }), expected === null);
}

test('what was lost, in words', () => {
  check({}, null);
  check({ events: 12n, mapFull: 3n }, 'Lost 12 events, 3 map updates (map full)');
  check({ events: 1n, control: 1n, mapFull: 1n }, 'Lost 1 event, 1 control record, 1 map update (map full)');
  check(
    { missedRuns: 2n, failedReads: 4n },
    'Lost 2 program runs (skipped by the kernel), 4 reads (failed helper call)',
  );
});

test('losses add up by kind', () => {
  const some: Losses = { events: 1n, control: 2n, mapFull: 3n, missedRuns: 4n, failedReads: 5n };
  assert.deepEqual(addLosses(some, some), { events: 2n, control: 4n, mapFull: 6n, missedRuns: 8n, failedReads: 10n });
  assert.deepEqual(addLosses(some, noLosses), some);
});
