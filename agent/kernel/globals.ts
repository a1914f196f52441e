/**
 * The globals of a loaded or pinned script: its counters and the stop flag.
 *
 * Needs: the globals map (an array of one value) and its layout. Gives: the counters at one moment; a raised flag.
 * Reports: nothing but the kernel's failures.
 */
import { cellsOffset, type GlobalsLayout } from '@bpfleet/compiler';
import type { NativeMap } from '@bpfleet/native';
import { clockNs } from './clocks.ts';

export interface Globals {
  readonly stopped: boolean;
  /** The code of the script's exit(), null when it has not run. */
  readonly exitCode: number | null;
  readonly sequence: bigint;
  readonly lostEvents: bigint;
  readonly lostControl: bigint;
  readonly mapFull: bigint;
  readonly failedReads: bigint;
  readonly emittedEvents: bigint;
  readonly emittedPrints: bigint;
  readonly missedRuns: bigint;
}

/** The members, one lane each; the cells behind them are read by those who want them. */
const members = new Uint8Array(cellsOffset / 8);

export function readGlobals(map: NativeMap, layout: GlobalsLayout): Globals {
  const value = map.foldCells(0, 0, 1, members, false);
  const word = (offset: number): bigint => value.readBigUInt64LE(offset);
  const exit = word(layout.exit);
  return {
    stopped: word(layout.stop) !== 0n,
    exitCode: exit === 0n ? null : Number(exit) - 1,
    sequence: word(layout.sequence),
    lostEvents: word(layout.lostEvents),
    lostControl: word(layout.lostControl),
    mapFull: word(layout.mapFull),
    failedReads: word(layout.failedReads),
    emittedEvents: word(layout.emittedEvents),
    emittedPrints: word(layout.emittedPrints),
    missedRuns: word(layout.missedRuns),
  };
}

/** From here on `elapsed` counts. */
export function noteStart(map: NativeMap, layout: GlobalsLayout): void {
  map.store(layout.started, clockNs('boot'));
}

/** Event programs return at once from now on; runs that have begun go on. The counters beside the flag stay as they are. */
export function raiseStop(map: NativeMap, layout: GlobalsLayout): void {
  map.store(layout.stop, 1n);
}
