/**
 * A lease on a session: whoever assigned it must be heard of at least every `ttlMs`, by the monotonic clock,
 * whether the stream is up or not. The agent enforces it by itself, so a partition ends in a detach.
 */
export class Lease {
  readonly #ttlMs: number;
  readonly #expired: () => void;
  #timer: NodeJS.Timeout;

  /** `expired` runs once, `ttlMs` after the last renewal. */
  constructor(ttlMs: number, expired: () => void) {
    this.#ttlMs = ttlMs;
    this.#expired = expired;
    this.#timer = setTimeout(expired, ttlMs);
  }

  renew(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#expired, this.#ttlMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
