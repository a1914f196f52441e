/**
 * Writes statuses, seldom: at once when a condition changed, otherwise at most once in a while for each job.
 *
 * Needs: a store. Gives: `offer`, to be called as often as one likes. Reports: to the log, a write that failed; it is
 * tried again with the next offer.
 */
import type { TraceJobStatus } from '@bpfleet/proto';
import { type JobRef, type JobStore, refKey } from '../store/store.ts';

export interface WriterOptions {
  readonly store: JobStore;
  /** Between two writes of one job that change no condition. */
  readonly intervalMs: number;
  readonly log: { error(facts: object, text: string): void };
}

interface Written {
  /** Of owner and status: cheaper to compare than what is written. */
  readonly content: string;
  readonly conditions: string;
  readonly atMs: number;
}

interface Waiting {
  readonly timer: NodeJS.Timeout;
  owner: JobRef;
  status: TraceJobStatus;
}

export class StatusWriter {
  readonly #options: WriterOptions;
  readonly #written = new Map<string, Written>();
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  offer(owner: JobRef, status: TraceJobStatus): void {
    const key = refKey(owner);
    const before = this.#written.get(key);
    if (before?.content === contentOf(owner, status)) return this.#forgetWaiting(key);
    const dueInMs =
      before === undefined || before.conditions !== conditionsText(status)
        ? 0
        : before.atMs + this.#options.intervalMs - performance.now();
    if (dueInMs <= 0) return this.#write(owner, status);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      waiting.owner = owner;
      waiting.status = status;
      return;
    }
    const timer = setTimeout(() => {
      const due = this.#waiting.get(key);
      if (due !== undefined) this.#write(due.owner, due.status);
    }, dueInMs);
    this.#waiting.set(key, { timer, owner, status });
  }

  remove(owner: JobRef): void {
    this.#forgetWaiting(refKey(owner));
    this.#written.delete(refKey(owner));
    this.#options.store.removeStatus(owner);
  }

  /** Writes what waits. */
  flush(): void {
    for (const { owner, status } of this.#waiting.values()) this.#write(owner, status);
  }

  #forgetWaiting(key: string): void {
    clearTimeout(this.#waiting.get(key)?.timer);
    this.#waiting.delete(key);
  }

  #write(owner: JobRef, status: TraceJobStatus): void {
    const key = refKey(owner);
    this.#forgetWaiting(key);
    try {
      this.#options.store.writeStatus(owner, status);
      this.#written.set(key, {
        content: contentOf(owner, status),
        conditions: conditionsText(status),
        atMs: performance.now(),
      });
    } catch (error) {
      this.#options.log.error({ job: key, err: error }, 'status could not be written');
    }
  }
}

function contentOf(owner: JobRef, status: TraceJobStatus): string {
  return JSON.stringify([owner, status]);
}

function conditionsText({ conditions }: TraceJobStatus): string {
  return conditions.map(({ type, status, reason }) => `${type}=${status}:${reason}`).join(' ');
}
