import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxContentBytes, type SnapshotChunk } from '@bpfleet/proto';
import { decodeRows, type MapSchema, noLosses, type Table, tableOf } from '@bpfleet/results';
import { type Contents, Snapshots } from './snapshots.ts';

const schema: MapSchema = {
  name: '@',
  keys: [{ type: { kind: 'string' }, nodeLocal: false }],
  value: { kind: 'count' },
};

function table(counts: Readonly<Record<string, number>>): Table {
  return tableOf(
    schema,
    Object.entries(counts).map(([key, value]) => ({
      key: [new TextEncoder().encode(key)],
      value: { kind: 'number', value: BigInt(value), saturated: false },
    })),
  );
}

function contents(counts: Readonly<Record<string, number>>, final = false): Contents {
  return {
    takenNs: 7n,
    tables: [table(counts)],
    losses: { ...noLosses, mapFull: 3n },
    agentDroppedEvents: 2n,
    emittedEvents: 9n,
    emittedRounds: 0n,
    final,
  };
}

/** Every chunk that is sendable now. */
function sendable(snapshots: Snapshots, mayFinish = true): readonly SnapshotChunk[] {
  const chunks: SnapshotChunk[] = [];
  for (let chunk = snapshots.next(mayFinish); chunk !== null; chunk = snapshots.next(mayFinish)) chunks.push(chunk);
  return chunks;
}

interface Sent {
  readonly seq: bigint;
  readonly base: bigint;
  readonly upserts: number;
  readonly deletes: number;
}

function summary(chunks: readonly SnapshotChunk[]): readonly Sent[] {
  return chunks.map(({ seq, baseSeq, maps }) => ({
    seq,
    base: baseSeq,
    upserts: maps.reduce((sum, { count }) => sum + count, 0),
    deletes: maps.reduce((sum, { deletedCount }) => sum + deletedCount, 0),
  }));
}

test('the first is full, the next ones are based on what was acknowledged', () => {
  const snapshots = new Snapshots('job', 'a-1');
  snapshots.offer(contents({ x: 1, y: 1 }));
  assert.deepEqual(summary(sendable(snapshots)), [{ seq: 1n, base: 0n, upserts: 2, deletes: 0 }]);
  snapshots.offer(contents({ x: 2, y: 1 }));
  assert.deepEqual(sendable(snapshots), [], 'one in flight');
  snapshots.acknowledge(1n);
  assert.deepEqual(summary(sendable(snapshots)), [{ seq: 2n, base: 1n, upserts: 1, deletes: 0 }]);
  snapshots.acknowledge(2n);
  snapshots.offer(contents({ x: 2 }));
  assert.deepEqual(summary(sendable(snapshots)), [{ seq: 3n, base: 2n, upserts: 0, deletes: 1 }]);
});

test('newer contents replace those that wait', () => {
  const snapshots = new Snapshots('job', 'a-1');
  snapshots.offer(contents({ x: 1 }));
  sendable(snapshots);
  for (const x of [2, 3, 4]) snapshots.offer(contents({ x }));
  snapshots.acknowledge(1n);
  const [chunk] = sendable(snapshots);
  const rows = decodeRows(schema, {
    count: 1,
    keys: chunk?.maps[0]?.keys ?? new Uint8Array(),
    values: chunk?.maps[0]?.values ?? new Uint8Array(),
  });
  assert.deepEqual(rows, table({ x: 4 }));
});

test('the final one waits for lines and rounds, not for an acknowledgement, and nothing replaces it', () => {
  const snapshots = new Snapshots('job', 'a-1');
  snapshots.offer(contents({ x: 1 }));
  sendable(snapshots);
  snapshots.offer(contents({ x: 2 }, true));
  snapshots.offer(contents({ x: 3 }));
  assert.deepEqual(sendable(snapshots, false), []);
  const [chunk] = sendable(snapshots, true);
  assert.equal(chunk?.final, true);
  assert.equal(chunk?.baseSeq, 0n, 'the one in flight is no base yet');
});

test('a new connection sends the newest contents again, under a new number', () => {
  const snapshots = new Snapshots('job', 'a-1');
  snapshots.offer(contents({ x: 1 }));
  sendable(snapshots);
  snapshots.rewind();
  assert.deepEqual(summary(sendable(snapshots)), [{ seq: 2n, base: 0n, upserts: 1, deletes: 0 }]);
  snapshots.acknowledge(1n);
  snapshots.offer(contents({ x: 1, y: 1 }));
  assert.deepEqual(sendable(snapshots), [], 'the acknowledgement was for what is not in flight');
  snapshots.rewind();
  assert.deepEqual(summary(sendable(snapshots)), [{ seq: 3n, base: 0n, upserts: 2, deletes: 0 }]);
});

test('after a lost base the same contents go out in full', () => {
  const snapshots = new Snapshots('job', 'a-1');
  snapshots.offer(contents({ x: 1, y: 1 }));
  sendable(snapshots);
  snapshots.acknowledge(1n);
  snapshots.offer(contents({ x: 2, y: 1 }, true));
  sendable(snapshots);
  snapshots.baseLost();
  assert.deepEqual(sendable(snapshots, false), [], 'still only after lines and rounds');
  const again = sendable(snapshots);
  assert.deepEqual(summary(again), [{ seq: 3n, base: 0n, upserts: 2, deletes: 0 }]);
  assert.equal(again[0]?.final, true);
});

test('a large map goes in several chunks, each below the bound; the last one says so', () => {
  const snapshots = new Snapshots('job', 'a-1');
  const long = 'k'.repeat(1000);
  snapshots.offer(contents(Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`${long}${i}`, 1]))));
  const chunks = sendable(snapshots);
  assert.ok(chunks.length >= 3, `${chunks.length} chunks`);
  assert.deepEqual(
    chunks.map(({ chunk }) => chunk),
    chunks.map((_, index) => index),
  );
  assert.deepEqual(
    chunks.map(({ last }) => last),
    chunks.map((_, index) => index === chunks.length - 1),
  );
  for (const { maps } of chunks) {
    const bytes = maps.reduce((sum, { keys, values }) => sum + keys.length + values.length, 0);
    assert.ok(bytes <= maxContentBytes, `${bytes} bytes`);
  }
  assert.equal(
    summary(chunks).reduce((sum, { upserts }) => sum + upserts, 0),
    3000,
  );
});

test('contents that did not change still bring losses and times', () => {
  const snapshots = new Snapshots('job', 'a-1');
  snapshots.offer(contents({}));
  const [chunk] = sendable(snapshots);
  assert.deepEqual(chunk, {
    jobUid: 'job',
    incarnation: 'a-1',
    seq: 1n,
    baseSeq: 0n,
    chunk: 0,
    last: true,
    final: false,
    takenNs: 7n,
    maps: [],
    losses: { ...noLosses, mapFull: 3n, agentDroppedEvents: 2n },
    emittedEvents: 9n,
    emittedRounds: 0n,
  });
});
