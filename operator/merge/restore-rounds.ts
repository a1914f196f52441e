/** Rounds from what was stored of them; order does not matter, as only kept ticks are stored. */
import { acceptRound, decodeRows, emptyRounds, type MapSchema, type PackedRows, type Rounds } from '@bpfleet/results';
import type { Session } from '../jobs/job.ts';
import type { StoredRound, StoredSeries } from './change.ts';
import { contributor } from './contributor.ts';
import { storedLimits } from './limits.ts';

export function restoreRounds(
  schemas: readonly MapSchema[],
  sessions: ReadonlyMap<string, Session>,
  stored: readonly StoredRound[],
  series: readonly StoredSeries[],
): Rounds {
  let rounds = emptyRounds(schemas);
  let seq = 0n;
  const add = (round: StoredRound, packed: PackedRows | null, reset: boolean): void => {
    const schema = schemas[round.map];
    const session = sessions.get(round.incarnation);
    if (packed === null || schema === undefined || session === undefined) return;
    // Numbers within one restoration: messages are held against the session's roundSeq, never against these.
    seq += 1n;
    const rows = decodeRows(schema, packed, storedLimits);
    const acceptance = acceptRound(rounds, { ...round, from: contributor(session), seq, reset, rows });
    if (acceptance.kind !== 'resent') rounds = acceptance.rounds;
  };
  for (const round of stored) {
    add(round, round.closed, true);
    add(round, round.open, false);
  }
  return withSeen(withCounters(rounds, series));
}

function withCounters(rounds: Rounds, stored: readonly StoredSeries[]): Rounds {
  const series = new Map(
    [...rounds.series].map(([id, one]) => {
      const counters = stored.find(({ map, program }) => map === one.map && program === one.program);
      return [id, counters === undefined ? one : { ...one, late: counters.late, reset: counters.reset }];
    }),
  );
  return { ...rounds, series };
}

/** The agents' own numbers start below those of the restoration. */
function withSeen(rounds: Rounds): Rounds {
  const series = new Map([...rounds.series].map(([id, one]) => [id, { ...one, seen: new Map<string, bigint>() }]));
  return { ...rounds, series };
}
