import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lease } from './lease.ts';

test('a lease that is not renewed expires once; renewals move the moment', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let expired = 0;
  const lease = new Lease(1000, () => (expired += 1));
  mock.timers.tick(900);
  lease.renew();
  mock.timers.tick(900);
  assert.equal(expired, 0);
  mock.timers.tick(100);
  assert.equal(expired, 1);
  mock.timers.tick(5000);
  assert.equal(expired, 1);
  mock.timers.reset();
});

test('an ended lease does not expire', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let expired = 0;
  const lease = new Lease(1000, () => (expired += 1));
  lease.end();
  mock.timers.tick(5000);
  assert.equal(expired, 0);
  mock.timers.reset();
});

test('a lease beyond the longest timer does not expire at once', async () => {
  let expired = 0;
  const lease = new Lease(2 ** 32 - 1, () => (expired += 1));
  lease.renew();
  await sleep(20);
  lease.end();
  assert.equal(expired, 0);
});
