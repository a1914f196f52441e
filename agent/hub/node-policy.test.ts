import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultLimits } from '@bpfleet/compiler';
import type { Limits } from '@bpfleet/proto';
import { type NodeFacts, nodePolicy } from './node-policy.ts';

const none: Limits = { maxMapKeys: 0, maxMapBytes: 0n, maxStringLength: 0, maxProbes: 0 };
const { maxMapKeys, maxMapBytes, maxProbes } = defaultLimits;

const cases: readonly {
  readonly name: string;
  readonly wish: Limits | null;
  readonly gives: Partial<typeof defaultLimits>;
}[] = [
  { name: 'no limits are the ceiling', wish: null, gives: {} },
  { name: 'zeros are the ceiling', wish: none, gives: {} },
  { name: 'less is granted', wish: { ...none, maxMapKeys: 7, maxProbes: 1 }, gives: { maxMapKeys: 7, maxProbes: 1 } },
  {
    name: 'more is the ceiling',
    wish: { ...none, maxMapKeys: maxMapKeys + 1, maxMapBytes: 1n << 60n, maxProbes: maxProbes + 1 },
    gives: { maxMapKeys, maxMapBytes, maxProbes },
  },
];

const machine: NodeFacts = { cgroupLevel: null, containerLevels: [3, 4], allowUnsafe: false };
const job = { limits: null, scope: 'NODE', unsafe: false } as const;

for (const { name, wish, gives } of cases) {
  test(name, () => {
    assert.deepEqual(nodePolicy({ ...job, limits: wish }, machine).limits, { ...defaultLimits, ...gives });
  });
}

test('the guard is that of the node, or of the containers that the job may see', () => {
  const node = { ...machine, cgroupLevel: 3 };
  assert.deepEqual(nodePolicy(job, machine).guard, { kind: 'none' });
  assert.deepEqual(nodePolicy({ ...job, scope: 'UNSPECIFIED' }, node).guard, { kind: 'cgroup', levels: [3] });
  assert.deepEqual(nodePolicy({ ...job, scope: 'CONTAINERS' }, machine).guard, { kind: 'cgroup', levels: [3, 4] });
  assert.deepEqual(nodePolicy({ ...job, scope: 'CONTAINERS' }, node).guard, { kind: 'cgroup', levels: [3, 4] });
});

test('unsafe takes the class and the node', () => {
  const of = (unsafe: boolean, allowUnsafe: boolean): boolean =>
    nodePolicy({ ...job, unsafe }, { ...machine, allowUnsafe }).unsafe;
  assert.deepEqual([of(false, false), of(true, false), of(false, true), of(true, true)], [false, false, false, true]);
});

test('what a node finds is merged', () => {
  assert.equal(nodePolicy(job, machine).fleet, true);
});
