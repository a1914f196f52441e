/** Where a node's part of a job stands: follows from its sessions alone. */
import type { StopReason } from '@bpfleet/proto';
import type { Part, Place, Session } from './job.ts';

export type NodeProgress =
  /** Assigned, nothing heard yet. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'compiling' }
  | { readonly kind: 'attached'; readonly session: Session }
  /** It traced, but its agent died, left or was out of touch: it could go on until the deadline. */
  | { readonly kind: 'interrupted'; readonly session: Session }
  /** All there will be is here. */
  | { readonly kind: 'flushed'; readonly session: Session }
  | { readonly kind: 'failed'; readonly session: Session }
  | Exclude<Place, { kind: 'member' }>;

/** Ends that are not the job's: another incarnation may take over. */
const interruptions: ReadonlySet<StopReason> = new Set(['AGENT_DIED', 'AGENT_SHUTDOWN', 'LEASE_EXPIRED']);

export function progressOf(part: Part, sessions: readonly Session[]): NodeProgress {
  if (part.place.kind !== 'member') return part.place;
  // One that an agent holds decides; a second one is still to be delivered only when an agent was restarted.
  const open = sessions.filter((session) => !isEnded(session)).at(-1);
  if (open !== undefined)
    return open.state === 'COMPILING' ? { kind: 'compiling' } : { kind: 'attached', session: open };
  const session = sessions.at(-1);
  if (session === undefined) return { kind: 'pending' };
  // What it counted until then is kept, yet it is not all that there was.
  if (session.state === 'FAILED' || session.stopReason === 'FAILURE') return { kind: 'failed', session };
  if (isInterrupted(session)) return { kind: 'interrupted', session };
  return { kind: 'flushed', session };
}

/** Nothing more comes of it. */
export function isEnded(session: Session): boolean {
  return session.final || session.vanished || session.state === 'FAILED';
}

/** Its programs ran. */
export function hasTraced(session: Session): boolean {
  return session.attachedNs > 0n;
}

function isInterrupted({ vanished, stopReason }: Session): boolean {
  return vanished || interruptions.has(stopReason);
}

/** What interrupted the job on this node the last time, whether it went on since or not; null when nothing did. */
export function lastInterruption(sessions: readonly Session[]): Session | null {
  return sessions.findLast(isInterrupted) ?? null;
}
