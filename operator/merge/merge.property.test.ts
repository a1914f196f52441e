/** Any interleaving of nodes and incarnations, with resends, lost acknowledgements and restarts: the single-node result. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { OperatorMessage, Round } from '@bpfleet/proto';
import {
  diff,
  emptyTable,
  encodeRows,
  foldLedger,
  jobResult,
  noLosses,
  rowsOf,
  type Table,
  tableOf,
} from '@bpfleet/results';
import { committer } from '../db/commit.ts';
import { openDatabase } from '../db/database.ts';
import { loadJobs, loadLines } from '../db/load.ts';
import type { JobState } from '../jobs/job.ts';
import { assignedState, countByName, second, statusMessage, temporaryFolder } from '../testing/jobs.ts';
import { acceptLines } from './accept-lines.ts';
import { acceptRounds } from './accept-rounds.ts';
import { acceptWholeSnapshot } from './accept-snapshot.ts';
import { acceptStatus } from './accept-status.ts';
import type { Change } from './change.ts';

interface Incarnation {
  readonly node: string;
  readonly name: string;
  /** Keys counted before each snapshot; the last batch before the final one. */
  readonly batches: readonly (readonly string[])[];
}

type Step =
  /** The incarnation at this place of the list sends its next message; the acknowledgement may get lost. */
  | { readonly kind: 'send'; readonly who: number; readonly ackLost: boolean }
  /** It sends everything that was not acknowledged again. */
  | { readonly kind: 'resend'; readonly who: number }
  | { readonly kind: 'restart' };

const anyKey = fc.constantFrom('a', 'b', 'c', '\u00ff\u0001');
const anyIncarnations = fc
  .array(
    fc.record({
      node: fc.constantFrom('node-a', 'node-b'),
      batches: fc.array(fc.array(anyKey, { maxLength: 6 }), { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) => list.map((one, index): Incarnation => ({ ...one, name: `i${index}` })));
const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), who: fc.nat(3), ackLost: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('resend' as const), who: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  ),
  { maxLength: 60 },
);

const counts = (keys: readonly string[]): Table =>
  tableOf(
    countByName,
    keys.map((key) => ({
      key: [new TextEncoder().encode(key)],
      value: { kind: 'number' as const, value: 1n, saturated: false },
    })),
  );

/** An agent's side: what it sends and what it knows to be committed. */
class Producer {
  readonly #of: Incarnation;
  readonly #tables: readonly Table[];
  #sent = 0;
  #base = 0n;
  #acked = { snapshot: 0n, round: 0n, event: 0n };

  constructor(of: Incarnation) {
    this.#of = of;
    this.#tables = of.batches.map((_, index) => counts(of.batches.slice(0, index + 1).flat()));
  }

  get done(): boolean {
    return this.#acked.snapshot === BigInt(this.#of.batches.length);
  }

  rewind(): void {
    this.#sent = Number(this.#acked.snapshot);
    this.#base = this.#acked.snapshot;
  }

