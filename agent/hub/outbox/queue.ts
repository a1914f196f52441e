/**
 * Items in order, each with a sequence number from 1, kept until they are acknowledged.
 *
 * Needs: a budget shared by all queues. Gives: batches of what was not sent on this connection yet.
 * Reports: how many items found no room (they get no sequence number: what is sent has no gaps).
 */
import type { Budget } from './budget.ts';

export interface Queued<T> {
  readonly seq: bigint;
  readonly item: T;
  readonly bytes: number;
}

export class Queue<T> {
  readonly #budget: Budget;
  /** Ascending, without gaps; the first is the oldest not acknowledged. */
  #kept: Queued<T>[] = [];
  /** How many of #kept were sent on this connection. */
  #sent = 0;
  #sentBytes = 0;
  #lastSeq = 0n;
  #dropped = 0n;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  get dropped(): bigint {
    return this.#dropped;
  }

  get lastSeq(): bigint {
    return this.#lastSeq;
  }

  /** Whether everything was sent on this connection. */
  get drained(): boolean {
    return this.#sent === this.#kept.length;
  }

  /** False when there was no room: the item is counted as dropped. `overhead` stands for what an item costs beside its bytes. */
  push(item: T, bytes: number, overhead = 64): boolean {
    const cost = bytes + overhead;
    if (!this.#budget.take(cost)) {
      this.#dropped += 1n;
      return false;
    }
    this.#lastSeq += 1n;
    this.#kept.push({ seq: this.#lastSeq, item, bytes: cost });
    return true;
  }

  /** The next unsent items up to `maxBytes` (at least one) and marks them sent; [] when there are none or the window is full. */
  take(maxBytes: number, windowBytes: number): readonly Queued<T>[] {
    if (this.#sentBytes >= windowBytes) return [];
    let bytes = 0;
    let end = this.#sent;
    for (; end < this.#kept.length; end += 1) {
      const next = this.#kept[end]?.bytes ?? 0;
      if (end > this.#sent && bytes + next > maxBytes) break;
      bytes += next;
    }
    const batch = this.#kept.slice(this.#sent, end);
    this.#sent = end;
    this.#sentBytes += bytes;
    return batch;
  }

  /** Frees everything up to and including `seq`. */
  acknowledge(seq: bigint): void {
    const first = this.#kept[0];
    if (first === undefined || seq < first.seq) return;
    const count = Math.min(Number(seq - first.seq) + 1, this.#kept.length);
    for (const { bytes } of this.#kept.slice(0, count)) this.#budget.give(bytes);
    for (const { bytes } of this.#kept.slice(0, Math.min(count, this.#sent))) this.#sentBytes -= bytes;
    this.#kept = this.#kept.slice(count);
    this.#sent = Math.max(0, this.#sent - count);
  }

  /** A new connection: everything that was not acknowledged is sent again. */
  rewind(): void {
    this.#sent = 0;
    this.#sentBytes = 0;
  }

  /** Gives the whole budget back. */
  clear(): void {
    for (const { bytes } of this.#kept) this.#budget.give(bytes);
    this.#kept = [];
    this.rewind();
  }
}
