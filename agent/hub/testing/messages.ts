/** Messages of both ends, for tests. */
import type { Ack, AgentMessage, Assignment, OperatorMessage, SessionStatus, SnapshotChunk } from '@bpfleet/proto';

export function assignmentOf(change: Partial<Assignment> = {}): Assignment {
  return {
    jobUid: 'uid-1',
    generation: 1n,
    jobName: 'default/job',
    script: 'begin { exit() }',
    limits: null,
    deadlineNs: 1n << 62n,
    leaseTtlMs: 60_000,
    intervalMs: 60_000,
    startNs: 0n,
    scope: 'NODE',
    targets: [],
    unsafe: false,
    ...change,
  };
}

export function ackOf(incarnation: string, change: Partial<Ack> = {}): OperatorMessage {
  return {
    kind: 'ack',
    value: { jobUid: 'uid-1', incarnation, snapshotSeq: 0n, roundSeq: 0n, eventSeq: 0n, final: false, ...change },
  };
}

export const welcome: OperatorMessage = { kind: 'welcome', value: { protocol: 1, heartbeatMs: 60_000 } };

export function statuses(messages: readonly AgentMessage[]): readonly SessionStatus[] {
  return messages.flatMap((message) => (message.kind === 'sessionStatus' ? [message.value] : []));
}

export function chunks(messages: readonly AgentMessage[]): readonly SnapshotChunk[] {
  return messages.flatMap((message) => (message.kind === 'snapshotChunk' ? [message.value] : []));
}

/** Everything that a source of messages gives now. */
export function drain(source: { next(): AgentMessage | null }): readonly AgentMessage[] {
  const messages: AgentMessage[] = [];
  for (let message = source.next(); message !== null; message = source.next()) messages.push(message);
  return messages;
}
