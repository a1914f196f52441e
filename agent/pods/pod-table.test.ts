import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod } from '@bpfleet/proto';
import { PodTable } from './pod-table.ts';

function pod(uid: string, ...ids: readonly string[]): Pod {
  const containers = ids.map((id) => ({ name: `name-of-${id}`, id }));
  return { uid, namespace: 'shop', name: `pod-${uid}`, workload: 'Deployment/shop', containers };
}

test('containers are found by their id, of the newest telling', () => {
  const table = new PodTable();
  table.update({ reset: true, pods: [pod('a', '1', '2'), pod('b', '3')], removed: [] });
  assert.equal(table.container('2')?.pod.uid, 'a');
  assert.equal(table.container('2')?.container, 'name-of-2');
  table.update({ reset: false, pods: [pod('a', '2', '4')], removed: ['b'] });
  assert.equal(table.container('1'), null);
  assert.equal(table.container('3'), null);
  assert.equal(table.container('4')?.pod.uid, 'a');
  assert.equal(table.size, 1);
});

test('a reset forgets what is not told again', () => {
  const table = new PodTable();
  table.update({ reset: true, pods: [pod('a', '1')], removed: [] });
  table.update({ reset: true, pods: [], removed: [] });
  assert.equal(table.container('1'), null);
  assert.equal(table.pod('a'), null);
});
