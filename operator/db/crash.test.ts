/** kill -9 in the middle of writing: what was acknowledged is there, and nothing is there by half. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyTable, foldLedger, rowsOf } from '@bpfleet/results';
import { tableAt } from '../testing/crash-writer.ts';
import { countByName, temporaryFolder } from '../testing/jobs.ts';
import { openDatabase } from './database.ts';
import { loadJobs, loadLines } from './load.ts';

const writer = join(import.meta.dirname, '../testing/crash-writer.ts');

/** Runs the writer until `atLeast` acknowledgements, then kills it `delayMs` later. Gives the last acknowledgement. */
async function writeAndKill(folder: string, atLeast: bigint, delayMs: number): Promise<bigint> {
  const child = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let acknowledged = 0n;
  let text = '';
  const enough = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const complete = (text + chunk).split('\n');
      text = complete.pop() ?? '';
      acknowledged = BigInt(complete.at(-1) ?? acknowledged);
      if (acknowledged >= atLeast) resolve();
    });
  });
  await enough;
  await sleep(delayMs);
  child.kill('SIGKILL');
  await once(child, 'close');
  return acknowledged;
}

for (const [atLeast, delayMs] of [
  [1n, 0],
  [3n, 7],
  [10n, 3],
  [25n, 11],
] as const) {
  test(`killed after ${atLeast} acknowledgements and ${delayMs} ms`, async (t) => {
    const folder = temporaryFolder(t);
    const acknowledged = await writeAndKill(folder, atLeast, delayMs);
    const db = openDatabase(folder);
    const [state] = loadJobs(db);
    const session = state?.sessions.get('a-1');
    assert.ok(state !== undefined && session !== undefined);
    const { snapshotSeq, roundSeq, eventSeq } = session;
    assert.ok(snapshotSeq >= acknowledged, `acknowledged ${acknowledged}, committed ${snapshotSeq}`);
    // At most one message was between its commit and its acknowledgement.
    assert.ok(snapshotSeq <= acknowledged + 1n && roundSeq - snapshotSeq <= 1n && eventSeq - roundSeq <= 1n);
    const total = foldLedger(state.ledger).maps[0]?.total ?? emptyTable(countByName);
    assert.deepEqual(rowsOf(total), rowsOf(tableAt(snapshotSeq)));
    assert.equal(BigInt(loadLines(db, 'job-1').length), eventSeq);
    db.close();
  });
}

test('a second operator on the same folder is refused', (t) => {
  const folder = temporaryFolder(t);
  const db = openDatabase(folder);
  assert.throws(() => openDatabase(folder), /another operator uses this state folder/);
  db.close();
  openDatabase(folder).close();
});
