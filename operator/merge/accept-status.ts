/**
 * A session's status.
 *
 * Needs: the job's state, the node that the stream belongs to, a checked message.
 * Gives: the session with what is new in it; the job's schemas with the first one that attached.
 * Reports: Refused for what no agent may say; `forget` for sessions that nobody wants.
 */
import { emptyStatus, type SessionState, type SessionStatus } from '@bpfleet/proto';
import { emptyLedger, emptyRounds, type MapSchema, noLosses } from '@bpfleet/results';
import { type JobState, type Session, sessionsOf } from '../jobs/job.ts';
import { isEnded } from '../jobs/node-state.ts';
import { type Change, Refused, unchanged, withSession, type Write } from './change.ts';
import { maxIncarnations } from './limits.ts';
import { ackOf, forget } from './replies.ts';
import { areMergeable, schemasOf } from './schemas.ts';

/** States only go up. */
const rank: Readonly<Record<SessionState, number>> = {
  UNSPECIFIED: 0,
  COMPILING: 1,
  ATTACHED: 2,
  STOPPING: 3,
  FINISHED: 4,
  FAILED: 4,
  RECOVERED: 4,
};

/** `expected`: the job's schemas as the operator compiles them, or null when it cannot; asked for once. */
export function acceptStatus(
  state: JobState,
  node: string,
  status: SessionStatus,
  expected: () => readonly MapSchema[] | null = () => null,
): Change {
  const { uid } = state.job;
  if (status.state === 'UNSPECIFIED') throw new Refused('a session status without a state');
  const part = state.parts.get(node);
  if (part === undefined || part.place.kind === 'skipped') {
    return unchanged(state, forget(uid, status.incarnation, 'the job is not assigned to this node'));
  }
  const known = state.sessions.get(status.incarnation) ?? null;
  if (known !== null && known.node !== node) throw new Refused(`incarnation ${status.incarnation} is of another node`);
  if (known === null && sessionsOf(state, node).length >= maxIncarnations) {
    return unchanged(state, forget(uid, status.incarnation, `more than ${maxIncarnations} incarnations of one job`));
  }
  const session = known ?? newSession(node, status.incarnation);
  if (isEnded(session) && !session.vanished) return unchanged(state, ackOf(uid, session));
  // A status that crossed a newer one.
  if (rank[status.state] < rank[session.state]) return unchanged(state, null);
  return attachSchemas(state, updated(session, status), status, expected);
}

function updated(session: Session, status: SessionStatus): Session {
  return {
    ...session,
    ...factsOf(status),
    attachedNs: session.attachedNs > 0n ? session.attachedNs : status.attachedNs,
    vanished: false,
  };
}

function attachSchemas(
  state: JobState,
  session: Session,
  status: SessionStatus,
  expected: () => readonly MapSchema[] | null,
): Change {
  const { uid } = state.job;
  const isTracing = status.state !== 'COMPILING' && status.state !== 'FAILED' && session.attachedNs > 0n;
  if (!isTracing) {
    const reply = session.state === 'FAILED' ? ackOf(uid, session) : null;
    return { state: withSession(state, session), writes: [{ kind: 'session', uid, session }], reply };
  }
  const sent = schemasOf(status.maps);
  // Not the first one that attached decides: one node that is wrong must not turn all others away.
  const schemas = state.schemas ?? expected() ?? sent;
  const known: JobState =
    state.schemas !== null ? state : { ...state, schemas, ledger: emptyLedger(schemas), rounds: emptyRounds(schemas) };
  const first: readonly Write[] = state.schemas === null ? [{ kind: 'schemas', uid, schemas }] : [];
  if (areMergeable(schemas, sent)) {
    return { state: withSession(known, session), writes: [...first, { kind: 'session', uid, session }], reply: null };
  }
  const message = "its maps have other types than the other nodes' and cannot be merged with them";
  const failed: Session = { ...session, state: 'FAILED', reason: 'SchemaMismatch', message };
  return {
    state: withSession(known, failed),
    writes: [...first, { kind: 'session', uid, session: failed }],
    reply: forget(uid, session.incarnation, message),
  };
}

/** What a status says that a session keeps as it is. */
function factsOf(status: SessionStatus): Omit<SessionStatus, 'jobUid' | 'incarnation' | 'generation' | 'maps'> {
  const { jobUid: _jobUid, incarnation: _incarnation, generation: _generation, maps: _maps, ...facts } = status;
  return facts;
}

export function newSession(node: string, incarnation: string): Session {
  return {
    incarnation,
    node,
    ...factsOf(emptyStatus('', incarnation, 0n)),
    snapshotSeq: 0n,
    final: false,
    takenNs: 0n,
    losses: noLosses,
    emittedEvents: 0n,
    roundSeq: 0n,
    eventSeq: 0n,
    lostRounds: 0n,
    lostLines: 0n,
    vanished: false,
  };
}
