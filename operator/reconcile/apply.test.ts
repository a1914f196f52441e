import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assignedState, second } from '../testing/jobs.ts';
import { applyActions } from './apply.ts';

test('a fleet joins in one change; who belongs to it already is not written again', () => {
  const why = { reason: 'FieldMissing', message: 'no such field' };
  const { state, writes } = applyActions(
    assignedState(['a']),
    [
      { kind: 'include', node: 'a' },
      { kind: 'include', node: 'b' },
      { kind: 'include', node: 'c' },
      { kind: 'skip', node: 'c', why },
    ],
    102n * second,
  );
  assert.deepEqual(
    writes.map((write) => (write.kind === 'part' ? [write.part.node, write.part.includedNs, write.part.place] : [])),
    [
      ['b', 102n * second, { kind: 'member' }],
      ['c', 102n * second, { kind: 'member' }],
      ['c', 102n * second, { kind: 'skipped', why }],
    ],
  );
  assert.deepEqual([...state.parts.keys()], ['a', 'b', 'c']);
  assert.deepEqual(state.parts.get('c')?.place, { kind: 'skipped', why });
});
