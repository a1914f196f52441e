/**
 * The merged result of one job: what the operator stores and everyone is shown.
 * Needs: the job's ledger and rounds. Gives: one value with everything in it, the same for the same state.
 */
import type { Folded } from '../merge/fold.ts';
import { foldRounds, lateRecords, type Round, type Rounds, wasReset } from '../rounds/rounds.ts';
import type { Losses, MapSchema } from '../schema.ts';
import { foldLedger, type Ledger } from '../snapshot/ledger.ts';

export interface JobResult {
  /** In the order of the script's maps. */
  readonly maps: readonly MapResult[];
  /** By node name. */
  readonly losses: ReadonlyMap<string, Losses>;
  readonly gaps: readonly Gap[];
}

export interface MapResult {
  readonly schema: MapSchema;
  /** Running totals, whatever the script cleared. */
  readonly folded: Folded;
  /** Whether the script prints and clears this map: its rounds then hold parts of the total. */
  readonly cleared: boolean;
  /** The last rounds of print(@map), by program and tick. */
  readonly rounds: readonly Round[];
  /** Round records that came too late to be shown. */
  readonly lateRounds: number;
}

/** A time in which a node that belongs to the job was not traced. */
export interface Gap {
  readonly node: string;
  /** Wall clock, ns. */
  readonly fromNs: bigint;
  /** Null while it lasts, or when the job ended in it. */
  readonly toNs: bigint | null;
  readonly reason: string;
}

export function jobResult(ledger: Ledger, rounds: Rounds, gaps: readonly Gap[]): JobResult {
  const folded = foldLedger(ledger);
  const allRounds = foldRounds(rounds);
  const maps = folded.maps.map((content, map) => ({
    schema: content.schema,
    folded: content,
    cleared: wasReset(rounds, map),
    rounds: allRounds.filter((round) => round.map === map),
    lateRounds: lateRecords(rounds, map),
  }));
  return { maps, losses: folded.losses, gaps };
}
