import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Paced } from './paced.ts';

function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('what is asked for in one turn is done once, on the next', async () => {
  let runs = 0;
  const paced = new Paced(() => (runs += 1));
  paced.ask();
  paced.ask();
  assert.equal(runs, 0);
  await turn();
  assert.equal(runs, 1);
  await turn();
  assert.equal(runs, 1);
});

test('work that takes long leaves most of the time to others, and what was asked meanwhile is still done', async () => {
  let runs = 0;
  const started = performance.now();
  const paced = new Paced(() => {
    runs += 1;
    busy(20);
  });
  while (performance.now() < started + 400) {
    paced.ask();
    await turn();
  }
  const most = Math.ceil((performance.now() - started) / 80);
  assert.ok(runs >= 2 && runs <= most, `${runs} runs; at most ${most} leave three quarters of the time`);
  const before = runs;
  paced.ask();
  while (runs === before) await turn();
});

test('nothing runs after close', async () => {
  let runs = 0;
  const paced = new Paced(() => (runs += 1));
  paced.ask();
  paced.close();
  await turn();
  assert.equal(runs, 0);
});