  /** One batch: its round, its lines, its snapshot. */
  *next(state: () => JobState): Generator<Change> {
    const { node, name: incarnation, batches } = this.#of;
    const index = this.#sent;
    const table = this.#tables[index];
    if (table === undefined) return this.rewind();
    this.#sent += 1;
    const seq = BigInt(index + 1);
    const jobUid = 'job-1';
    yield acceptStatus(
      state(),
      node,
      statusMessage({ incarnation, attachedNs: BigInt(100 + Number(incarnation.slice(1))) * second }),
    );
    const rows = encodeRows(counts(batches[index] ?? []));
    const round: Round = { seq, map: 0, program: 0, tick: seq, takenNs: seq, reset: true, ...rows };
    yield acceptRounds(state(), node, { jobUid, incarnation, rounds: [round] });
    const keys = batches[index] ?? [];
    const firstSeq = BigInt(batches.slice(0, index).flat().length + 1);
    const lines = keys.map((key) => ({ atNs: seq, text: Buffer.from(key) }));
    if (lines.length > 0) yield acceptLines(state(), node, { jobUid, incarnation, firstSeq, lines });
    // Acknowledged meanwhile.
    if (this.#base >= seq) return;
    const base =
      this.#base === 0n ? emptyTable(countByName) : (this.#tables[Number(this.#base) - 1] ?? emptyTable(countByName));
    const patches = [{ map: 0, ...diff(base, table) }];
    const final = index === batches.length - 1;
    const emittedEvents = firstSeq - 1n + BigInt(lines.length);
    yield acceptWholeSnapshot(state(), node, {
      incarnation,
      seq,
      baseSeq: this.#base,
      final,
      takenNs: seq,
      patches,
      losses: noLosses,
      emittedEvents,
      numberedLines: emittedEvents,
      emittedRounds: seq,
    });
  }

  answer(reply: OperatorMessage): void {
    if (reply.kind === 'fullSnapshotRequest') {
      this.#sent = Number(this.#acked.snapshot);
      this.#base = 0n;
      return;
    }
    assert.equal(reply.kind, 'ack');
    if (reply.kind !== 'ack' || reply.value.snapshotSeq < this.#acked.snapshot) return;
    this.#acked = { snapshot: reply.value.snapshotSeq, round: reply.value.roundSeq, event: reply.value.eventSeq };
    this.#base = reply.value.snapshotSeq;
  }
}

test('two nodes, any order, resends, lost acknowledgements, restarts: the oracle', (t) => {
  fc.assert(
    fc.property(anyIncarnations, anySteps, (incarnations, steps) => {
      const folder = temporaryFolder(t);
      let db = openDatabase(folder);
      let commit = committer(db);
      let state = assignedState(['node-a', 'node-b']);
      commit([
        { kind: 'job', job: state.job },
        ...[...state.parts.values()].map((part) => ({ kind: 'part' as const, uid: 'job-1', part })),
      ]);
      const producers = incarnations.map((one) => new Producer(one));
      const send = (producer: Producer, ackLost: boolean): void => {
        for (const change of producer.next(() => state)) {
          commit(change.writes);
          state = change.state;
          if (change.reply !== null && !ackLost) producer.answer(change.reply);
        }
      };
      const restart = (): void => {
        db.close();
        db = openDatabase(folder);
        commit = committer(db);
        const [loaded] = loadJobs(db);
        assert.ok(loaded !== undefined);
        assert.deepEqual(loaded.sessions, state.sessions);
        assert.equal(loaded.lineBytes, state.lineBytes);
        assert.equal(loaded.roundCells, state.roundCells);
        state = loaded;
      };
      for (const step of steps) {
        if (step.kind === 'restart') restart();
        else if (step.kind === 'resend') producers[step.who % producers.length]?.rewind();
        else {
          const producer = producers[step.who % producers.length];
          if (producer !== undefined) send(producer, step.ackLost);
        }
      }
      for (const producer of producers) for (let turn = 0; turn < 20 && !producer.done; turn++) send(producer, false);
      restart();

      const all = incarnations.flatMap(({ batches }) => batches.flat());
      const expected = rowsOf(counts(all));
      assert.deepEqual(rowsOf(foldLedger(state.ledger).maps[0]?.total ?? emptyTable(countByName)), expected);
      const result = jobResult(state.ledger, state.rounds, []);
      const inRounds = (result.maps[0]?.rounds ?? []).flatMap(({ folded }) => rowsOf(folded.total));
      assert.deepEqual(rowsOf(tableOf(countByName, inRounds)), expected);
      assert.ok([...state.sessions.values()].every(({ lostLines }) => lostLines === 0n));
      assert.deepEqual(
        loadLines(db, 'job-1')
          .map(({ text }) => Buffer.from(text).toString())
          .toSorted(),
        all.toSorted(),
      );
      db.close();
    }),
    { numRuns: 60 },
  );
});
