/**
 * When a node did not trace although it should have.
 *
 * Needs: a job's state. Gives: for every node the time from when it was asked to when it traced, those between its
 * incarnations, and from the last one to the end when it stopped too early. A node that joined late has none before it
 * was asked.
 */
import type { Gap } from '@bpfleet/results';
import { type JobState, type Session, sessionsOf } from '../jobs/job.ts';
import { hasTraced, isEnded, progressOf } from '../jobs/node-state.ts';

export function gapsOf(state: JobState): readonly Gap[] {
  return [...state.parts.keys()].toSorted().flatMap((node) => nodeGaps(state, node));
}

function nodeGaps(state: JobState, node: string): readonly Gap[] {
  const traced = sessionsOf(state, node)
    .filter(hasTraced)
    .toSorted((a, b) => (a.attachedNs < b.attachedNs ? -1 : 1));
  const between = traced.flatMap((session, index): readonly Gap[] => {
    const next = traced[index + 1];
    if (next === undefined) return [];
    return [{ node, fromNs: lastTracedNs(session), toNs: next.attachedNs, reason: reasonOf(session) }];
  });
  const before = lateStart(state, node, traced[0] ?? null);
  const last = traced.at(-1);
  return last === undefined || !endedEarly(state, node, last)
    ? [...before, ...between]
    : [...before, ...between, { node, fromNs: lastTracedNs(last), toNs: null, reason: reasonOf(last) }];
}

/** Compiling and attaching take a moment on every node; what takes longer is told. */
const usualStartNs = 2_000_000_000n;

/** From when the node was asked to when it first traced. */
function lateStart(state: JobState, node: string, first: Session | null): readonly Gap[] {
  const fromNs = state.parts.get(node)?.includedNs ?? 0n;
  if (first === null || fromNs === 0n || first.attachedNs <= fromNs) return [];
  const unknown = lostStart(state, node, first);
  if (unknown !== null) return [unknown];
  const isRepeated = sessionsOf(state, node).some((one) => one.vanished && !hasTraced(one));
  if (!isRepeated && first.attachedNs <= fromNs + usualStartNs) return [];
  const reason = isRepeated ? 'the agent was killed before it attached' : 'it attached late';
  return [{ node, fromNs, toNs: first.attachedNs, reason }];
}

/** A node may have been one of the job's when the operator lost its database for so long after it. */
const returnNs = 60_000_000_000n;

/** What a node traced before the first incarnation that is known went with the operator's database, if it did. */
function lostStart({ job, parts }: JobState, node: string, first: Session): Gap | null {
  const { resumed, startNs } = job;
  if (resumed === null || startNs === null || first.attachedNs <= startNs + usualStartNs) return null;
  if ((parts.get(node)?.includedNs ?? 0n) > resumed.atNs + returnNs) return null;
  const reason = 'what it may have traced before was lost with the database of the operator';
  return { node, fromNs: startNs, toNs: first.attachedNs, reason };
}

function endedEarly(state: JobState, node: string, last: Session): boolean {
  const part = state.parts.get(node);
  if (part === undefined) return false;
  const { kind } = progressOf(part, sessionsOf(state, node));
  if (kind === 'lost') return true;
  const { deadlineNs } = state.job;
  return (kind === 'interrupted' || kind === 'failed') && deadlineNs !== null && lastTracedNs(last) < deadlineNs;
}

/** What an incarnation that ended states itself; of the others the newest snapshot is the last that is known. */
function lastTracedNs(session: Session): bigint {
  if (isEnded(session) && session.detachedNs > 0n) return session.detachedNs;
  return session.takenNs > session.attachedNs ? session.takenNs : session.attachedNs;
}

function reasonOf({ stopReason, vanished }: Session): string {
  if (vanished) return 'the node was restarted, what it held is gone';
  switch (stopReason) {
    case 'AGENT_DIED':
      return 'the agent was killed';
    case 'AGENT_SHUTDOWN':
      return 'the agent was stopped';
    case 'LEASE_EXPIRED':
      return 'the agent was out of touch with the operator';
    case 'FAILURE':
      return 'tracing failed';
    default:
      return 'the node was lost';
  }
}
