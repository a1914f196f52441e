/**
 * The chunks of a snapshot, put together.
 *
 * Needs: the chunks of one incarnation on one stream, in their order. Gives: the whole snapshot with its last chunk.
 * Reports: Refused for chunks out of order, and for more than a snapshot may hold.
 */
import type { Losses as WireLosses, MapColumns, SnapshotChunk } from '@bpfleet/proto';
import { type Losses, type MapPatch, noLosses } from '@bpfleet/results';
import type { WholeSnapshot } from '../merge/accept-snapshot.ts';
import { Refused } from '../merge/change.ts';

/** Of one snapshot; a job's maps on a node are bounded by its limits, well below this. */
export const maxSnapshotBytes = 256 * 1024 * 1024;

export interface Assembly {
  readonly seq: bigint;
  readonly baseSeq: bigint;
  readonly chunks: number;
  readonly bytes: number;
  readonly patches: readonly MapPatch[];
}

export type Assembled =
  | { readonly kind: 'partial'; readonly assembly: Assembly }
  | { readonly kind: 'whole'; readonly snapshot: WholeSnapshot };

/** `before`: what has arrived of this incarnation's snapshot on this stream, or null. */
export function addChunk(before: Assembly | null, chunk: SnapshotChunk): Assembled {
  const { seq, baseSeq, incarnation, final, takenNs, emittedEvents, emittedRounds } = chunk;
  // A new snapshot may start at any time: the agent gave up the one before.
  const held = chunk.chunk === 0 ? null : before;
  if (chunk.chunk !== (held?.chunks ?? 0)) {
    throw new Refused(`chunk ${chunk.chunk} of snapshot ${seq} of ${incarnation}: ${held?.chunks ?? 0} was expected`);
  }
  if (held !== null && (held.seq !== seq || held.baseSeq !== baseSeq)) {
    throw new Refused(`a chunk of snapshot ${seq} of ${incarnation} inside snapshot ${held.seq}`);
  }
  const bytes = (held?.bytes ?? 0) + chunk.maps.reduce((sum, columns) => sum + sizeOf(columns), 0);
  if (bytes > maxSnapshotBytes)
    throw new Refused(`snapshot ${seq} of ${incarnation} is larger than ${maxSnapshotBytes} bytes`);
  const patches = [...(held?.patches ?? []), ...chunk.maps.map(patchOf)];
  if (!chunk.last) return { kind: 'partial', assembly: { seq, baseSeq, chunks: chunk.chunk + 1, bytes, patches } };
  const losses = lossesOf(chunk.losses);
  const numberedLines = emittedEvents - (chunk.losses?.agentDroppedEvents ?? 0n);
  return {
    kind: 'whole',
    snapshot: {
      incarnation,
      seq,
      baseSeq,
      final,
      takenNs,
      patches,
      losses,
      emittedEvents,
      numberedLines,
      emittedRounds,
    },
  };
}

/** What a chunk costs here, columns or not. */
function sizeOf({ keys, values, deletedKeys }: MapColumns): number {
  return keys.length + values.length + deletedKeys.length + 256;
}

function patchOf({ map, count, keys, values, deletedCount, deletedKeys }: MapColumns): MapPatch {
  return { map, upserts: { count, keys, values }, deletes: { count: deletedCount, keys: deletedKeys } };
}

/** Lines that the agent dropped are lines that are lost, wherever that happened. */
function lossesOf(losses: WireLosses | null): Losses {
  if (losses === null) return noLosses;
  const { agentDroppedEvents, ...kernel } = losses;
  return { ...kernel, events: losses.events + agentDroppedEvents };
}
