/**
 * Lines of printf and print(value).
 *
 * Needs: the job's state, the node that the stream belongs to.
 * Gives: the lines that are new, to be stored.
 * Reports: lines that never came, and lines beyond the job's limit, are counted as lost.
 */
import type { EventBatch, EventLine } from '@bpfleet/proto';
import type { JobState, Session } from '../jobs/job.ts';
import { isEnded } from '../jobs/node-state.ts';
import { type Change, knownSession, Refused, unchanged, withSession, type Write } from './change.ts';
import { lineOverhead, maxLineBytes } from './limits.ts';
import { ackOf } from './replies.ts';

export function acceptLines(state: JobState, node: string, { incarnation, firstSeq, lines }: EventBatch): Change {
  const { uid } = state.job;
  const session = knownSession(state, node, incarnation);
  if (firstSeq === 0n) throw new Refused('lines are numbered from 1');
  if (isEnded(session)) return unchanged(state, ackOf(uid, session));
  const known = session.eventSeq - firstSeq + 1n;
  const fresh = known > 0n ? lines.slice(Number(known > BigInt(lines.length) ? BigInt(lines.length) : known)) : lines;
  if (fresh.length === 0) return unchanged(state, ackOf(uid, session));
  const missing = known < 0n ? -known : 0n;
  const kept = withinLimit(fresh, maxLineBytes - state.lineBytes);
  const lost = missing + BigInt(fresh.length - kept.lines.length);
  const next: Session = {
    ...session,
    eventSeq: firstSeq + BigInt(lines.length) - 1n,
    lostLines: session.lostLines + lost,
  };
  const first = next.eventSeq - BigInt(fresh.length) + 1n;
  const stored: readonly Write[] =
    kept.lines.length === 0 ? [] : [{ kind: 'lines', uid, incarnation, firstSeq: first, lines: kept.lines }];
  return {
    state: {
      ...withSession(state, next),
      lineBytes: state.lineBytes + kept.bytes,
      lineCount: state.lineCount + kept.lines.length,
    },
    writes: [{ kind: 'session', uid, session: next }, ...stored],
    reply: ackOf(uid, next),
  };
}

/** The longest beginning that fits. */
function withinLimit(
  lines: readonly EventLine[],
  room: number,
): { readonly lines: readonly EventLine[]; readonly bytes: number } {
  let bytes = 0;
  let count = 0;
  for (const { text } of lines) {
    const size = text.length + lineOverhead;
    if (bytes + size > room) break;
    bytes += size;
    count += 1;
  }
  return { lines: lines.slice(0, count), bytes };
}
