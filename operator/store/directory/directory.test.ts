import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TraceJobStatus } from '@bpfleet/proto';
import { temporaryFolder } from '../../testing/jobs.ts';
import type { JobRef, StoredContent } from '../store.ts';
import { directoryStore } from './directory.ts';

const job: JobRef = { kind: 'ClusterTraceJob', namespace: '', name: 'job', uid: 'u', generation: 1 };

function statusOf(message: string): TraceJobStatus {
  const condition = { type: 'Accepted', status: 'True', observedGeneration: 1, reason: 'Valid' } as const;
  return { observedGeneration: 1, conditions: [{ ...condition, message, lastTransitionTime: 'now' }] };
}

function textOf(content: StoredContent): string {
  return content.kind === 'text' ? content.text : '';
}

test('NAME.yaml is a job; everything else is not, and nothing that is there can hang the operator', (t) => {
  const folder = temporaryFolder(t);
  const store = directoryStore(folder);
  writeFileSync(join(folder, 'good.yaml'), 'text');
  writeFileSync(join(folder, 'good.status.yaml'), 'status');
  writeFileSync(join(folder, '.hidden.yaml'), 'x');
  writeFileSync(join(folder, 'notes.txt'), 'x');
  writeFileSync(join(folder, 'latin.yaml'), Buffer.from([0x61, 0xff]));
  writeFileSync(join(folder, 'large.yaml'), 'x'.repeat(300_000));
  mkdirSync(join(folder, 'folder.yaml'));
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  const listed = store
    .list()
    .map(({ key, content }) => `${key}: ${content.kind === 'unreadable' ? content.message : textOf(content)}`);
  assert.deepEqual(listed, [
    'folder: not an ordinary file',
    'good: text',
    'large: larger than 262144 bytes',
    'latin: not UTF-8',
    'pipe: not an ordinary file',
  ]);
});

test('status and result are written whole or not at all, and leave no other files', (t) => {
  const folder = temporaryFolder(t);
  const store = directoryStore(folder);
  store.writeStatus(job, statusOf('first'));
  store.writeStatus(job, statusOf('second, longer'));
  const text = readFileSync(join(folder, 'job.status.yaml'), 'utf8');
  assert.match(text, /kind: ClusterTraceJob\nmetadata:\n  name: job\n  uid: u\n/);
  assert.match(text, /message: second, longer/);
  assert.equal(store.hasResult(job), false);
  store.writeResult(job, { result: '{}', text: '@: 1\n', lines: 'a\n' });
  assert.equal(store.hasResult(job), true);
  assert.equal(readFileSync(join(folder, 'job.result.txt'), 'utf8'), '@: 1\n');
  const files = ['job.lines.jsonl', 'job.result.json', 'job.result.txt', 'job.status.yaml'];
  assert.deepEqual(readdirSync(folder).toSorted(), files);
  store.removeResult(job);
  store.removeStatus(job);
  store.removeStatus(job);
  assert.deepEqual(readdirSync(folder), []);
});

test('changes are noticed soon; the own writes are not changes', async (t) => {
  const folder = temporaryFolder(t);
  const store = directoryStore(folder);
  let calls = 0;
  const end = store.watch(() => (calls += 1));
  t.after(end);
  /** Calls within half a second, well before the next rescan. */
  const check = async (expected: boolean, change: () => void): Promise<void> => {
    const before = calls;
    change();
    await sleep(300);
    assert.equal(calls > before, expected, change.toString());
  };
  const path = join(folder, 'job.yaml');
  await check(true, () => writeFileSync(path, 'x'));
  await check(true, () => writeFileSync(path, 'y'));
  await check(false, () => store.writeStatus(job, statusOf('status')));
  await check(true, () => renameSync(path, join(folder, 'other.yaml')));
  await check(true, () => rmSync(join(folder, 'other.yaml')));
  const before = calls;
  await sleep(2100);
  assert.ok(calls > before, 'and now and then it is called without a change');
});

test('where nothing can be watched it is looked at now and then all the same', async (t) => {
  const folder = temporaryFolder(t);
  const store = directoryStore(folder);
  rmSync(folder, { recursive: true });
  await new Promise<void>((resolve) => t.after(store.watch(resolve)));
});
