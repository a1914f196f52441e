import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ack, type AgentMessage, emptyStatus, type SessionState } from '@bpfleet/proto';
import { type MapSchema, noLosses, tableOf } from '@bpfleet/results';
import type { SessionRound, SessionSnapshot } from '../../sessions/session.ts';
import { Budget } from './budget.ts';
import { Outbox } from './outbox.ts';

const schema: MapSchema = {
  name: '@',
  keys: [{ type: { kind: 'string' }, nodeLocal: false }],
  value: { kind: 'count' },
};
const snapshot: SessionSnapshot = {
  takenNs: 1n,
  totals: [tableOf(schema, [])],
  current: [tableOf(schema, [])],
  losses: noLosses,
  emittedEvents: 0n,
  emittedRounds: 0n,
};
const nothing: Ack = { jobUid: 'job', incarnation: 'a-1', snapshotSeq: 0n, roundSeq: 0n, eventSeq: 0n, final: false };

function outboxIn(state: SessionState, budgetBytes = 1 << 24): Outbox {
  const outbox = new Outbox('job', 'a-1', new Budget(budgetBytes));
  outbox.setStatus({ ...emptyStatus('job', 'a-1', 1n), state });
  return outbox;
}

function sendable(outbox: Outbox): readonly AgentMessage[] {
  const messages: AgentMessage[] = [];
  for (let message = outbox.next(); message !== null; message = outbox.next()) messages.push(message);
  return messages;
}

function round(keyBytes: number, change: Partial<SessionRound> = {}): SessionRound {
  const rows = tableOf(schema, [
    { key: [new Uint8Array(keyBytes)], value: { kind: 'number', value: 1n, saturated: false } },
  ]);
  return { map: 0, program: 0, top: 0, div: 1, periodNs: null, takenNs: 1_000n, reset: true, rows, ...change };
}

test('status, then rounds, then lines, then the snapshot', () => {
  const outbox = outboxIn('ATTACHED');
  outbox.setSnapshot(snapshot, false);
  outbox.addLine(1n, Buffer.from('a'));
  outbox.addRound(round(1));
  assert.deepEqual(
    sendable(outbox).map(({ kind }) => kind),
    ['sessionStatus', 'rounds', 'eventBatch', 'snapshotChunk'],
  );
});

test('the tick of an interval is its wall-clock period, of anything else its number', () => {
  const outbox = outboxIn('ATTACHED');
  outbox.addRound(round(1, { periodNs: 100n, takenNs: 1_234n }));
  outbox.addRound(round(1));
  outbox.addRound(round(1, { periodNs: 0n }));
  const ticks = sendable(outbox).flatMap((message) =>
    message.kind === 'rounds' ? message.value.rounds.map(({ tick }) => tick) : [],
  );
  assert.deepEqual(ticks, [12n, 2n, 3n]);
});

test('lines and rounds without room are in the losses of the next snapshot', () => {
  const outbox = outboxIn('ATTACHED', 200);
  outbox.addLine(1n, Buffer.alloc(100));
  outbox.addLine(2n, Buffer.alloc(100));
  outbox.addLine(3n, Buffer.alloc(100));
  outbox.addRound(round(1));
  outbox.setSnapshot({ ...snapshot, losses: { ...noLosses, control: 5n } }, false);
  const losses = sendable(outbox).flatMap((message) =>
    message.kind === 'snapshotChunk' ? [message.value.losses] : [],
  );
  assert.deepEqual(losses, [{ ...noLosses, control: 6n, agentDroppedEvents: 2n }]);
});

test('a round that no message can carry is lost and counted; the largest ones pass alone', () => {
  const outbox = outboxIn('ATTACHED');
  outbox.addRound(round(4 * 1024 * 1024));
  outbox.addRound(round(2 * 1024 * 1024));
  outbox.addRound(round(2 * 1024 * 1024));
  outbox.setSnapshot(snapshot, false);
  const messages = sendable(outbox);
  assert.deepEqual(
    messages.map((message) => (message.kind === 'rounds' ? message.value.rounds.map(({ seq }) => seq) : message.kind)),
    ['sessionStatus', [1n], [2n], 'snapshotChunk'],
  );
  const last = messages.at(-1);
  assert.equal(last?.kind === 'snapshotChunk' ? last.value.losses?.control : null, 1n);
});

const ends: readonly { readonly state: SessionState; readonly finished: boolean }[] = [
  { state: 'COMPILING', finished: false },
  { state: 'ATTACHED', finished: false },
  { state: 'STOPPING', finished: false },
  { state: 'FINISHED', finished: true },
  { state: 'FAILED', finished: true },
  { state: 'RECOVERED', finished: true },
];

for (const { state, finished } of ends) {
  test(`a final acknowledgement ${finished ? 'ends' : 'does not end'} ${state}`, () => {
    const outbox = outboxIn(state);
    if (state === 'FINISHED' || state === 'RECOVERED') outbox.setSnapshot(snapshot, true);
    sendable(outbox);
    outbox.acknowledge(nothing);
    assert.equal(outbox.finished, false);
    // The operator committed the predecessor's own final, number 17; its successor never sent that many.
    outbox.acknowledge({ ...nothing, snapshotSeq: 17n, final: true });
    assert.equal(outbox.finished, finished);
  });
}

test('what is freed gives its budget back', () => {
  const budget = new Budget(1 << 20);
  const outbox = new Outbox('job', 'a-1', budget);
  outbox.addLine(1n, Buffer.from('line'));
  outbox.addRound(round(10));
  assert.notEqual(budget.used, 0);
  outbox.clear();
  assert.equal(budget.used, 0);
});
