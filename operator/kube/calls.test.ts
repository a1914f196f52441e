import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silent } from '../testing/operator.ts';
import { ApiError } from './api-error.ts';
import { Calls } from './calls.ts';

/** What was done; `failures` are thrown one after the other first. */
function recorder(...failures: readonly ApiError[]): {
  readonly done: string[];
  readonly call: (name: string) => () => Promise<void>;
} {
  const done: string[] = [];
  const left = [...failures];
  return {
    done,
    call: (name) => async () => {
      await Promise.resolve();
      done.push(name);
      const failure = left.shift();
      if (failure !== undefined) throw failure;
    },
  };
}

const error = (status: number, reason = '', message = 'no'): ApiError => new ApiError(status, reason, message);

test('of one key the newest holds, and is done once more when it came while the last one ran', async () => {
  const { done, call } = recorder();
  const calls = new Calls(silent);
  for (const name of ['a', 'b', 'c']) calls.ask('status', call(name));
  await calls.drain(1000);
  assert.deepEqual(done, ['a', 'c']);
});

test('what fails for a while is done later: no answer, too many, no rights yet, no kind yet', async () => {
  for (const failure of [error(0), error(429), error(503), error(403), error(404), error(409, 'Conflict')]) {
    const { done, call } = recorder(failure);
    const calls = new Calls(silent);
    calls.ask('status', call('a'));
    await calls.drain(2000);
    assert.deepEqual(done, ['a', 'a'], String(failure.status));
  }
});

test('what can never be done is given up', async () => {
  for (const failure of [error(404, 'NotFound'), error(422), error(409, 'Conflict', 'uid mismatch')]) {
    const { done, call } = recorder(failure);
    const calls = new Calls(silent);
    calls.ask('status', call('a'));
    await calls.drain(2000);
    assert.deepEqual(done, ['a'], String(failure.status));
    assert.equal(calls.has('status'), false);
  }
});

test('what was dropped is not done', async () => {
  const { done, call } = recorder(error(0));
  const calls = new Calls(silent);
  calls.ask('status', call('a'));
  await new Promise((resolve) => setImmediate(resolve));
  calls.drop('status');
  await calls.drain(100);
  assert.deepEqual(done, ['a']);
});
