/** A session whose end goes wrong in the middle: the process has no descriptors left, as with a leak or a low limit. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { numberAt, runScript, stopped } from '../testing/session.ts';

/** Takes away the right to new descriptors; gives how to give it back. */
async function withoutDescriptors(): Promise<() => Promise<void>> {
  const limit = (soft: string): string => `prlimit --pid ${process.pid} --nofile=${soft}:`;
  const script = `${limit('4')} && echo taken && read line; ${limit('4096')}`;
  const child = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end('\n');
    await once(child, 'close');
  };
}

/** Resolves when timers of this kernel have run another session's program this often. */
async function ticks(count: number): Promise<void> {
  const other = runScript('interval:ms:1 { @ = count(); }', { cgroup: null });
  await other.attached;
  while ((numberAt(other.session.snapshot().totals[0], '') ?? 0n) < count) await sleep(1);
  await stopped(other);
  other.session.release();
}

function ringThreads(): number {
  return readdirSync('/proc/self/task').filter(
    (task) => readFileSync(`/proc/self/task/${task}/comm`, 'utf8').trim() === 'bpfleet-rings',
  ).length;
}

test('nothing stays attached and no thread runs on when the end fails', { timeout: 20_000 }, async () => {
  const script = runScript('interval:ms:1 { @ = count(); }', { cgroup: null });
  await script.attached;
  assert.equal(ringThreads(), 1);
  const giveBack = await withoutDescriptors();
  const end = await stopped(script);
  await giveBack();
  assert.ok(end.kind === 'finished');
  assert.deepEqual([end.reason, /EMFILE/.test(end.message ?? '')], ['failure', true], end.message ?? '');
  assert.equal(ringThreads(), 0);
  const counted = script.session.snapshot().totals;
  await ticks(20);
  assert.deepEqual(script.session.snapshot().totals, counted, 'what was counted can be read, and no more comes');
  script.session.release();
});
