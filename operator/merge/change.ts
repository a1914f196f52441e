/**
 * What a message changes: the new state, and what must be committed before the state replaces the old one and the
 * reply is sent. Merging is pure, so that it can be tested with any order of messages, and a failed commit leaves
 * everything as it was.
 */
import type { EventLine, OperatorMessage } from '@bpfleet/proto';
import type { MapSchema, PackedRows } from '@bpfleet/results';
import type { Job, JobState, Part, Session } from '../jobs/job.ts';

export interface Change {
  readonly state: JobState;
  readonly writes: readonly Write[];
  readonly reply: OperatorMessage | null;
}

export type Write =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'schemas'; readonly uid: string; readonly schemas: readonly MapSchema[] }
  | { readonly kind: 'part'; readonly uid: string; readonly part: Part }
  | { readonly kind: 'session'; readonly uid: string; readonly session: Session }
  | {
      readonly kind: 'map';
      readonly uid: string;
      readonly incarnation: string;
      readonly map: number;
      readonly rows: PackedRows;
    }
  | { readonly kind: 'round'; readonly uid: string; readonly round: StoredRound }
  | { readonly kind: 'series'; readonly uid: string; readonly series: StoredSeries }
  /** Rounds of ticks that are no longer kept. */
  | {
      readonly kind: 'oldRounds';
      readonly uid: string;
      readonly map: number;
      readonly program: number;
      readonly belowTick: bigint;
    }
  | {
      readonly kind: 'lines';
      readonly uid: string;
      readonly incarnation: string;
      readonly firstSeq: bigint;
      readonly lines: readonly EventLine[];
    };

/** What one incarnation printed in one tick. */
export interface StoredRound {
  readonly incarnation: string;
  readonly map: number;
  readonly program: number;
  readonly tick: bigint;
  readonly takenNs: bigint;
  /** Sum of what was read and reset. */
  readonly closed: PackedRows | null;
  /** The last reading that was not reset. */
  readonly open: PackedRows | null;
}

export interface StoredSeries {
  readonly map: number;
  readonly program: number;
  /** Records that came when their tick was no longer kept. */
  readonly late: number;
  /** Whether some record was a read-and-reset. */
  readonly reset: boolean;
}

/** The agent sent what no agent may send: its stream is closed with INVALID_ARGUMENT and this text. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** @throws Refused unless the session is known and of this node. */
export function knownSession(state: JobState, node: string, incarnation: string): Session {
  const session = state.sessions.get(incarnation);
  if (session === undefined) throw new Refused(`content of incarnation ${incarnation} before its status`);
  if (session.node !== node) throw new Refused(`incarnation ${incarnation} is of another node`);
  return session;
}

export function unchanged(state: JobState, reply: OperatorMessage | null): Change {
  return { state, writes: [], reply };
}

export function withSession(state: JobState, session: Session): JobState {
  return { ...state, sessions: new Map(state.sessions).set(session.incarnation, session) };
}
