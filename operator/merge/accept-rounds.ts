/**
 * Records of print(@map).
 *
 * Needs: the job's state, the node that the stream belongs to.
 * Gives: the rounds with them, and what each incarnation's tick has come to, to be stored.
 * Reports: Refused (or results' DecodeError) for what no agent may send; rounds that never came, and those for which
 * there is no room, are counted as lost.
 */
import { acceptRound, decodeRows, encodeRows, keptTicks, type Rounds } from '@bpfleet/results';
import type { Round, Rounds as RoundsMessage } from '@bpfleet/proto';
import type { JobState, Session } from '../jobs/job.ts';
import { isEnded } from '../jobs/node-state.ts';
import { type Change, knownSession, Refused, unchanged, withSession, type Write } from './change.ts';
import { contributor } from './contributor.ts';
import { decodeLimits, maxPrograms, maxRoundCells } from './limits.ts';
import { ackOf } from './replies.ts';

export function acceptRounds(state: JobState, node: string, { incarnation, rounds: records }: RoundsMessage): Change {
  const { uid } = state.job;
  const session = knownSession(state, node, incarnation);
  if (isEnded(session)) return unchanged(state, ackOf(uid, session));
  let { roundSeq, lostRounds } = session;
  let { rounds, roundCells } = state;
  const writes: Write[] = [];
  for (const record of records) {
    if (record.seq === 0n) throw new Refused('rounds are numbered from 1');
    if (record.seq <= roundSeq) continue;
    lostRounds += record.seq - roundSeq - 1n;
    roundSeq = record.seq;
    const before = rounds;
    rounds = acceptOne(state, session, rounds, record);
    const cells = roundCells + addedCells(incarnation, before, rounds, record);
    if (cells > maxRoundCells && cells > roundCells) {
      rounds = before;
      lostRounds += 1n;
      continue;
    }
    roundCells = cells;
    writes.push(...roundWrites(uid, incarnation, before, rounds, record));
  }
  const next: Session = { ...session, roundSeq, lostRounds };
  return {
    state: { ...withSession(state, next), rounds, roundCells },
    writes: [{ kind: 'session', uid, session: next }, ...writes],
    reply: ackOf(uid, next),
  };
}

function acceptOne(state: JobState, session: Session, rounds: Rounds, record: Round): Rounds {
  const schema = rounds.schemas[record.map];
  if (schema === undefined) throw new Refused(`a round of map ${record.map} of ${rounds.schemas.length}`);
  if (record.program >= maxPrograms) throw new Refused(`a round of program ${record.program}`);
  const rows = decodeRows(schema, record, decodeLimits(state.job.spec));
  const acceptance = acceptRound(rounds, { ...record, from: contributor(session), rows });
  return acceptance.kind === 'resent' ? rounds : acceptance.rounds;
}

function roundWrites(uid: string, incarnation: string, before: Rounds, after: Rounds, record: Round): readonly Write[] {
  const { map, program, tick } = record;
  const series = seriesOf(after, map, program);
  if (series === null) return [];
  const writes: Write[] = [];
  const old = seriesOf(before, map, program);
  if (old === null || old.late !== series.late || old.reset !== series.reset) {
    writes.push({ kind: 'series', uid, series: { map, program, late: series.late, reset: series.reset } });
  }
  const part = [...(series.ticks.get(tick)?.values() ?? [])].find(({ from }) => from.incarnation === incarnation);
  if (part !== undefined) {
    const closed = part.closed === null ? null : encodeRows(part.closed);
    const open = part.open === null ? null : encodeRows(part.open);
    writes.push({
      kind: 'round',
      uid,
      round: { incarnation, map, program, tick, takenNs: part.takenNs, closed, open },
    });
  }
  if (old !== null && old.ticks.size >= keptTicks && !old.ticks.has(tick) && series.ticks.has(tick)) {
    const belowTick = [...series.ticks.keys()].reduce((least, other) => (other < least ? other : least));
    writes.push({ kind: 'oldRounds', uid, map, program, belowTick });
  }
  return writes;
}

/** What a record of an incarnation adds, less the tick that it pushes out. */
function addedCells(incarnation: string, before: Rounds, after: Rounds, { map, program, tick }: Round): number {
  const [old, now] = [seriesOf(before, map, program), seriesOf(after, map, program)];
  if (now === old || now === null) return 0;
  const gone = [...(old?.ticks.keys() ?? [])].filter((one) => !now.ticks.has(one));
  const left = gone.flatMap((one) => partsOf(old, one)).reduce((sum, part) => sum + cellsOf(part), 0);
  const own = (series: Series | null): number =>
    partsOf(series, tick)
      .filter(({ from }) => from.incarnation === incarnation)
      .reduce((sum, part) => sum + cellsOf(part), 0);
  return own(now) - own(old) - left;
}

type Part = Series['ticks'] extends ReadonlyMap<bigint, ReadonlyMap<string, infer One>> ? One : never;

function partsOf(series: Series | null, tick: bigint): readonly Part[] {
  return [...(series?.ticks.get(tick)?.values() ?? [])];
}

/** A row is one, and each bucket of a histogram another. */
function cellsOf({ closed, open }: Part): number {
  let cells = 0;
  for (const table of [closed, open]) {
    for (const { value } of table?.rows.values() ?? []) cells += value.kind === 'hist' ? 1 + value.buckets.size : 1;
  }
  return cells;
}

/** Of all rounds that are kept. */
export function cellsOfRounds({ series }: Rounds): number {
  const parts = [...series.values()].flatMap((one) => [...one.ticks.keys()].flatMap((tick) => partsOf(one, tick)));
  return parts.reduce((sum, part) => sum + cellsOf(part), 0);
}

type Series = Rounds['series'] extends ReadonlyMap<string, infer One> ? One : never;

function seriesOf(rounds: Rounds, map: number, program: number): Series | null {
  return [...rounds.series.values()].find((series) => series.map === map && series.program === program) ?? null;
}
