import type { SessionStatus } from './gen/messages.ts';

/** A status in which nothing is known yet but who it is about. */
export function emptyStatus(jobUid: string, incarnation: string, generation: bigint): SessionStatus {
  return {
    jobUid,
    incarnation,
    generation,
    state: 'COMPILING',
    attachedNs: 0n,
    detachedNs: 0n,
    stopReason: 'UNSPECIFIED',
    exitCode: 0,
    reason: '',
    message: '',
    diagnostics: [],
    maps: [],
    probes: 0,
  };
}
