/** What went with a killed agent is stated as lost once its final is here: that one says how much there was. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyRows, noLosses } from '@bpfleet/results';
import { assignedState, second, statusMessage } from '../testing/jobs.ts';
import { acceptLines } from './accept-lines.ts';
import { acceptRounds } from './accept-rounds.ts';
import { acceptWholeSnapshot, type WholeSnapshot } from './accept-snapshot.ts';
import { acceptStatus } from './accept-status.ts';
import { allLosses } from './contributor.ts';

const incarnation = 'a-1';
const snapshot: WholeSnapshot = {
  incarnation,
  seq: 1n,
  baseSeq: 0n,
  final: true,
  takenNs: 105n * second,
  patches: [],
  losses: { ...noLosses, control: 1n },
  emittedEvents: 5n,
  numberedLines: 5n,
  emittedRounds: 4n,
};

/** Losses of a session of which one round and two lines arrived before the snapshot. */
function lossesAfter(change: Partial<WholeSnapshot>): { readonly events: bigint; readonly control: bigint } {
  const round = { seq: 1n, map: 0, program: 0, tick: 1n, takenNs: second, reset: true, ...emptyRows };
  const lines = ['x', 'y'].map((text) => ({ atNs: second, text: Buffer.from(text) }));
  let { state } = acceptStatus(assignedState(['a']), 'a', statusMessage({ incarnation }));
  ({ state } = acceptRounds(state, 'a', { jobUid: 'job-1', incarnation, rounds: [round] }));
  ({ state } = acceptLines(state, 'a', { jobUid: 'job-1', incarnation, firstSeq: 1n, lines }));
  ({ state } = acceptWholeSnapshot(state, 'a', { ...snapshot, ...change }));
  const session = state.sessions.get(incarnation);
  assert.ok(session !== undefined);
  const { events, control } = allLosses(session);
  return { events, control };
}

test('a final that tells of more lines and rounds than arrived: the rest is lost', () => {
  assert.deepEqual(lossesAfter({}), { events: 3n, control: 1n + 3n });
});

test('a final after everything has arrived adds nothing', () => {
  assert.deepEqual(lossesAfter({ numberedLines: 2n, emittedRounds: 1n }), { events: 0n, control: 1n });
});

test('before the final the rest may still come', () => {
  assert.deepEqual(lossesAfter({ final: false }), { events: 0n, control: 1n });
});
