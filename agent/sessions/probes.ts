import type { Manifest } from '@bpfleet/compiler';

/** Attach points, begin and end included: what `Attached N probes` counts. */
export function probeCount(manifest: Manifest): number {
  return manifest.programs.reduce((sum, { attachPoints }) => sum + attachPoints.length, 0);
}

/** Whether nothing but begin and end is there to run. */
export function runsOnce(manifest: Manifest): boolean {
  return manifest.programs.every(({ attachPoints }) =>
    attachPoints.every(({ provider }) => provider === 'begin' || provider === 'end'),
  );
}
