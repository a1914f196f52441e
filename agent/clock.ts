/** The wall clock as the wire has it, and timers for which setTimeout's 24 days are not a trap. They run by the monotonic clock. */

export type Cancel = () => void;

/** 24 days; setTimeout takes anything above for 1 ms. */
export const longestMs = 2 ** 31 - 1;

export function afterMillis(milliseconds: number, action: () => void): Cancel {
  let timer = setTimeout(next, Math.min(milliseconds, longestMs), milliseconds - longestMs);
  function next(left: number): void {
    if (left <= 0) action();
    else timer = setTimeout(next, Math.min(left, longestMs), left - longestMs);
  }
  return () => clearTimeout(timer);
}

/** Again and again, the first time after `milliseconds`; 24 days are the most. */
export function everyMillis(milliseconds: number, action: () => void): Cancel {
  const timer = setInterval(action, Math.min(milliseconds, longestMs));
  return () => clearInterval(timer);
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
