/**
 * Which snapshot of an incarnation goes out next, and against which base.
 *
 * Needs: the newest contents of the maps, from time to time. Gives: chunks: cumulative in value, incremental
 * against the last acknowledged snapshot, at most one snapshot in flight. Reports: nothing; a lost
 * acknowledgement costs a resend, a lost base a full snapshot.
 */
import { diffInPieces, emptyTable, type Losses, type Table } from '@bpfleet/results';
import { maxContentBytes, type MapColumns, type SnapshotChunk } from '@bpfleet/proto';

export interface Contents {
  readonly takenNs: bigint;
  readonly tables: readonly Table[];
  readonly losses: Losses;
  readonly agentDroppedEvents: bigint;
  readonly emittedEvents: bigint;
  readonly emittedRounds: bigint;
  readonly final: boolean;
}

interface Sent {
  readonly seq: bigint;
  readonly tables: readonly Table[];
}

export class Snapshots {
  readonly #jobUid: string;
  readonly #incarnation: string;
  #seq = 0n;
  /** Newest contents that no snapshot was made of yet. */
  #waiting: Contents | null = null;
  #chunks: SnapshotChunk[] = [];
  #inFlight: Sent | null = null;
  #acknowledged: Sent | null = null;
  /** Contents of the snapshot in flight, to make another of when the connection or the base is lost. */
  #latest: Contents | null = null;

  constructor(jobUid: string, incarnation: string) {
    this.#jobUid = jobUid;
    this.#incarnation = incarnation;
  }

  /** Replaces contents that still wait; nothing replaces the final ones. */
  offer(contents: Contents): void {
    if (this.#waiting?.final === true || this.#latest?.final === true) return;
    this.#waiting = contents;
  }

  /** The next chunk; null when all is sent, or the snapshot in flight has to be acknowledged first. `mayFinish`: rounds and lines are sent. */
  next(mayFinish: boolean): SnapshotChunk | null {
    if (this.#chunks.length === 0 && this.#waiting !== null) {
      const blocked = this.#waiting.final ? !mayFinish : this.#inFlight !== null;
      if (!blocked) this.#start(this.#waiting);
    }
    return this.#chunks.shift() ?? null;
  }

  acknowledge(seq: bigint): void {
    if (this.#inFlight === null || seq !== this.#inFlight.seq) return;
    this.#acknowledged = this.#inFlight;
    this.#inFlight = null;
  }

  /** The operator does not hold the base. */
  baseLost(): void {
    this.#acknowledged = null;
    this.rewind();
  }

  /** A new connection: what was in flight may never have arrived. */
  rewind(): void {
    this.#chunks = [];
    if (this.#inFlight === null) return;
    this.#inFlight = null;
    this.#waiting ??= this.#latest;
    this.#latest = null;
  }

  #start(contents: Contents): void {
    this.#waiting = null;
    this.#latest = contents;
    this.#seq += 1n;
    const base = this.#acknowledged;
    this.#inFlight = { seq: this.#seq, tables: contents.tables };
    const pieces = contents.tables.flatMap((now, map) =>
      columnsOf(map, base?.tables[map] ?? emptyTable(now.schema), now),
    );
    const groups = packed(pieces);
    this.#chunks = groups.map((maps, chunk) => ({
      jobUid: this.#jobUid,
      incarnation: this.#incarnation,
      seq: this.#seq,
      baseSeq: base?.seq ?? 0n,
      chunk,
      last: chunk === groups.length - 1,
      final: contents.final,
      takenNs: contents.takenNs,
      maps,
      losses: { ...contents.losses, agentDroppedEvents: contents.agentDroppedEvents },
      emittedEvents: contents.emittedEvents,
      emittedRounds: contents.emittedRounds,
    }));
  }
}

const pieceBytes = maxContentBytes / 4;

function columnsOf(map: number, base: Table, now: Table): readonly MapColumns[] {
  return diffInPieces(base, now, pieceBytes).map(({ upserts, deletes }) => ({
    map,
    count: upserts.count,
    keys: upserts.keys,
    values: upserts.values,
    deletedCount: deletes.count,
    deletedKeys: deletes.keys,
  }));
}

/** Pieces into chunks of at most maxContentBytes; at least one chunk, so that losses and times arrive too. */
function packed(pieces: readonly MapColumns[]): readonly (readonly MapColumns[])[] {
  const groups: MapColumns[][] = [[]];
  let room = maxContentBytes;
  for (const piece of pieces) {
    const bytes = piece.keys.length + piece.values.length + piece.deletedKeys.length;
    if (bytes > room && (groups.at(-1)?.length ?? 0) > 0) {
      groups.push([]);
      room = maxContentBytes;
    }
    groups.at(-1)?.push(piece);
    room -= bytes;
  }
  return groups;
}
