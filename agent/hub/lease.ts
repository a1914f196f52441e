/**
 * A lease on a session: whoever assigned it must be heard of at least every `ttlMs`, by the monotonic clock,
 * whether the stream is up or not. The agent enforces it by itself, so a partition ends in a detach.
 */
import { afterMillis, type Cancel } from '../clock.ts';

export class Lease {
  readonly #ttlMs: number;
  readonly #expired: () => void;
  #cancel: Cancel;

  /** `expired` runs once, `ttlMs` after the last renewal. */
  constructor(ttlMs: number, expired: () => void) {
    this.#ttlMs = ttlMs;
    this.#expired = expired;
    this.#cancel = afterMillis(ttlMs, expired);
  }

  renew(): void {
    this.end();
    this.#cancel = afterMillis(this.#ttlMs, this.#expired);
  }

  end(): void {
    this.#cancel();
  }
}
