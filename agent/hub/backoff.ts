/** Exponential back-off with full jitter: attempt 0 waits up to `baseMs`, each further one twice that, up to `maxMs`. */
export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

export const reconnectBackoff: Backoff = { baseMs: 200, maxMs: 10_000 };

/** Milliseconds before attempt `attempt` (from 0). `random` in [0, 1). Never below a quarter of the ceiling, so that a fleet does not storm. */
export function delayFor(backoff: Backoff, attempt: number, random: number): number {
  const ceiling = Math.min(backoff.maxMs, backoff.baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling / 4 + (ceiling * 3 * random) / 4);
}
