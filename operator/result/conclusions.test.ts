import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeRows, noLosses, type Row, tableOf } from '@bpfleet/results';
import type { StoredState } from '../db/restore.ts';
import { newSession } from '../merge/accept-status.ts';
import { assignedState, countByName } from '../testing/jobs.ts';
import { conclude, type ConclusionRequest } from './conclude.ts';
import { Conclusions } from './conclusions.ts';

/** A job of so many nodes, each of which counted so many names once. */
function request(nodes: number, names: number): ConclusionRequest {
  const rows = Array.from({ length: names }, (_, index): Row => {
    return { key: [Buffer.from(`name-${index}`)], value: { kind: 'number', value: 1n, saturated: false } };
  });
  const packed = encodeRows(tableOf(countByName, rows));
  const of = Array.from({ length: nodes }, (_, index) => `node-${index}`);
  const { job, parts } = assignedState(of);
  const traced = { state: 'FINISHED', attachedNs: 1n, snapshotSeq: 1n, final: true, losses: noLosses } as const;
  const stored: StoredState = {
    job,
    parts: [...parts.values()],
    sessions: of.map((node) => ({ ...newSession(node, `${node}-1`), ...traced })),
    lineBytes: 0,
    lineCount: 0,
    merged: {
      schemas: [countByName],
      maps: of.map((node) => ({ incarnation: `${node}-1`, map: 0, rows: packed })),
      rounds: [],
      series: [],
    },
  };
  const expr = 'result.maps["@"].all(row, row.count == 3)';
  return { stored, lines: [], assertions: [{ name: 'three', expr, severity: 'Error' }] };
}

test('another thread makes what this one would, in the order of the requests', async (t) => {
  const conclusions = new Conclusions();
  t.after(() => conclusions.close());
  const [three, two] = await Promise.all([conclusions.conclude(request(3, 2)), conclusions.conclude(request(2, 2))]);
  assert.deepEqual(three, conclude(request(3, 2)));
  assert.match(three.files.text, /^@\[name-0\]: 3\n@\[name-1\]: 3\n/);
  assert.deepEqual([three.verdicts[0]?.passed, two.verdicts[0]?.passed], [true, false]);
});

test('the event loop turns while a large result is made', async (t) => {
  const conclusions = new Conclusions();
  t.after(() => conclusions.close());
  await conclusions.conclude(request(1, 1));
  const large = request(8, 10_000);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 2);
  const { files } = await conclusions.conclude(large);
  clearInterval(timer);
  assert.ok(files.text.length > 1_000_000);
  assert.ok(turns >= 20, `${turns} turns`);
});

test('what is damaged is rejected, and the next one is made', async (t) => {
  const conclusions = new Conclusions();
  t.after(() => conclusions.close());
  const good = request(1, 2);
  const { merged } = good.stored;
  assert.ok(merged !== null);
  const maps = merged.maps.map((map) => ({ ...map, rows: { ...map.rows, keys: Buffer.from('?') } }));
  await assert.rejects(
    conclusions.conclude({ ...good, stored: { ...good.stored, merged: { ...merged, maps } } }),
    Error,
  );
  assert.match((await conclusions.conclude(good)).files.text, /name-1/);
});
