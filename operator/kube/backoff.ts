/** How long to wait before trying again: longer each time, and never all at once. */

export interface Backoff {
  readonly leastMs: number;
  readonly mostMs: number;
}

/** `random` from 0 to 1. From half to the whole of a time that doubles. */
export function delayMs({ leastMs, mostMs }: Backoff, attempt: number, random: number): number {
  const whole = Math.min(mostMs, leastMs * 2 ** Math.min(attempt, 20));
  return whole / 2 + (whole / 2) * random;
}
