import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCpuList } from './cpus.ts';
import { isaOf, UnsupportedKernel } from './target.ts';

test('the instruction set follows from the release', () => {
  assert.equal(isaOf('6.18.44-fc-v669'), 4);
  assert.equal(isaOf('6.6.0'), 4);
  assert.equal(isaOf('6.1.0-25-amd64'), 3);
  assert.equal(isaOf('5.15.0-1051-aws'), 3);
  assert.equal(isaOf('10.0.0'), 4);
});

test('a kernel that is too old is refused', () => {
  assert.throws(() => isaOf('5.4.0-150-generic'), UnsupportedKernel);
  assert.throws(() => isaOf('4.19.0'), UnsupportedKernel);
});

test('CPU lists', () => {
  assert.deepEqual(parseCpuList('0\n'), [0]);
  assert.deepEqual(parseCpuList('0-3,8,10-11\n'), [0, 1, 2, 3, 8, 10, 11]);
  assert.deepEqual(parseCpuList('\n'), []);
});
