/**
 * Everything of one incarnation that the operator has not acknowledged, and the order in which it goes out:
 * the status, then rounds and lines, then the snapshot; a final snapshot only after all rounds and lines.
 *
 * Needs: what a session produces. Gives: the next message to send, when asked (so a slow stream slows nothing
 * but this). Reports: lines and rounds that found no room, in the snapshot's losses.
 */
import { encodeRows } from '@bpfleet/results';
import {
  type Ack,
  type AgentMessage,
  maxContentBytes,
  maxMessageBytes,
  type Round,
  type SessionState,
  type SessionStatus,
} from '@bpfleet/proto';
import type { SessionRound, SessionSnapshot } from '../../sessions/session.ts';
import type { Budget } from './budget.ts';
import { Queue, type Queued } from './queue.ts';
import { Snapshots } from './snapshots.ts';

interface Line {
  readonly atNs: bigint;
  readonly text: Uint8Array;
}

/** Rounds without the number that the queue gives them. */
type UnnumberedRound = Omit<Round, 'seq'>;

/** Sent and not yet acknowledged bytes of each kind. */
const windowBytes = 8 * maxContentBytes;
const batchBytes = maxContentBytes / 2;
/** A round travels whole, so this may exceed what chunks keep to; with all that is around it, it is below maxMessageBytes. */
const maxRoundBytes = maxMessageBytes - maxContentBytes;

/** Nothing new comes after these. */
const endStates: ReadonlySet<SessionState> = new Set(['FINISHED', 'FAILED', 'RECOVERED']);

export class Outbox {
  readonly jobUid: string;
  readonly incarnation: string;
  readonly #lines: Queue<Line>;
  readonly #rounds: Queue<UnnumberedRound>;
  readonly #snapshots: Snapshots;
  #status: SessionStatus | null = null;
  #statusSent = true;
  #endAcknowledged = false;
  #oversizedRounds = 0n;

  constructor(jobUid: string, incarnation: string, budget: Budget) {
    this.jobUid = jobUid;
    this.incarnation = incarnation;
    this.#lines = new Queue(budget);
    this.#rounds = new Queue(budget);
    this.#snapshots = new Snapshots(jobUid, incarnation);
  }

  /** Nothing is left to send or to be acknowledged: the incarnation may be freed. */
  get finished(): boolean {
    return this.#endAcknowledged;
  }

  get status(): SessionStatus | null {
    return this.#status;
  }

  setStatus(status: SessionStatus): void {
    this.#status = status;
    this.#statusSent = false;
  }

  addLine(atNs: bigint, text: Uint8Array): void {
    this.#lines.push({ atNs, text }, text.length);
  }

  addRound(round: SessionRound): void {
    const rows = encodeRows(round.rows);
    const bytes = rows.keys.length + rows.values.length;
    if (bytes > maxRoundBytes) {
      this.#oversizedRounds += 1n;
      return;
    }
    const { map, program, takenNs, reset } = round;
    this.#rounds.push({ map, program, tick: tickOf(round, this.#rounds.lastSeq), takenNs, reset, ...rows }, bytes);
  }

  setSnapshot(snapshot: SessionSnapshot, final: boolean): void {
    const { takenNs, totals, losses, emittedEvents, emittedRounds } = snapshot;
    const droppedRounds = this.#rounds.dropped + this.#oversizedRounds;
    this.#snapshots.offer({
      takenNs,
      tables: totals,
      losses: { ...losses, control: losses.control + droppedRounds },
      agentDroppedEvents: this.#lines.dropped,
      emittedEvents,
      emittedRounds: emittedRounds - droppedRounds,
      final,
    });
  }

  /** The next message, or null when there is nothing to send now. */
  next(): AgentMessage | null {
    if (!this.#statusSent && this.#status !== null) {
      this.#statusSent = true;
      return { kind: 'sessionStatus', value: this.#status };
    }
    const { jobUid, incarnation } = this;
    const rounds = this.#rounds.take(batchBytes, windowBytes);
    if (rounds.length > 0) return { kind: 'rounds', value: { jobUid, incarnation, rounds: rounds.map(numbered) } };
    const lines = this.#lines.take(batchBytes, windowBytes);
    const first = lines[0];
    if (first !== undefined) {
      return {
        kind: 'eventBatch',
        value: { jobUid, incarnation, firstSeq: first.seq, lines: lines.map(({ item }) => item) },
      };
    }
    const chunk = this.#snapshots.next(this.#rounds.drained && this.#lines.drained);
    return chunk === null ? null : { kind: 'snapshotChunk', value: chunk };
  }

  acknowledge(ack: Ack): void {
    this.#rounds.acknowledge(ack.roundSeq);
    this.#lines.acknowledge(ack.eventSeq);
    this.#snapshots.acknowledge(ack.snapshotSeq);
    // Whatever its snapshot's number: a dead agent may have sent its final under one that its successor does not know.
    if (ack.final && this.#status !== null && endStates.has(this.#status.state)) this.#endAcknowledged = true;
  }

  baseLost(): void {
    this.#snapshots.baseLost();
  }

  /** A new connection: the status and everything that was not acknowledged goes out again. */
  rewind(): void {
    this.#statusSent = this.#status === null;
    this.#rounds.rewind();
    this.#lines.rewind();
    this.#snapshots.rewind();
  }

  /** Gives the budget back; for an incarnation that is freed or given up. */
  clear(): void {
    this.#rounds.clear();
    this.#lines.clear();
  }
}

function numbered({ seq, item }: Queued<UnnumberedRound>): Round {
  return { seq, ...item };
}

/** Interval probes of all nodes share wall-clock buckets of their period; other prints are numbered as they come. */
function tickOf(round: SessionRound, roundsBefore: bigint): bigint {
  return round.periodNs === null || round.periodNs === 0n ? roundsBefore + 1n : round.takenNs / round.periodNs;
}
