import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newSession } from '../merge/accept-status.ts';
import { withSession } from '../merge/change.ts';
import { assignedState } from '../testing/jobs.ts';
import { type JobState, type Session, sessionsOf } from './job.ts';

function incarnations(state: JobState, node: string): readonly string[] {
  return sessionsOf(state, node).map(({ incarnation }) => incarnation);
}

test('the sessions of a node are its own, in the order in which they were heard of, in each state anew', () => {
  const none = assignedState(['a', 'b']);
  const one = withSession(none, newSession('a', 'a-1'));
  const three = withSession(withSession(one, newSession('b', 'b-1')), newSession('a', 'a-2'));
  assert.deepEqual(incarnations(none, 'a'), []);
  assert.deepEqual(incarnations(one, 'a'), ['a-1']);
  assert.deepEqual(incarnations(one, 'b'), []);
  assert.deepEqual(incarnations(three, 'a'), ['a-1', 'a-2']);
  assert.deepEqual(incarnations(three, 'b'), ['b-1']);
});

class CountedWalks extends Map<string, Session> {
  walks = 0;
  override values(): MapIterator<Session> {
    this.walks += 1;
    return super.values();
  }
}

test('asking for every node of a fleet walks the sessions once', () => {
  const nodes = Array.from({ length: 1000 }, (_, i) => `node-${i}`);
  const sessions = new CountedWalks(nodes.map((node) => [`${node}-1`, newSession(node, `${node}-1`)]));
  const state: JobState = { ...assignedState(nodes), sessions };
  for (const node of nodes) assert.equal(sessionsOf(state, node).length, 1);
  assert.equal(sessions.walks, 1);
});
