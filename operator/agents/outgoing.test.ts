import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OperatorMessage } from '@bpfleet/proto';
import { Outgoing } from './outgoing.ts';

const ack = (incarnation: string, seq: bigint): OperatorMessage => ({
  kind: 'ack',
  value: { jobUid: 'j', incarnation, snapshotSeq: seq, roundSeq: 0n, eventSeq: 0n, final: false },
});
const renewal = (...jobUids: readonly string[]): OperatorMessage => ({ kind: 'leaseRenewal', value: { jobUids } });

function text(message: OperatorMessage): string {
  if (message.kind === 'ack') return `ack ${message.value.incarnation} ${message.value.snapshotSeq}`;
  return message.kind === 'leaseRenewal' ? `renew ${message.value.jobUids.join(' ')}` : message.kind;
}

test('a full stream holds messages back, and only the newest of those that replace each other', () => {
  const written: string[] = [];
  let room = 1;
  const outgoing = new Outgoing({ write: (message) => written.push(text(message)) > 0 && --room > 0 });
  const cancel: OperatorMessage = { kind: 'cancel', value: { jobUid: 'j', reason: '' } };
  for (const message of [
    ack('a', 1n),
    ack('a', 2n),
    renewal('x'),
    cancel,
    ack('b', 1n),
    renewal('x', 'y'),
    ack('a', 3n),
  ])
    outgoing.send(message);
  assert.deepEqual(written, ['ack a 1']);
  room = 2;
  outgoing.drained();
  assert.deepEqual(written.slice(1), ['cancel', 'ack b 1']);
  room = 9;
  outgoing.drained();
  assert.deepEqual(written.slice(3), ['renew x y', 'ack a 3']);
});

test('an agent that reads nothing does not fill the memory', () => {
  const outgoing = new Outgoing({ write: () => false });
  const request: OperatorMessage = { kind: 'fullSnapshotRequest', value: { jobUid: 'j', incarnation: 'a' } };
  const sent = Array.from({ length: 10_010 }, () => outgoing.send(request));
  assert.deepEqual([sent.slice(0, 10_001).every(Boolean), sent.at(-1)], [true, false]);
});
