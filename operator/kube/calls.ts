/**
 * Requests that have to be made sooner or later, each known by a key: of two with the same key the newer one holds.
 *
 * Needs: what to do, which may be done twice. Gives: `ask`, to be called as often as one likes; few run at once.
 * Reports: to the log, what fails and is tried again, and what can never be done, which is given up.
 */
import { errorMessage } from '@bpfleet/proto/error-message';
import type { Log } from '../log.ts';
import { isMissing, isRefusal } from './api-error.ts';
import { type Backoff, delayMs } from './backoff.ts';

interface Entry {
  call: () => Promise<void>;
  state: 'waiting' | 'running' | 'resting';
  /** It was asked for anew while it ran. */
  again: boolean;
  attempt: number;
  mostAttempts: number;
  timer: NodeJS.Timeout | null;
}

const backoff: Backoff = { leastMs: 500, mostMs: 10_000 };
const maxRunning = 8;

export class Calls {
  readonly #log: Log;
  readonly #entries = new Map<string, Entry>();
  #running = 0;
  #idle: (() => void)[] = [];
  failures = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** `mostAttempts`: then it is given up. */
  ask(key: string, call: () => Promise<void>, mostAttempts = Infinity): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#entries.set(key, { call, state: 'waiting', again: false, attempt: 0, mostAttempts, timer: null });
      return this.#next();
    }
    entry.call = call;
    entry.again = entry.state === 'running';
  }

  drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry?.timer !== null && entry?.timer !== undefined) clearTimeout(entry.timer);
    this.#entries.delete(key);
  }

  /** Resolves when nothing is left to do, or after so long. */
  async drain(mostMs: number): Promise<void> {
    if (this.#entries.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, mostMs);
      this.#idle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  close(): void {
    for (const key of this.#entries.keys()) this.drop(key);
  }

  #next(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#running >= maxRunning) return;
      if (entry.state === 'waiting') void this.#run(key, entry);
    }
  }

  async #run(key: string, entry: Entry): Promise<void> {
    this.#running += 1;
    entry.state = 'running';
    entry.again = false;
    let failure: unknown = null;
    try {
      await entry.call();
    } catch (error) {
      failure = error;
    }
    this.#running -= 1;
    // Dropped, perhaps asked for anew, while it ran.
    if (this.#entries.get(key) === entry) this.#ended(key, entry, failure);
    this.#next();
    if (this.#entries.size === 0) for (const idle of this.#idle.splice(0)) idle();
  }

  #ended(key: string, entry: Entry, failure: unknown): void {
    if (failure !== null) this.failures += 1;
    if (failure !== null && !isMissing(failure) && !isRefusal(failure) && entry.attempt < entry.mostAttempts) {
      const waitMs = delayMs(backoff, entry.attempt, Math.random());
      if (entry.attempt === 0)
        this.#log.warn({ call: key, problem: errorMessage(failure) }, 'API server: trying again');
      entry.attempt += 1;
      entry.state = 'resting';
      entry.timer = setTimeout(() => {
        entry.state = 'waiting';
        this.#next();
      }, waitMs);
      return;
    }
    if (failure !== null && !isMissing(failure))
      this.#log.error({ call: key, problem: errorMessage(failure) }, 'API server: refused');
    entry.attempt = 0;
    if (entry.again) entry.state = 'waiting';
    else this.#entries.delete(key);
  }
}
