/**
 * Whatever the link does (streams that break at any message, acknowledgements that are lost, an operator that
 * forgets its bases), the receiver ends with exactly the session's final contents and every line once.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AgentMessage, emptyStatus } from '@bpfleet/proto';
import {
  acceptSnapshot,
  emptyLedger,
  type Ledger,
  type MapPatch,
  type MapSchema,
  noLosses,
  restoreLedger,
  heldSnapshots,
  rowsOf,
  type Table,
  tableOf,
} from '@bpfleet/results';
import type { SessionSnapshot } from '../../sessions/session.ts';
import { Budget } from './budget.ts';
import { Outbox } from './outbox.ts';

const schema: MapSchema = {
  name: '@',
  keys: [{ type: { kind: 'int', size: 8, signed: false }, nodeLocal: false }],
  value: { kind: 'count' },
};
const from = { node: 'a', incarnation: 'a-1', startedAt: 1n };

/** The operator's end: commits at once, acknowledges when the link lets it. */
class Receiver {
  ledger: Ledger = emptyLedger([schema]);
  lines: string[] = [];
  rounds = 0n;
  final = false;
  #chunks: MapPatch[] = [];
  needFull = false;

  take(message: AgentMessage): void {
    if (message.kind === 'eventBatch') {
      const first = message.value.firstSeq;
      assert.ok(first <= BigInt(this.lines.length) + 1n, 'a gap in the lines');
      const fresh = message.value.lines.slice(this.lines.length + 1 - Number(first));
      this.lines.push(...fresh.map(({ text }) => Buffer.from(text).toString()));
    } else if (message.kind === 'rounds') {
      for (const { seq } of message.value.rounds) if (seq > this.rounds) this.rounds = seq;
    } else if (message.kind === 'snapshotChunk') {
      this.#takeChunk(message.value);
    }
  }

  /** A new stream: half a snapshot is no snapshot. */
  reconnect(): void {
    this.#chunks = [];
    this.needFull = false;
  }

  /** kill -9: only what was committed is there, and of the bases only the newest. */
  restart(): void {
    this.reconnect();
    this.ledger = restoreLedger([schema], heldSnapshots(this.ledger));
  }

  #takeChunk(chunk: Extract<AgentMessage, { kind: 'snapshotChunk' }>['value']): void {
    const patches = chunk.maps.map((map) => ({
      map: map.map,
      upserts: { count: map.count, keys: map.keys, values: map.values },
      deletes: { count: map.deletedCount, keys: map.deletedKeys },
    }));
    this.#chunks.push(...patches);
    if (!chunk.last) return;
    const accepted = acceptSnapshot(this.ledger, {
      from,
      seq: chunk.seq,
      baseSeq: chunk.baseSeq,
      final: chunk.final,
      patches: this.#chunks,
      losses: noLosses,
    });
    this.#chunks = [];
    if (accepted.kind === 'accepted') this.ledger = accepted.ledger;
    if (accepted.kind === 'needFull') this.needFull = true;
    if (accepted.kind !== 'needFull' && chunk.final) this.final = true;
  }

  get held(): { readonly seq: bigint; readonly table: Table } | null {
    const held = heldSnapshots(this.ledger)[0];
    return held === undefined ? null : { seq: held.seq, table: held.tables[0] ?? tableOf(schema, []) };
  }
}

function snapshotOf(counts: ReadonlyMap<bigint, bigint>): SessionSnapshot {
  const table = tableOf(
    schema,
    [...counts].map(([key, value]) => ({ key: [key], value: { kind: 'number', value, saturated: false } })),
  );
  return { takenNs: 1n, totals: [table], current: [table], losses: noLosses, emittedEvents: 0n, emittedRounds: 0n };
}

type Step = 'count' | 'line' | 'round' | 'snapshot' | 'send' | 'acknowledge' | 'reconnect' | 'restart';
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>('send') },
  { weight: 4, arbitrary: fc.constantFrom<Step>('count', 'line', 'round', 'snapshot') },
  { weight: 2, arbitrary: fc.constant<Step>('acknowledge') },
  { weight: 1, arbitrary: fc.constantFrom<Step>('reconnect', 'restart') },
);

/** What may still happen when the session has ended. */
const linkStep = fc.constantFrom<Step>('send', 'send', 'send', 'acknowledge', 'reconnect', 'restart');

class Link {
  readonly outbox = new Outbox('job', 'a-1', new Budget(1 << 20));
  readonly receiver = new Receiver();
  readonly counts = new Map<bigint, bigint>();
  lines = 0;
  rounds = 0n;

  constructor() {
    this.outbox.setStatus(emptyStatus('job', 'a-1', 1n));
  }

  run(step: Step, at: number): void {
    const { outbox, receiver } = this;
    switch (step) {
      case 'count':
        // A key may vanish too, as in a map that the script clears.
        if (at % 7 === 0) this.counts.delete(BigInt(at % 5));
        else this.counts.set(BigInt(at % 5), (this.counts.get(BigInt(at % 5)) ?? 0n) + 1n);
        return;
      case 'line':
        outbox.addLine(1n, Buffer.from(`line ${(this.lines += 1)}`));
        return;
      case 'round':
        this.rounds += 1n;
        outbox.addRound({
          map: 0,
          program: 0,
          top: 0,
          div: 1,
          periodNs: 1n,
          takenNs: 1n,
          reset: true,
          rows: tableOf(schema, []),
        });
        return;
      case 'snapshot':
        outbox.setSnapshot(snapshotOf(this.counts), false);
        return;
      case 'send':
        this.send();
        return;
      case 'acknowledge':
        this.acknowledge();
        return;
      case 'reconnect':
      case 'restart':
        receiver[step]();
        outbox.rewind();
    }
  }

  send(): boolean {
    const message = this.outbox.next();
    if (message !== null) this.receiver.take(message);
    if (this.receiver.needFull) {
      this.receiver.needFull = false;
      this.outbox.baseLost();
    }
    return message !== null;
  }

  acknowledge(): void {
    const { held, lines, rounds, final } = this.receiver;
    this.outbox.acknowledge({
      jobUid: 'job',
      incarnation: 'a-1',
      snapshotSeq: held?.seq ?? 0n,
      roundSeq: rounds,
      eventSeq: BigInt(lines.length),
      final,
    });
  }
}

test('the receiver ends with the final contents and every line once', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 120 }), fc.array(linkStep, { maxLength: 40 }), (steps, stepsAfter) => {
      const link = new Link();
      steps.forEach((step, at) => link.run(step, at));
      const last = snapshotOf(link.counts);
      link.outbox.setSnapshot(last, true);
      link.outbox.setStatus({ ...emptyStatus('job', 'a-1', 1n), state: 'FINISHED' });
      stepsAfter.forEach((each, at) => link.run(each, at));
      for (let round = 0; round < 20 && !link.outbox.finished; round += 1) {
        while (link.send());
        link.acknowledge();
      }
      assert.equal(link.outbox.finished, true, 'the final snapshot was acknowledged');
      assert.deepEqual(
        rowsOf(link.receiver.held?.table ?? tableOf(schema, [])),
        rowsOf(last.totals[0] ?? tableOf(schema, [])),
      );
      assert.deepEqual(
        link.receiver.lines,
        Array.from({ length: link.lines }, (_, i) => `line ${i + 1}`),
      );
      assert.equal(link.receiver.rounds, link.rounds);
    }),
    { numRuns: 500 },
  );
});
