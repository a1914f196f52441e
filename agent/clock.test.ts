import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { afterMillis, atWallClock, type Cancel, everyMillis, longestMs } from './clock.ts';

const day = 24 * 60 * 60 * 1000;

/** What runs, and how often, when the clock has moved on by each of `steps`. */
function check(
  t: TestContext,
  start: (action: () => void) => Cancel,
  steps: readonly (readonly [number, number])[],
): void {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  let runs = 0;
  const cancel = start(() => (runs += 1));
  for (const [milliseconds, expected] of steps) {
    t.mock.timers.tick(milliseconds);
    assert.equal(runs, expected, `after ${milliseconds} ms more`);
  }
  cancel();
  t.mock.timers.tick(100 * day);
  assert.equal(runs, steps.at(-1)?.[1], 'nothing runs after the cancellation');
}

const beyond = 60 * day;

test('once', (t) =>
  check(t, (action) => afterMillis(100, action), [
    [99, 0],
    [1, 1],
    [1000, 1],
  ]));
test('once, beyond the longest timer', (t) =>
  check(t, (action) => afterMillis(beyond, action), [
    [longestMs, 0],
    [longestMs, 0],
    [beyond - 2 * longestMs - 1, 0],
    [1, 1],
  ]));
test('again and again', (t) =>
  check(t, (action) => everyMillis(100, action), [
    [99, 0],
    [1, 1],
    [100, 2],
    [99, 2],
  ]));
test('again and again, beyond the longest timer', (t) =>
  check(t, (action) => everyMillis(beyond, action), [
    [longestMs - 1, 0],
    [1, 1],
    [longestMs, 2],
  ]));
test('at a moment', (t) =>
  check(t, (action) => atWallClock(100_000_000n, action), [
    [99, 0],
    [1, 1],
  ]));

test('at a moment that is past', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 5000 });
  let runs = 0;
  atWallClock(1n, () => (runs += 1));
  t.mock.timers.tick(1);
  assert.equal(runs, 1);
});

test('cancelled before it ran', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  afterMillis(60 * day, () => assert.fail())();
  everyMillis(60 * day, () => assert.fail())();
  t.mock.timers.tick(100 * day);
});
