import type { Manifest } from '@bpfleet/compiler';

/** Whether nothing but begin and end is there to run. */
export function runsOnce(manifest: Manifest): boolean {
  return manifest.programs.every(({ attachPoints }) =>
    attachPoints.every(({ provider }) => provider === 'begin' || provider === 'end'),
  );
}
