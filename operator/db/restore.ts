/**
 * A job's state from what is stored of it.
 *
 * Needs: plain data, as db/load.ts reads it; another thread may be given it. Gives: the state as it was when that was committed. Pure.
 * Reports: throws results' DecodeError when the database is damaged.
 */
import {
  decodeRows,
  emptyTable,
  type Held,
  type MapSchema,
  type PackedRows,
  restoreLedger,
  type Table,
} from '@bpfleet/results';
import { type Job, type JobState, newJobState, type Part, type Session } from '../jobs/job.ts';
import { cellsOfRounds } from '../merge/accept-rounds.ts';
import type { StoredRound, StoredSeries } from '../merge/change.ts';
import { contributor } from '../merge/contributor.ts';
import { storedLimits } from '../merge/limits.ts';
import { restoreRounds } from '../merge/restore-rounds.ts';

export interface StoredState {
  readonly job: Job;
  readonly parts: readonly Part[];
  /** In the order in which they were first heard of. */
  readonly sessions: readonly Session[];
  readonly lineBytes: number;
  readonly lineCount: number;
  /** Null when nothing was merged, or when what was is not asked for. */
  readonly merged: StoredMerge | null;
}

export interface StoredMerge {
  readonly schemas: readonly MapSchema[];
  readonly maps: readonly StoredMap[];
  readonly rounds: readonly StoredRound[];
  readonly series: readonly StoredSeries[];
}

export interface StoredMap {
  readonly incarnation: string;
  readonly map: number;
  readonly rows: PackedRows;
}

export function restoreState({ job, parts, sessions, lineBytes, lineCount, merged }: StoredState): JobState {
  const state: JobState = {
    ...newJobState(job),
    parts: new Map(parts.map((part) => [part.node, part])),
    sessions: new Map(sessions.map((session) => [session.incarnation, session])),
    lineBytes,
    lineCount,
  };
  if (merged === null) return state;
  const { schemas, maps, series } = merged;
  const byIncarnation = Map.groupBy(maps, ({ incarnation }) => incarnation);
  const held = sessions
    .filter(({ snapshotSeq }) => snapshotSeq > 0n)
    .map((session) => heldOf(schemas, session, byIncarnation.get(session.incarnation) ?? []));
  const rounds = restoreRounds(schemas, state.sessions, merged.rounds, series);
  return { ...state, schemas, ledger: restoreLedger(schemas, held), rounds, roundCells: cellsOfRounds(rounds) };
}

function heldOf(schemas: readonly MapSchema[], session: Session, maps: readonly StoredMap[]): Held {
  const tables = schemas.map((schema, index): Table => {
    const stored = maps.find(({ map }) => map === index);
    return stored === undefined ? emptyTable(schema) : decodeRows(schema, stored.rows, storedLimits);
  });
  return { from: contributor(session), seq: session.snapshotSeq, final: session.final, tables, losses: session.losses };
}
