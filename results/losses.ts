import type { Losses } from './schema.ts';

export const noLosses: Losses = { events: 0n, control: 0n, mapFull: 0n, missedRuns: 0n, failedReads: 0n };

/** Component-wise sum: of two nodes, or of two incarnations of one node. */
export function addLosses(a: Losses, b: Losses): Losses {
  return {
    events: a.events + b.events,
    control: a.control + b.control,
    mapFull: a.mapFull + b.mapFull,
    missedRuns: a.missedRuns + b.missedRuns,
    failedReads: a.failedReads + b.failedReads,
  };
}

export function isLossless(losses: Losses): boolean {
  return describeParts(losses).length === 0;
}

/** `Lost 12 events, 3 map updates (map full)`; null when nothing was lost. */
export function describeLosses(losses: Losses): string | null {
  const parts = describeParts(losses);
  return parts.length === 0 ? null : `Lost ${parts.join(', ')}`;
}

function describeParts(losses: Losses): string[] {
  const parts: readonly (readonly [count: bigint, thing: string, why: string])[] = [
    [losses.events, 'event', ''],
    [losses.control, 'control record', ''],
    [losses.mapFull, 'map update', ' (map full)'],
    [losses.missedRuns, 'program run', ' (skipped by the kernel)'],
    [losses.failedReads, 'read', ' (failed helper call)'],
  ];
  return parts
    .filter(([count]) => count > 0n)
    .map(([count, thing, why]) => `${count} ${thing}${count === 1n ? '' : 's'}${why}`);
}
