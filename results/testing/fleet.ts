/**
 * A fleet in memory: agents that count their share of the events as kernels would, and an operator's ledger,
 * with a wire between them that repeats, delays, reorders and loses. Agents follow the protocol: patches are
 * based on the newest snapshot whose acknowledgement has arrived, and a request for a full snapshot is obeyed.
 */
import { decodeRows } from '../canonical/decode.ts';
import { encodeRows } from '../canonical/encode.ts';
import { noLosses } from '../losses.ts';
import type { Contributor } from '../merge/fold.ts';
import { bucketIndex, indexOf } from '../buckets.ts';
import type { MapSchema, Row } from '../schema.ts';
import {
  acceptSnapshot,
  emptyLedger,
  type Held,
  heldSnapshots,
  type Ledger,
  restoreLedger,
  type Snapshot,
} from '../snapshot/ledger.ts';
import { diffInPieces } from '../snapshot/patch.ts';
import { emptyTable, type Table, tableOf } from '../table.ts';
import { type Event, histogramBits, histogramSteps } from './oracle.ts';
import {
  additive,
  average,
  buckets,
  bytes,
  column,
  count,
  datum,
  hist,
  int64,
  last,
  local,
  maximum,
  minimum,
  number,
  row,
  schemaOf,
  statistics,
  stats,
  string,
  sum,
} from './schemas.ts';

const steps = { kind: 'lhist', ...histogramSteps } as const;

export const schemas: readonly MapSchema[] = [
  schemaOf('@count', [column(string)], count),
  schemaOf('@sum', [column(string)], sum),
  schemaOf('@hist', [], hist(histogramBits)),
  schemaOf('@net', [], additive),
  schemaOf('@pids', [local(int64)], count),
  schemaOf('@last', [column(string)], last(int64)),
  schemaOf('@least', [column(string)], minimum),
  schemaOf('@most', [], maximum),
  schemaOf('@stats', [column(string)], statistics),
  schemaOf('@average', [], average),
  schemaOf('@steps', [], steps),
];

/** What the kernel maps of one agent hold after these events. */
export function readMaps(events: readonly Event[]): readonly Table[] {
  const lastValues = new Map<string, bigint>();
  for (const { key, n, deletes } of events) {
    if (deletes) lastValues.delete(key);
    else lastValues.set(key, n);
  }
  const rows: readonly (readonly Row[])[] = [
    events.map(({ key }) => row([bytes(key)], number(1n))),
    events.map(({ key, n }) => row([bytes(key)], number(n))),
    events.map(({ n }) => row([], buckets([bucketIndex(n, histogramBits), 1n]))),
    events.map(({ n }) => row([], number(n))),
    events.map(({ pid }) => row([pid], number(1n))),
    [...lastValues].map(([key, n]) => row([bytes(key)], datum(n))),
    events.map(({ key, n }) => row([bytes(key)], number(n))),
    events.map(({ n }) => row([], number(n))),
    events.map(({ key, n }) => row([bytes(key)], stats(1n, n))),
    events.map(({ n }) => row([], stats(1n, n))),
    events.map(({ n }) => row([], buckets([indexOf(steps, n), 1n]))),
  ];
  return schemas.map((schema, map) => tableOf(schema, rows[map] ?? []));
}

export interface Agent {
  readonly from: Contributor;
  /** All events that will happen while it runs. */
  readonly events: readonly Event[];
  /** How many of them have happened. */
  traced: number;
  seq: bigint;
  /** Whether it will be killed, so that its successor sends the final. */
  readonly killed: boolean;
  readonly sent: Map<bigint, readonly Table[]>;
  /** Sequence of the newest acknowledged snapshot; 0: none. */
  acked: bigint;
}

export interface Fleet {
  readonly agents: readonly Agent[];
  /** Everything that was ever sent and may still arrive. */
  readonly wire: { readonly agent: Agent; readonly snapshot: Snapshot }[];
  ledger: Ledger;
}

export function newFleet(agents: readonly Agent[]): Fleet {
  return { agents, wire: [], ledger: emptyLedger(schemas) };
}

export function newAgent(from: Contributor, events: readonly Event[], killed: boolean): Agent {
  return { from, events, killed, traced: 0, seq: 0n, sent: new Map(), acked: 0n };
}

/** Takes a snapshot of what happened so far and puts it on the wire. */
export function send(fleet: Fleet, agent: Agent, final: boolean): void {
  agent.seq += 1n;
  const now = readMaps(agent.events.slice(0, agent.traced));
  const base = agent.sent.get(agent.acked) ?? null;
  agent.sent.set(agent.seq, now);
  fleet.wire.push({
    agent,
    snapshot: snapshotOf(agent, agent.seq, base === null ? 0n : agent.acked, base, now, final),
  });
}

/** The successor of a killed agent knows only what the pinned maps hold. */
export function sendRecovered(fleet: Fleet, agent: Agent): void {
  const now = readMaps(agent.events.slice(0, agent.traced));
  fleet.wire.push({ agent, snapshot: snapshotOf(agent, 1n, 0n, null, now, true) });
}

/** The operator gets message `index` of the wire; its answer reaches the agent or is lost. */
export function deliver(fleet: Fleet, index: number, answerLost: boolean): 'accepted' | 'stale' | 'needFull' {
  const message = fleet.wire[index];
  if (message === undefined) return 'stale';
  const { agent, snapshot } = message;
  const acceptance = acceptSnapshot(fleet.ledger, snapshot);
  if (acceptance.kind === 'accepted') fleet.ledger = acceptance.ledger;
  if (answerLost) return acceptance.kind;
  if (acceptance.kind === 'needFull') agent.acked = 0n;
  else {
    const seq = acceptance.kind === 'accepted' ? acceptance.held.seq : acceptance.seq;
    if (seq > agent.acked && agent.sent.has(seq)) agent.acked = seq;
  }
  return acceptance.kind;
}

/** The operator is killed and comes back with what it had stored: packed rows of the newest snapshots. */
export function restartOperator(fleet: Fleet): void {
  const stored = heldSnapshots(fleet.ledger).map((held): Held => {
    return { ...held, tables: held.tables.map((table) => decodeRows(table.schema, encodeRows(table))) };
  });
  fleet.ledger = restoreLedger(schemas, stored);
}

function snapshotOf(
  agent: Agent,
  seq: bigint,
  baseSeq: bigint,
  base: readonly Table[] | null,
  now: readonly Table[],
  final: boolean,
): Snapshot {
  const patches = now.flatMap((table, map) => {
    return diffInPieces(base?.[map] ?? emptyTable(table.schema), table, 64).map((patch) => ({ map, ...patch }));
  });
  return { from: agent.from, seq, baseSeq, final, patches, losses: { ...noLosses, events: BigInt(agent.traced) } };
}
