/** The nodes of a job in numbers, and those that did not go as planned. */
import type { NodeState, TraceJobStatus } from '@bpfleet/proto';
import { firstError } from '../compile/first-error.ts';
import { type JobState, type Session, sessionsOf, type Why } from '../jobs/job.ts';
import { hasTraced, lastInterruption, progressOf } from '../jobs/node-state.ts';

export interface NodeReport {
  readonly node: string;
  readonly state: NodeState;
  readonly traced: boolean;
  /** It stopped tracing before the job's end, even if it went on later. */
  readonly restarted: boolean;
  /** Null for nodes that go as planned. */
  readonly why: Why | null;
}

export function nodeReports(state: JobState): readonly NodeReport[] {
  return [...state.parts.values()].map((part) => {
    const sessions = sessionsOf(state, part.node);
    const progress = progressOf(part, sessions);
    const interrupted = lastInterruption(sessions);
    const facts = { node: part.node, traced: sessions.some(hasTraced), restarted: interrupted !== null };
    const restart = interrupted === null ? null : interruption(interrupted);
    switch (progress.kind) {
      case 'pending':
      case 'compiling':
        return { ...facts, state: 'Pending', why: restart };
      case 'attached':
        return { ...facts, state: 'Attached', why: restart };
      case 'interrupted':
        return { ...facts, state: 'Interrupted', why: interruption(progress.session) };
      case 'flushed':
        return { ...facts, state: 'Flushed', why: restart };
      case 'failed':
        return {
          ...facts,
          state: 'Failed',
          why: { reason: progress.session.reason || 'Internal', message: failureText(progress.session) },
        };
      case 'skipped':
        return { ...facts, state: 'Skipped', why: progress.why };
      case 'lost':
        return { ...facts, state: 'Lost', why: progress.why };
    }
  });
}

function interruption({ stopReason, vanished }: Session): Why {
  if (vanished) return { reason: 'NodeRestarted', message: 'its agent came back without what it held' };
  if (stopReason === 'AGENT_DIED')
    return { reason: 'AgentDied', message: 'its agent was killed; what it had counted is in the result' };
  if (stopReason === 'LEASE_EXPIRED')
    return { reason: 'LeaseExpired', message: 'it stopped by itself, out of touch with the operator' };
  return { reason: 'AgentShutdown', message: 'its agent was stopped' };
}

function failureText({ message, diagnostics }: Session): string {
  return diagnostics.length === 0 ? message : firstError(diagnostics);
}

/** `isFinished`: what was interrupted stays so, and all that there will be of it is here. */
export function nodeCounts(state: JobState, isFinished: boolean): NonNullable<TraceJobStatus['nodes']> {
  const reports = nodeReports(state);
  const unknown = unknownNodes(state, reports);
  const count = (...states: readonly NodeState[]): number =>
    reports.filter((report) => states.includes(report.state)).length;
  const skipped = count('Skipped');
  const flushed = isFinished ? count('Flushed', 'Interrupted') : count('Flushed');
  const desired = reports.length - skipped + unknown;
  return {
    summary: `${flushed}/${desired}`,
    desired,
    attached: reports.filter(({ traced }) => traced).length,
    flushed,
    failed: count('Failed'),
    lost: count('Lost') + (isFinished ? unknown : 0),
    skipped,
    restarted: reports.filter(({ restarted }) => restarted).length,
  };
}

/** Nodes that a job had before the operator lost its database, and of which nobody has told since. */
export function unknownNodes({ job: { resumed } }: JobState, reports: readonly NodeReport[]): number {
  const known = reports.filter(({ state }) => state !== 'Skipped').length;
  return Math.max(0, (resumed?.desired ?? 0) - known);
}

const worstFirst: readonly NodeState[] = ['Lost', 'Failed', 'Interrupted', 'Skipped', 'Pending', 'Attached', 'Flushed'];

export function notableNodes(reports: readonly NodeReport[]): NonNullable<TraceJobStatus['notableNodes']> {
  const notable = reports.flatMap(({ node, state, why }) => {
    return why === null ? [] : [{ node, state, reason: why.reason.slice(0, 128), message: why.message.slice(0, 1024) }];
  });
  const rank = ({ state }: { readonly state: NodeState }): number => worstFirst.indexOf(state);
  return notable.toSorted((a, b) => rank(a) - rank(b) || (a.node < b.node ? -1 : 1)).slice(0, 32);
}
