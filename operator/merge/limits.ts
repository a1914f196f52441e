/** Bounds on what is merged, whatever an agent sends. */
import type { TraceJobSpec } from '@bpfleet/proto';
import type { DecodeLimits } from '@bpfleet/results';

/** Lines of a job, over all nodes; what comes after is counted as lost. */
export const maxLineBytes = 8 * 1024 * 1024;

/** Rows and buckets of all kept rounds of a job, over all nodes; what comes while there are so many is counted as lost. */
export const maxRoundCells = 1 << 19;

/** What a stored line costs beside its text. */
export const lineOverhead = 32;

/** Incarnations of one job on one node. */
export const maxIncarnations = 64;

/** Program indices of rounds. */
export const maxPrograms = 4096;

/** Of what this operator itself stored, within the limits of when it was accepted. */
export const storedLimits: DecodeLimits = { maxStringLength: 1 << 20, maxRows: 1 << 24 };

/** Kernel hash maps can exceed their size by a few entries per CPU; strings never exceed their capacity. */
export function decodeLimits({ limits }: TraceJobSpec): DecodeLimits {
  return { maxStringLength: Math.max(1024, limits.maxStringLength), maxRows: limits.maxMapKeys * 2 + 1024 };
}
