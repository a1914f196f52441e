/**
 * print(@map) on a fleet. Every print of a node is a record with the map's contents since its last clear; all
 * records of one tick are one round, and a round merges over the nodes like a snapshot does.
 *
 * Within one incarnation and tick a record replaces the one before it (print again shows the newer contents),
 * except after a read-and-reset (print then clear in one handler): then it starts from nothing and adds.
 * An incarnation sends its records of a map in ascending sequence; whatever is not above the highest sequence
 * seen is a resend and is ignored. So the state depends neither on the order between incarnations nor on resends.
 */
import { invariant } from '../invariant.ts';
import { type Contributor, type Folded, fold } from '../merge/fold.ts';
import { mergeTables } from '../merge/merge.ts';
import type { MapSchema } from '../schema.ts';
import type { Table } from '../table.ts';

/** Rounds kept of each (map, program); running totals live in the cumulative snapshots. */
export const keptTicks = 60;

export interface RoundRecord {
  readonly from: Contributor;
  /** Ascending within the incarnation, from 1. */
  readonly seq: bigint;
  /** Map index. */
  readonly map: number;
  /** Index of the program that printed. */
  readonly program: number;
  /** The same number on all nodes for the same moment: wall clock / period. */
  readonly tick: bigint;
  /** Wall clock of the reading, ns. */
  readonly takenNs: bigint;
  /** The map was read and reset at once. */
  readonly reset: boolean;
  readonly rows: Table;
}

/** The rounds of one job. A pure value. */
export interface Rounds {
  readonly schemas: readonly MapSchema[];
  /** By (map, program). */
  readonly series: ReadonlyMap<string, Series>;
}

interface Series {
  readonly map: number;
  readonly program: number;
  /** Highest sequence seen, by incarnation. */
  readonly seen: ReadonlyMap<string, bigint>;
  /** The newest `keptTicks`. */
  readonly ticks: ReadonlyMap<bigint, ReadonlyMap<string, Part>>;
  readonly late: number;
  /** Whether any record was a read-and-reset. */
  readonly reset: boolean;
}

/** What one incarnation printed in one tick. */
interface Part {
  readonly from: Contributor;
  readonly takenNs: bigint;
  /** Sum of the records that ended with a reset. */
  readonly closed: Table | null;
  /** The last record when it did not. */
  readonly open: Table | null;
}

export type RoundAcceptance =
  | { readonly kind: 'accepted'; readonly rounds: Rounds }
  /** Nothing changed. */
  | { readonly kind: 'resent' }
  /** Older than every kept tick: counted, its rows are only in the totals. */
  | { readonly kind: 'late'; readonly rounds: Rounds };

/** One tick of one print, merged over the fleet. */
export interface Round {
  readonly map: number;
  readonly program: number;
  readonly tick: bigint;
  /** The latest reading of any node, ns. */
  readonly takenNs: bigint;
  readonly folded: Folded;
}

export function emptyRounds(schemas: readonly MapSchema[]): Rounds {
  return { schemas, series: new Map() };
}

export function acceptRound(rounds: Rounds, record: RoundRecord): RoundAcceptance {
  invariant(rounds.schemas[record.map] !== undefined, `round of map ${record.map} of ${rounds.schemas.length}`);
  const id = `${record.map}/${record.program}`;
  const series = rounds.series.get(id) ?? emptySeries(record);
  const contributor = JSON.stringify([record.from.node, record.from.incarnation]);
  if (record.seq <= (series.seen.get(contributor) ?? 0n)) return { kind: 'resent' };
  const seen = new Map(series.seen).set(contributor, record.seq);
  const reset = series.reset || record.reset;
  const late = isLate(series, record.tick);
  const next: Series = late
    ? { ...series, seen, reset, late: series.late + 1 }
    : { ...series, seen, reset, ticks: addRecord(series, record, contributor) };
  const accepted = { schemas: rounds.schemas, series: new Map(rounds.series).set(id, next) };
  return { kind: late ? 'late' : 'accepted', rounds: accepted };
}

/** All kept rounds, by map, then program, then tick. */
export function foldRounds(rounds: Rounds): readonly Round[] {
  const all: Round[] = [];
  for (const { map, program, ticks } of rounds.series.values()) {
    const schema = rounds.schemas[map];
    invariant(schema !== undefined, `no schema of map ${map}`);
    for (const [tick, parts] of ticks) all.push({ map, program, tick, ...foldTick(schema, parts) });
  }
  return all.sort((a, b) => a.map - b.map || a.program - b.program || (a.tick < b.tick ? -1 : 1));
}

/** Records that came when their tick was no longer kept, by map index. */
export function lateRecords(rounds: Rounds, map: number): number {
  let late = 0;
  for (const series of rounds.series.values()) if (series.map === map) late += series.late;
  return late;
}

/** Whether the script reads and resets this map, as far as records tell. */
export function wasReset(rounds: Rounds, map: number): boolean {
  return [...rounds.series.values()].some((series) => series.map === map && series.reset);
}

function emptySeries({ map, program }: RoundRecord): Series {
  return { map, program, seen: new Map(), ticks: new Map(), late: 0, reset: false };
}

function isLate(series: Series, tick: bigint): boolean {
  return series.ticks.size >= keptTicks && !series.ticks.has(tick) && tick < oldestTick(series.ticks);
}

function addRecord(series: Series, record: RoundRecord, contributor: string): Series['ticks'] {
  const ticks = new Map(series.ticks);
  const parts = new Map(ticks.get(record.tick));
  parts.set(contributor, addToPart(parts.get(contributor) ?? null, record));
  ticks.set(record.tick, parts);
  if (ticks.size > keptTicks) ticks.delete(oldestTick(ticks));
  return ticks;
}

function addToPart(part: Part | null, record: RoundRecord): Part {
  const closed = part?.closed ?? null;
  const { from, takenNs, rows } = record;
  if (!record.reset) return { from, takenNs, closed, open: rows };
  return { from, takenNs, closed: closed === null ? rows : mergeTables(rows.schema, [closed, rows]), open: null };
}

function foldTick(
  schema: MapSchema,
  parts: ReadonlyMap<string, Part>,
): { readonly takenNs: bigint; readonly folded: Folded } {
  let takenNs = 0n;
  const contributions = [...parts.values()].map(({ from, closed, open, takenNs: at }) => {
    if (at > takenNs) takenNs = at;
    return {
      from,
      table: mergeTables(
        schema,
        [closed, open].filter((table) => table !== null),
      ),
    };
  });
  return { takenNs, folded: fold(schema, contributions) };
}

function oldestTick(ticks: ReadonlyMap<bigint, unknown>): bigint {
  let oldest: bigint | null = null;
  for (const tick of ticks.keys()) if (oldest === null || tick < oldest) oldest = tick;
  return oldest ?? 0n;
}
