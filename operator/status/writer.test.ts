import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TraceJobStatus } from '@bpfleet/proto';
import type { JobStore } from '../store/store.ts';
import { silent } from '../testing/operator.ts';
import { StatusWriter } from './writer.ts';

const owner = { kind: 'TraceJob', name: 'job', namespace: 'default', uid: 'u', generation: 1 } as const;

function status(reason: string, attached: number): TraceJobStatus {
  const nodes = { summary: '', desired: 9, attached, flushed: 0, failed: 0, lost: 0, skipped: 0, restarted: 0 };
  const condition = {
    type: 'Succeeded',
    status: 'Unknown',
    observedGeneration: 1,
    reason,
    message: '',
    lastTransitionTime: '',
  } as const;
  return { observedGeneration: 1, nodes, conditions: [condition] };
}

/** What was written, as `reason attached`. */
function recorder(): { readonly written: string[]; readonly store: JobStore } {
  const written: string[] = [];
  const store: JobStore = {
    list: () => [],
    watch: () => () => undefined,
    writeStatus: (_job, { conditions, nodes }) => {
      written.push(`${conditions[0]?.reason} ${nodes?.attached}`);
    },
    accepted: () => [],
    removeStatus: () => written.push('removed'),
    writeResult: () => undefined,
    hasResult: () => false,
    removeResult: () => undefined,
    objects: null,
  };
  return { written, store };
}

test('conditions at once, numbers seldom, nothing twice', async () => {
  const { written, store } = recorder();
  const writer = new StatusWriter({ store, intervalMs: 100, log: silent });
  writer.offer(owner, status('Tracing', 1));
  for (let attached = 2; attached < 50; attached++) writer.offer(owner, status('Tracing', attached));
  writer.offer(owner, status('Flushing', 49));
  writer.offer(owner, status('Flushing', 50));
  writer.offer(owner, status('Flushing', 51));
  assert.deepEqual(written, ['Tracing 1', 'Flushing 49']);
  await sleep(150);
  writer.offer(owner, status('Flushing', 51));
  assert.deepEqual(written, ['Tracing 1', 'Flushing 49', 'Flushing 51']);
});

test('what waits is written at the end, and never after the removal', async () => {
  const { written, store } = recorder();
  const writer = new StatusWriter({ store, intervalMs: 50, log: silent });
  writer.offer(owner, status('Tracing', 1));
  writer.offer(owner, status('Tracing', 2));
  writer.flush();
  writer.offer(owner, status('Tracing', 3));
  writer.remove(owner);
  await sleep(80);
  assert.deepEqual(written, ['Tracing 1', 'Tracing 2', 'removed']);
});
