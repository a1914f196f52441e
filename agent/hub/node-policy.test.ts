import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultLimits } from '@bpfleet/compiler';
import type { Limits } from '@bpfleet/proto';
import { nodePolicy } from './node-policy.ts';

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

for (const { name, wish, gives } of cases) {
  test(name, () => {
    assert.deepEqual(nodePolicy(wish, null).limits, { ...defaultLimits, ...gives });
  });
}

test('a node that is a cgroup is guarded at its level, and no job may be unsafe', () => {
  assert.deepEqual(nodePolicy(null, 3).guard, { kind: 'cgroup', levels: [3] });
  assert.deepEqual(nodePolicy(null, null).guard, { kind: 'none' });
  assert.equal(nodePolicy(null, 3).unsafe, false);
});
