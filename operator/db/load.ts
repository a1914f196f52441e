/**
 * Reads jobs back after a restart.
 *
 * Needs: an open database. Gives: every job as it was when its last message was acknowledged.
 * Reports: throws when what is stored cannot be what was written: the database is damaged, and going on would lie.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { MapSchema, PackedRows } from '@bpfleet/results';
import { clusterTraceJobSpec } from '@bpfleet/proto';
import { deserialise } from '@bpfleet/proto/bigint-json';
import type { Job, JobState, Part, Session, Why } from '../jobs/job.ts';
import type { StoredRound, StoredSeries } from '../merge/change.ts';
import { lineOverhead } from '../merge/limits.ts';
import { restoreState, type StoredMap, type StoredMerge, type StoredState } from './restore.ts';

type Row = Readonly<Record<string, unknown>>;

/** All jobs; of those that have their outcome without what was merged. */
export function loadJobs(db: DatabaseSync): readonly JobState[] {
  const rows = db.prepare('SELECT * FROM jobs ORDER BY createdNs, uid').all();
  return rows.map((row) => restoreState(readRow(db, row, row['outcome'] === null)));
}

/** What is stored of one job, with everything that was merged. Throws when there is none. */
export function readState(db: DatabaseSync, uid: string): StoredState {
  const row = db.prepare('SELECT * FROM jobs WHERE uid = ?').get(uid);
  if (row === undefined) throw new Error(`no job ${uid} in the database`);
  return readRow(db, row, true);
}

export interface StoredLine {
  readonly node: string;
  readonly incarnation: string;
  readonly atNs: bigint;
  readonly text: Uint8Array;
}

/** The kept lines of a job in the order of their moments. */
export function loadLines(db: DatabaseSync, uid: string): readonly StoredLine[] {
  const sql = `SELECT sessions.node, lines.incarnation, lines.atNs, lines.text FROM lines
    JOIN sessions ON sessions.jobUid = lines.jobUid AND sessions.incarnation = lines.incarnation
    WHERE lines.jobUid = ? ORDER BY lines.atNs, sessions.node, lines.incarnation, lines.seq`;
  return db.prepare(sql).all(uid) as unknown as readonly StoredLine[];
}

/** In the order in which they were committed, behind that row. */
export function loadLinesAfter(db: DatabaseSync, uid: string, row: number, most: number): readonly NumberedLine[] {
  const sql = `SELECT lines.rowid AS row, sessions.node, lines.incarnation, lines.atNs, lines.text FROM lines
    JOIN sessions ON sessions.jobUid = lines.jobUid AND sessions.incarnation = lines.incarnation
    WHERE lines.jobUid = ? AND lines.rowid > ? ORDER BY lines.rowid LIMIT ?`;
  const rows = db.prepare(sql).all(uid, row, most) as unknown as readonly (StoredLine & { readonly row: bigint })[];
  return rows.map((line) => ({ ...line, row: Number(line.row) }));
}

/** Rows grow in the order of their commits. */
export type NumberedLine = StoredLine & { readonly row: number };

function readRow(db: DatabaseSync, row: Row, withMerged: boolean): StoredState {
  const job = decode<Job>(row, {
    json: ['spec', 'outcome', 'diagnostics', 'selected', 'resumed'],
    flags: ['deleted', 'unsafe'],
    numbers: ['generation'],
    not: ['schemas', 'status'],
  });
  const { uid } = job;
  const parts = db
    .prepare('SELECT node, includedNs, skipped, lost FROM parts WHERE jobUid = ? ORDER BY rowid')
    .all(uid);
  const sessions = db.prepare('SELECT * FROM sessions WHERE jobUid = ? ORDER BY rowid').all(uid);
  const lines = db
    .prepare('SELECT count(*) AS n, coalesce(sum(length(text) + ?), 0) AS bytes FROM lines WHERE jobUid = ?')
    .get(lineOverhead, uid);
  return {
    // Fields that came later have their defaults.
    job: { ...job, spec: clusterTraceJobSpec.parse(job.spec) },
    parts: parts.map(loadPart),
    sessions: sessions.map(loadSession),
    lineBytes: Number(lines?.['bytes'] ?? 0n),
    lineCount: Number(lines?.['n'] ?? 0n),
    merged: withMerged && typeof row['schemas'] === 'string' ? readMerged(db, uid, row['schemas']) : null,
  };
}

