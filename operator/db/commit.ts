/**
 * Commits changes. Needs: an open database. Gives: all writes of one call, or none; when it returns they are on disk.
 * Reports: throws what sqlite says (disk full); nothing may then be acknowledged.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { serialise } from '@bpfleet/proto/bigint-json';
import type { Part, Why } from '../jobs/job.ts';
import type { StoredRound, Write } from '../merge/change.ts';
import { inTransaction } from './database.ts';

export type Commit = (writes: readonly Write[]) => void;

type Row = Readonly<Record<string, unknown>>;

export function committer(db: DatabaseSync): Commit {
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  return (writes) => {
    if (writes.length === 0) return;
    inTransaction(db, () => {
      for (const write of writes) apply(prepare, write);
    });
  };
}

type Prepare = (sql: string) => StatementSync;

function apply(prepare: Prepare, write: Write): void {
  switch (write.kind) {
    case 'job':
      return upsert(prepare, 'jobs', ['uid'], { ...write.job });
    case 'schemas':
      prepare('UPDATE jobs SET schemas = ? WHERE uid = ?').run(serialise(write.schemas), write.uid);
      return;
    case 'part':
      return upsert(prepare, 'parts', ['jobUid', 'node'], partRow(write.uid, write.part));
    case 'session':
      return upsert(prepare, 'sessions', ['jobUid', 'incarnation'], { jobUid: write.uid, ...write.session });
    case 'map': {
      const { uid: jobUid, incarnation, map, rows } = write;
      return upsert(prepare, 'maps', ['jobUid', 'incarnation', 'map'], { jobUid, incarnation, map, ...rows });
    }
    case 'round':
      return upsertRound(prepare, write.uid, write.round);
    case 'series':
      return upsert(prepare, 'series', ['jobUid', 'map', 'program'], { jobUid: write.uid, ...write.series });
    case 'oldRounds':
      prepare('DELETE FROM rounds WHERE jobUid = ? AND map = ? AND program = ? AND tick < ?').run(
        write.uid,
        write.map,
        write.program,
        write.belowTick,
      );
      return;
    case 'lines':
      return insertLines(prepare, write);
  }
}

function partRow(jobUid: string, { node, includedNs, place }: Part): Row {
  const whyIf = (kind: 'skipped' | 'lost'): Why | null => (place.kind === kind ? place.why : null);
  return { jobUid, node, includedNs, skipped: whyIf('skipped'), lost: whyIf('lost') };
}

function insertLines(prepare: Prepare, { uid, incarnation, firstSeq, lines }: Extract<Write, { kind: 'lines' }>): void {
  const insert = prepare('INSERT INTO lines (jobUid, incarnation, seq, atNs, text) VALUES (?, ?, ?, ?, ?)');
  for (const [index, { atNs, text }] of lines.entries())
    insert.run(uid, incarnation, firstSeq + BigInt(index), atNs, text);
}

function upsertRound(prepare: Prepare, jobUid: string, { closed, open, ...round }: StoredRound): void {
  upsert(prepare, 'rounds', ['jobUid', 'incarnation', 'map', 'program', 'tick'], {
    jobUid,
    ...round,
    closedCount: closed?.count ?? null,
    closedKeys: closed?.keys ?? null,
    closedValues: closed?.values ?? null,
    openCount: open?.count ?? null,
    openKeys: open?.keys ?? null,
    openValues: open?.values ?? null,
  });
}

/** Columns are the names of the row's members. */
function upsert(prepare: Prepare, table: string, keys: readonly string[], row: Row): void {
  const names = Object.keys(row);
  const columns = names.map((name) => `"${name}"`).join(', ');
  const changes = names.filter((name) => !keys.includes(name)).map((name) => `"${name}" = excluded."${name}"`);
  const marks = names.map(() => '?').join(', ');
  const sql = `INSERT INTO ${table} (${columns}) VALUES (${marks}) ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${changes.join(', ')}`;
  prepare(sql).run(...names.map((name) => column(row[name])));
}

/** Forgets a job and all that was merged for it. */
export function deleteJob(db: DatabaseSync, uid: string): void {
  db.prepare('DELETE FROM jobs WHERE uid = ?').run(uid);
}

function column(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Uint8Array) return value;
  return serialise(value);
}
