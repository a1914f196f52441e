/**
 * A snapshot, all its chunks together.
 *
 * Needs: the job's state, the node that the stream belongs to.
 * Gives: the ledger with it, and the maps that changed, to be stored whole.
 * Reports: Refused (or results' DecodeError) for what no agent may send.
 */
import { acceptSnapshot, encodeRows, type Held, type Losses, type MapPatch } from '@bpfleet/results';
import type { JobState, Session } from '../jobs/job.ts';
import { isEnded } from '../jobs/node-state.ts';
import { type Change, knownSession, Refused, unchanged, withSession, type Write } from './change.ts';
import { contributor } from './contributor.ts';
import { decodeLimits } from './limits.ts';
import { ackOf } from './replies.ts';

export interface WholeSnapshot {
  readonly incarnation: string;
  readonly seq: bigint;
  readonly baseSeq: bigint;
  readonly final: boolean;
  readonly takenNs: bigint;
  readonly patches: readonly MapPatch[];
  readonly losses: Losses;
  readonly emittedEvents: bigint;
  /** Lines that got a number: those emitted less those that the agent itself had to drop. */
  readonly numberedLines: bigint;
  /** Rounds that got a number. */
  readonly emittedRounds: bigint;
}

export function acceptWholeSnapshot(state: JobState, node: string, snapshot: WholeSnapshot): Change {
  const { uid } = state.job;
  const session = knownSession(state, node, snapshot.incarnation);
  // Sent again, perhaps by another process that numbers from 1: what it sends is committed, whatever its number.
  if (isEnded(session)) return unchanged(state, ackOf(uid, { ...session, snapshotSeq: snapshot.seq }));
  if (session.attachedNs === 0n) return endOfUnattached(state, session, snapshot);
  const limits = decodeLimits(state.job.spec);
  const acceptance = acceptSnapshot(state.ledger, { ...snapshot, from: contributor(session) }, limits);
  switch (acceptance.kind) {
    case 'needFull':
      return unchanged(state, {
        kind: 'fullSnapshotRequest',
        value: { jobUid: uid, incarnation: session.incarnation },
      });
    case 'stale':
      return unchanged(state, ackOf(uid, session));
    case 'accepted': {
      const { ledger, held } = acceptance;
      for (const { rows, schema } of held.tables) {
        if (rows.size > limits.maxRows)
          throw new Refused(`${schema.name}: ${rows.size} rows; the job allows ${state.job.spec.limits.maxMapKeys}`);
      }
      const next = newestOf(session, snapshot);
      return {
        state: { ...withSession(state, next), ledger },
        writes: [{ kind: 'session', uid, session: next }, ...mapWrites(state, uid, held)],
        reply: ackOf(uid, next),
      };
    }
  }
}

/** Stopped before it attached: there is nothing to merge, but the end must be known. */
function endOfUnattached(state: JobState, session: Session, snapshot: WholeSnapshot): Change {
  if (snapshot.patches.length > 0)
    throw new Refused(`rows of incarnation ${session.incarnation}, which never attached`);
  const next = newestOf(session, snapshot);
  const { uid } = state.job;
  return {
    state: withSession(state, next),
    writes: [{ kind: 'session', uid, session: next }],
    reply: ackOf(uid, next),
  };
}

function newestOf(session: Session, snapshot: WholeSnapshot): Session {
  const { seq, final, takenNs, losses, emittedEvents, numberedLines, emittedRounds } = snapshot;
  // A final comes after all lines and rounds; those that are missing then went with an agent that was killed.
  const unsent = (numbered: bigint, received: bigint): bigint =>
    final && numbered > received ? numbered - received : 0n;
  const lostLines = session.lostLines + unsent(numberedLines, session.eventSeq);
  const lostRounds = session.lostRounds + unsent(emittedRounds, session.roundSeq);
  return { ...session, snapshotSeq: seq, final, takenNs, losses, emittedEvents, lostLines, lostRounds };
}

/** A table that no patch touched is the same object as before. */
function mapWrites(state: JobState, uid: string, held: Held): readonly Write[] {
  const { incarnation } = held.from;
  const before = [...state.ledger.incarnations.values()].find(
    ({ newest }) => newest.from.incarnation === incarnation,
  )?.newest;
  return held.tables.flatMap((table, map): readonly Write[] => {
    if (table === before?.tables[map]) return [];
    if (before === undefined && table.rows.size === 0) return [];
    return [{ kind: 'map', uid, incarnation, map, rows: encodeRows(table) }];
  });
}