function readMerged(db: DatabaseSync, uid: string, schemas: string): StoredMerge {
  return {
    schemas: deserialise(schemas) as readonly MapSchema[],
    maps: loadMaps(db, uid),
    rounds: loadRounds(db, uid),
    series: loadSeries(db, uid),
  };
}

function loadPart(row: Row): Part {
  type Stored = Pick<Part, 'node' | 'includedNs'> & { readonly skipped: Why | null; readonly lost: Why | null };
  const { skipped, lost, ...part } = decode<Stored>(row, { json: ['skipped', 'lost'] });
  if (skipped !== null) return { ...part, place: { kind: 'skipped', why: skipped } };
  return { ...part, place: lost === null ? { kind: 'member' } : { kind: 'lost', why: lost } };
}

function loadSession(row: Row): Session {
  return decode<Session>(row, {
    json: ['diagnostics', 'losses'],
    flags: ['final', 'vanished'],
    numbers: ['exitCode', 'probes'],
    not: ['jobUid'],
  });
}

function loadMaps(db: DatabaseSync, uid: string): readonly StoredMap[] {
  const rows = db.prepare('SELECT incarnation, map, count, keys, "values" FROM maps WHERE jobUid = ?').all(uid);
  return rows.map((row) => ({
    incarnation: String(row['incarnation']),
    map: Number(row['map']),
    rows: { count: Number(row['count']), keys: bytes(row['keys']), values: bytes(row['values']) },
  }));
}

function loadRounds(db: DatabaseSync, uid: string): readonly StoredRound[] {
  const rows = db.prepare('SELECT * FROM rounds WHERE jobUid = ?').all(uid);
  return rows.map((row) => ({
    incarnation: String(row['incarnation']),
    map: Number(row['map']),
    program: Number(row['program']),
    tick: BigInt(row['tick'] as bigint),
    takenNs: BigInt(row['takenNs'] as bigint),
    closed: packed(row, 'closedCount', 'closedKeys', 'closedValues'),
    open: packed(row, 'openCount', 'openKeys', 'openValues'),
  }));
}

function loadSeries(db: DatabaseSync, uid: string): readonly StoredSeries[] {
  const rows = db.prepare('SELECT map, program, late, reset FROM series WHERE jobUid = ?').all(uid);
  return rows.map((row) => decode<StoredSeries>(row, { flags: ['reset'], numbers: ['map', 'program', 'late'] }));
}

function packed(row: Row, count: string, keys: string, values: string): PackedRows | null {
  return row[count] === null ? null : { count: Number(row[count]), keys: bytes(row[keys]), values: bytes(row[values]) };
}

interface Columns {
  readonly json?: readonly string[];
  readonly flags?: readonly string[];
  readonly numbers?: readonly string[];
  readonly not?: readonly string[];
}

/** The row as commit.ts wrote it: only this program writes it, so its form is what T says. */
function decode<T>(row: Row, { json = [], flags = [], numbers = [], not = [] }: Columns): T {
  const entries = Object.entries(row).filter(([name]) => !not.includes(name));
  const decoded = entries.map(([name, value]): [string, unknown] => {
    if (value === null) return [name, null];
    if (json.includes(name) && typeof value === 'string') return [name, deserialise(value)];
    if (flags.includes(name)) return [name, value === 1n];
    return [name, numbers.includes(name) ? Number(value) : value];
  });
  return Object.fromEntries(decoded) as T;
}

function bytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error('a column of bytes holds something else: the database is damaged');
}
