/**
 * A lease on a session: whoever assigned it must be heard of at least every `ttlMs`, by the monotonic clock,
 * whether the stream is up or not. The agent enforces it by itself, so a partition ends in a detach.
 */
/** setTimeout's longest, 24 days: it takes anything above for 1 ms. */
export const longestTimerMs = 2 ** 31 - 1;

export class Lease {
  readonly #ttlMs: number;
  readonly #expired: () => void;
  #timer: NodeJS.Timeout;

  /** `expired` runs once, `ttlMs` (24 days at most) after the last renewal. */
  constructor(ttlMs: number, expired: () => void) {
    this.#ttlMs = Math.min(ttlMs, longestTimerMs);
    this.#expired = expired;
    this.#timer = setTimeout(expired, this.#ttlMs);
  }

  renew(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#expired, this.#ttlMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
