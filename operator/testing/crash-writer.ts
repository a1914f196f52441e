/**
 * The program that operator/db/crash.test.ts kills: takes snapshots, rounds and lines of one session for ever, and writes the
 * sequence to stdout after each commit, where an operator would acknowledge it.
 */
import { writeSync } from 'node:fs';
import { diff, emptyTable, encodeRows, noLosses, type Table, tableOf } from '@bpfleet/results';
import { committer } from '../db/commit.ts';
import { openDatabase } from '../db/database.ts';
import { acceptLines } from '../merge/accept-lines.ts';
import { acceptRounds } from '../merge/accept-rounds.ts';
import { acceptWholeSnapshot } from '../merge/accept-snapshot.ts';
import { acceptStatus } from '../merge/accept-status.ts';
import type { Change } from '../merge/change.ts';
import { assignedState, countByName, statusMessage } from './jobs.ts';

const keys = 50;

/** Every key counted `seq` times. */
export function tableAt(seq: bigint): Table {
  const rows = Array.from({ length: keys }, (_, index) => ({
    key: [new TextEncoder().encode(`key-${index}`)],
    value: { kind: 'number' as const, value: seq, saturated: false },
  }));
  return tableOf(countByName, seq === 0n ? [] : rows);
}

function main(folder: string): void {
  const commit = committer(openDatabase(folder));
  let state = assignedState(['node-a']);
  const apply = (change: Change): void => {
    commit(change.writes);
    state = change.state;
  };
  commit([
    { kind: 'job', job: state.job },
    { kind: 'part', uid: 'job-1', part: { node: 'node-a', includedNs: 0n, place: { kind: 'member' } } },
  ]);
  apply(acceptStatus(state, 'node-a', statusMessage({})));
  for (let seq = 1n; ; seq++) {
    const of = { jobUid: 'job-1', incarnation: 'a-1' };
    apply(
      acceptLines(state, 'node-a', { ...of, firstSeq: seq, lines: [{ atNs: seq, text: Buffer.from(`line ${seq}`) }] }),
    );
    const step = { seq, map: 0, program: 0, tick: seq / 10n, takenNs: seq, reset: true, ...encodeRows(tableAt(1n)) };
    apply(acceptRounds(state, 'node-a', { ...of, rounds: [step] }));
    const patches = [{ map: 0, ...diff(seq === 1n ? emptyTable(countByName) : tableAt(seq - 1n), tableAt(seq)) }];
    const snapshot = {
      incarnation: 'a-1',
      seq,
      baseSeq: seq - 1n,
      final: false,
      takenNs: seq,
      patches,
      losses: noLosses,
      emittedEvents: seq,
      emittedRounds: 0n,
      numberedLines: seq,
    };
    apply(acceptWholeSnapshot(state, 'node-a', snapshot));
    writeSync(1, `${seq}\n`);
  }
}

const [folder] = process.argv.slice(2);
if (import.meta.main && folder !== undefined) main(folder);
