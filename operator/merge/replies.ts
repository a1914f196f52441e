import type { OperatorMessage } from '@bpfleet/proto';
import type { Session } from '../jobs/job.ts';

/** Everything of the session that is committed. */
export function ackOf(jobUid: string, session: Session): OperatorMessage {
  const { incarnation, snapshotSeq, roundSeq, eventSeq } = session;
  const final = session.final || session.state === 'FAILED';
  return { kind: 'ack', value: { jobUid, incarnation, snapshotSeq, roundSeq, eventSeq, final } };
}

export function forget(jobUid: string, incarnation: string, reason: string): OperatorMessage {
  return { kind: 'forget', value: { jobUid, incarnation, reason } };
}
