/** Timers that are not bound to setTimeout's 24 days. They run by the monotonic clock. */

export type Cancel = () => void;

const longest = 2 ** 31 - 1;

export function afterMillis(milliseconds: number, action: () => void): Cancel {
  let timer = setTimeout(next, Math.min(milliseconds, longest), milliseconds - longest);
  function next(left: number): void {
    if (left <= 0) action();
    else timer = setTimeout(next, Math.min(left, longest), left - longest);
  }
  return () => clearTimeout(timer);
}

/** At a moment of the wall clock, as it is now: a later change of the wall clock does not move it. Past moments are at once. */
export function atWallClock(ns: bigint, action: () => void): Cancel {
  const milliseconds = Number(ns / 1_000_000n) - Date.now();
  return afterMillis(Math.max(0, milliseconds), action);
}

/** Nanoseconds since the epoch, to a millisecond. */
export function wallClockNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
