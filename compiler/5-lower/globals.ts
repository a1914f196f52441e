/**
 * The global data of every compiled script, and the code that touches it.
 *
 * Needs: nothing.
 * Gives: offsets for the manifest; counters in IR.
 * Reports: nothing.
 */
import { type CellsLayout, cellsOffset, type GlobalsLayout } from '../manifest.ts';
import type { Policy } from '../policy.ts';
import type { FunctionBuilder } from './builder.ts';

/** `stop` is read by every event: it has a cache line of its own, apart from the counters that every CPU writes. */
export const globalsLayout = {
  stop: 0,
  exit: 8,
  started: 16,
  sequence: 64,
  emittedEvents: 72,
  lostEvents: 80,
  lostControl: 88,
  mapFull: 96,
  failedReads: 104,
  emittedPrints: 112,
  missedRuns: 120,
} as const satisfies Omit<GlobalsLayout, 'size' | 'cells'>;

/** Places of a script whose failures are counted apart; further ones share these. */
const toldPlaces = 64;

/** Behind the members and the cells: how often a place was told. */
export function toldCounter(cells: CellsLayout, place: number): number {
  return toldOffset(cells, place % toldPlaces);
}

function toldOffset(cells: CellsLayout, index: number): number {
  return cellsOffset + Math.ceil(cells.size / 8) * 8 + index * 8;
}

/** Behind all that: zeros that nobody writes, as the value of new map elements and the source of clearing. */
export function zerosOffset(cells: CellsLayout, { failures }: Pick<Policy, 'failures'>): number {
  return toldOffset(cells, failures === 'none' ? 0 : toldPlaces);
}

/** Symbol of the global data. */
export const globalsSymbol = 'globals';

export type Counter = 'emittedEvents' | 'emittedPrints' | 'lostEvents' | 'lostControl' | 'mapFull' | 'failedReads';

export function countUp(builder: FunctionBuilder, counter: Counter): void {
  builder.atomicAdd(builder.globalAddress(0), globalsLayout[counter], 1n);
}

/** Numbers a record; gives its sequence number. */
export function nextSequence(builder: FunctionBuilder): number {
  return builder.fetchAdd(builder.globalAddress(0), globalsLayout.sequence, 1n);
}
