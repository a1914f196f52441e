/**
 * The canonical JSON of a job's result: the same result gives the same text, and fromJson(toJson(r)) is r.
 * Needs: a result, or JSON from anywhere. Throws: DecodeError that names the path, for everything that toJson
 * does not give.
 */
import { type Folded, mergedSchema } from '../merge/fold.ts';
import type { Round } from '../rounds/rounds.ts';
import type { Losses, MapSchema } from '../schema.ts';
import {
  type Json,
  readArray,
  readBigint,
  readBoolean,
  readInteger,
  readNullable,
  readObject,
  readString,
  refuse,
} from './read-json.ts';
import type { Gap, JobResult, MapResult } from './result.ts';
import { type RowJson, rowsFromJson, rowsToJson } from './rows-json.ts';
import { schemaFromJson } from './schema-json.ts';

export interface JobResultJson {
  readonly version: 1;
  readonly maps: readonly MapResultJson[];
  readonly losses: readonly LossesJson[];
  readonly gaps: readonly GapJson[];
}

export interface FoldedJson {
  /** Rows under mergedSchema(schema). */
  readonly total: readonly RowJson[];
  readonly perNode: readonly { readonly node: string; readonly rows: readonly RowJson[] }[];
}

export interface MapResultJson extends FoldedJson {
  readonly schema: MapSchema;
  readonly cleared: boolean;
  readonly rounds: readonly RoundJson[];
  readonly lateRounds: number;
}

export interface RoundJson extends FoldedJson {
  readonly program: number;
  readonly tick: string;
  readonly takenNs: string;
}

export type LossesJson = { readonly node: string } & { readonly [Name in keyof Losses]: string };

export interface GapJson {
  readonly node: string;
  readonly fromNs: string;
  readonly toNs: string | null;
  readonly reason: string;
}

const lossNames = [
  'events',
  'control',
  'mapFull',
  'missedRuns',
  'failedReads',
] as const satisfies readonly (keyof Losses)[];

export function toJson(result: JobResult): JobResultJson {
  return {
    version: 1,
    maps: result.maps.map(mapToJson),
    losses: [...result.losses].map(([node, losses]) => lossesToJson(node, losses)),
    gaps: result.gaps.map(({ node, fromNs, toNs, reason }) => ({
      node,
      fromNs: fromNs.toString(),
      toNs: toNs === null ? null : toNs.toString(),
      reason,
    })),
  };
}

export function fromJson(value: unknown): JobResult {
  const { version, maps, losses, gaps } = readObject({ value, path: '' }, ['version', 'maps', 'losses', 'gaps']);
  if (version.value !== 1) refuse(version, '1');
  return {
    maps: readArray(maps, (item) => item).map(mapFromJson),
    losses: ascendingByNode(losses, lossesFromJson),
    gaps: readArray(gaps, gapFromJson),
  };
}

function mapToJson({ schema, folded, cleared, rounds, lateRounds }: MapResult): MapResultJson {
  const roundsJson = rounds.map((round) => ({
    program: round.program,
    tick: round.tick.toString(),
    takenNs: round.takenNs.toString(),
    ...foldedToJson(round.folded),
  }));
  return { schema, ...foldedToJson(folded), cleared, rounds: roundsJson, lateRounds };
}

function mapFromJson(json: Json, map: number): MapResult {
  const members = readObject(json, ['schema', 'total', 'perNode', 'cleared', 'rounds', 'lateRounds']);
  const schema = schemaFromJson(members.schema);
  return {
    schema,
    folded: foldedFromJson(schema, members.total, members.perNode),
    cleared: readBoolean(members.cleared),
    rounds: readArray(members.rounds, (item) => roundFromJson(schema, map, item)),
    lateRounds: readInteger(members.lateRounds, 0, Number.MAX_SAFE_INTEGER),
  };
}

function roundFromJson(schema: MapSchema, map: number, json: Json): Round {
  const { program, tick, takenNs, total, perNode } = readObject(json, [
    'program',
    'tick',
    'takenNs',
    'total',
    'perNode',
  ]);
  return {
    map,
    program: readInteger(program, 0, 0xffff_ffff),
    tick: readBigint(tick, false),
    takenNs: readBigint(takenNs, false),
    folded: foldedFromJson(schema, total, perNode),
  };
}

function foldedToJson({ total, perNode }: Folded): FoldedJson {
  return {
    total: rowsToJson(total),
    perNode: [...perNode].map(([node, table]) => ({ node, rows: rowsToJson(table) })),
  };
}

function foldedFromJson(schema: MapSchema, total: Json, perNode: Json): Folded {
  const nodes = ascendingByNode(perNode, (item) => {
    const { node, rows } = readObject(item, ['node', 'rows']);
    return [readString(node), rowsFromJson(schema, rows)];
  });
  return { schema, total: rowsFromJson(mergedSchema(schema), total), perNode: nodes };
}

function lossesToJson(node: string, losses: Losses): LossesJson {
  return {
    node,
    events: losses.events.toString(),
    control: losses.control.toString(),
    mapFull: losses.mapFull.toString(),
    missedRuns: losses.missedRuns.toString(),
    failedReads: losses.failedReads.toString(),
  };
}

function lossesFromJson(json: Json): readonly [string, Losses] {
  const members = readObject(json, ['node', ...lossNames]);
  const losses: Losses = {
    events: readBigint(members.events, false),
    control: readBigint(members.control, false),
    mapFull: readBigint(members.mapFull, false),
    missedRuns: readBigint(members.missedRuns, false),
    failedReads: readBigint(members.failedReads, false),
  };
  return [readString(members.node), losses];
}

function gapFromJson(json: Json): Gap {
  const { node, fromNs, toNs, reason } = readObject(json, ['node', 'fromNs', 'toNs', 'reason']);
  return {
    node: readString(node),
    fromNs: readBigint(fromNs, false),
    toNs: readNullable(toNs, (item) => readBigint(item, false)),
    reason: readString(reason),
  };
}

function ascendingByNode<T>(json: Json, read: (item: Json) => readonly [string, T]): ReadonlyMap<string, T> {
  const byNode = new Map<string, T>();
  let previous: string | null = null;
  for (const { entry, from } of readArray(json, (item) => ({ entry: read(item), from: item }))) {
    const [node, content] = entry;
    if (previous !== null && node <= previous) refuse(from, 'a node above the one before it');
    previous = node;
    byNode.set(node, content);
  }
  return byNode;
}
