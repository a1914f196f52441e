/**
 * The product's core promise: any partition of the same events over nodes and incarnations, in any order, with
 * resends and lost acknowledgements, merges to the single-node result.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Contribution, type Contributor, fold } from './merge/fold.ts';
import { mergeTables } from './merge/merge.ts';
import { acceptRound, emptyRounds, foldRounds, type Round, type RoundRecord, type Rounds } from './rounds/rounds.ts';
import { foldLedger } from './snapshot/ledger.ts';
import { runs } from './testing/arbitrary.ts';
import { tableLines } from './testing/assert.ts';
import {
  type Agent,
  deliver,
  newAgent,
  newFleet,
  readMaps,
  restartOperator,
  schemas,
  send,
  sendRecovered,
} from './testing/fleet.ts';
import { type Event, oracle } from './testing/oracle.ts';

const nodes = ['node-a', 'node-b', 'node-c'];
const incarnationsPerNode = 2;

/** Which agent of the fleet sees an event: that is the partition. */
const event: fc.Arbitrary<Event> = fc.record({
  node: fc.constantFrom(...nodes),
  run: fc.nat(incarnationsPerNode - 1),
  key: fc.constantFrom('bash', 'cat', 'x'),
  pid: fc.bigInt(1n, 3n),
  n: fc.oneof(fc.bigInt(-3n, 20n), fc.bigInt(-(2n ** 50n), 2n ** 50n)),
  deletes: fc.boolean(),
});
const events = fc.array(event, { maxLength: 40, size: 'max' });

function contributor(node: string, run: number): Contributor {
  // The ids do not ascend with time: only startedAt may order incarnations.
  return { node, incarnation: `${node}-${9 - run}`, startedAt: BigInt(run) };
}

/** One entry per agent, with its share of the events in their order. */
function partition(all: readonly Event[]): readonly { readonly from: Contributor; readonly share: readonly Event[] }[] {
  return nodes.flatMap((node) =>
    Array.from({ length: incarnationsPerNode }, (_, run) => ({
      from: contributor(node, run),
      share: all.filter((one) => one.node === node && one.run === run),
    })),
  );
}

test('tables of any partition fold to the single-node result, in any order', () => {
  fc.assert(
    fc.property(events, fc.array(fc.nat()), (all, order) => {
      const expected = oracle(all);
      for (const [map, schema] of schemas.entries()) {
        const parts = partition(all).map(
          ({ from, share }): Contribution => ({ from, table: readMaps(share)[map] ?? assert.fail() }),
        );
        const { total } = fold(schema, shuffled(parts, order));
        assert.deepEqual([...tableLines(total)].sort(), expected.get(schema.name), schema.name);
      }
    }),
    runs,
  );
});

type Action =
  | { readonly kind: 'trace'; readonly agent: number; readonly events: number }
  | { readonly kind: 'send'; readonly agent: number }
  /** Messages stay on the wire, so that any of them may come again at any time. */
  | { readonly kind: 'deliver'; readonly message: number; readonly answerLost: boolean }
  | { readonly kind: 'deliverNewest'; readonly answerLost: boolean }
  | { readonly kind: 'restartOperator' };

/** Most of the traffic is one agent's, so that much can go wrong with it. */
const agentIndex = fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3, 4, 5);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('trace' as const),
      agent: agentIndex,
      events: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), agent: agentIndex }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('deliver' as const), message: fc.nat(), answerLost: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('deliverNewest' as const), answerLost: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restartOperator' as const }) },
);

test('snapshots that are resent, reordered, delayed and not acknowledged merge to the single-node result', () => {
  const outcomes = { accepted: 0, stale: 0, needFull: 0, patches: 0 };
  fc.assert(
    fc.property(
      events,
      fc.array(action, { size: 'max', minLength: 30, maxLength: 100 }),
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      (all, actions, killed) => {
        const fleet = newFleet(partition(all).map(({ from, share }, i) => newAgent(from, share, killed[i] ?? false)));
        for (const one of actions) act(fleet, one, outcomes);
        for (const agent of fleet.agents) end(fleet, agent, outcomes);
        // Whatever is still on the wire comes once more, the newest first.
        for (let i = fleet.wire.length - 1; i >= 0; i--) assert.notEqual(deliver(fleet, i, true), 'accepted');

        const expected = oracle(all);
        const folded = foldLedger(fleet.ledger);
        for (const [map, schema] of schemas.entries()) {
          assert.deepEqual(
            [...tableLines(folded.maps[map]?.total ?? assert.fail())].sort(),
            expected.get(schema.name),
            schema.name,
          );
        }
        const lost = [...folded.losses.values()].reduce((sum, { events: count }) => sum + count, 0n);
        assert.equal(lost, BigInt(all.length));
      },
    ),
    { ...runs, numRuns: 400 },
  );
  // The cases must have gone where the danger is.
  for (const [outcome, times] of Object.entries(outcomes)) assert.ok(times > 100, `${outcome}: only ${times} times`);
});

type Outcomes = { accepted: number; stale: number; needFull: number; patches: number };
type Fleet = ReturnType<typeof newFleet>;

function act(fleet: Fleet, one: Action, outcomes: Outcomes): void {
  switch (one.kind) {
    case 'trace': {
      const agent = fleet.agents[one.agent] ?? assert.fail();
      agent.traced = Math.min(agent.traced + one.events, agent.events.length);
      return;
    }
    case 'send':
      send(fleet, fleet.agents[one.agent] ?? assert.fail(), false);
      return;
    case 'deliver':
      if (fleet.wire.length > 0) deliverAndCount(fleet, one.message % fleet.wire.length, one.answerLost, outcomes);
      return;
    case 'deliverNewest':
      if (fleet.wire.length > 0) deliverAndCount(fleet, fleet.wire.length - 1, one.answerLost, outcomes);
      return;
    case 'restartOperator':
      restartOperator(fleet);
  }
}

/** The end of an incarnation: its own final, sent until it is accepted, or the one its successor recovers. */
function end(fleet: Fleet, agent: Agent, outcomes: Outcomes): void {
  agent.traced = agent.events.length;
  if (agent.killed) sendRecovered(fleet, agent);
  else send(fleet, agent, true);
  if (deliverAndCount(fleet, fleet.wire.length - 1, false, outcomes) !== 'needFull') return;
  send(fleet, agent, true);
  assert.equal(deliverAndCount(fleet, fleet.wire.length - 1, false, outcomes), 'accepted');
}

function deliverAndCount(fleet: Fleet, index: number, answerLost: boolean, outcomes: Outcomes): string {
  const outcome = deliver(fleet, index, answerLost);
  outcomes[outcome] += 1;
  if (outcome === 'accepted' && fleet.wire[index]?.snapshot.baseSeq !== 0n) outcomes.patches += 1;
  return outcome;
}

/** An agent's events, cut into prints: how many events each one reads and resets, and in which tick. */
const cuts = fc.array(fc.record({ events: fc.nat(4), tick: fc.bigInt(0n, 9n) }), { maxLength: 12 });

/** print then clear in one handler: every record holds what happened since the one before it. */
function records(
  from: Contributor,
  share: readonly Event[],
  prints: readonly { readonly events: number; readonly tick: bigint }[],
): RoundRecord[] {
  const all: RoundRecord[] = [];
  let at = 0;
  for (const { events: size, tick } of [...prints, { events: share.length, tick: 9n }]) {
    const tables = readMaps(share.slice(at, at + size));
    at += size;
    for (const map of [0, 1, 2]) {
      const rows = tables[map] ?? assert.fail();
      all.push({ from, seq: BigInt(all.length + 1), map, program: 0, tick, takenNs: tick, reset: true, rows });
    }
  }
  return all;
}

/** Delivers every agent's records in its order, agents interleaved by `picks`, falling back to resend now and then. */
function deliverRounds(streams: readonly (readonly RoundRecord[])[], picks: readonly number[]): Rounds {
  let rounds = emptyRounds(schemas);
  const next = streams.map(() => 0);
  const deliverNext = (stream: number) => {
    const record = streams[stream]?.[next[stream] ?? 0];
    if (record === undefined) return;
    const acceptance = acceptRound(rounds, record);
    if (acceptance.kind !== 'resent') rounds = acceptance.rounds;
    next[stream] = (next[stream] ?? 0) + 1;
  };
  for (const pick of picks) {
    const stream = pick % streams.length;
    // The connection broke and the acknowledgements were lost: the agent starts again some records before.
    if (pick % 5 === 0) next[stream] = Math.max(0, (next[stream] ?? 0) - (pick % 17));
    else deliverNext(stream);
  }
  for (const [stream, all] of streams.entries()) while ((next[stream] ?? 0) < all.length) deliverNext(stream);
  return rounds;
}

test('under print and clear the rounds of any partition add up to the single-node result, in any order, with resends', () => {
  const six = fc.array(cuts, { minLength: 6, maxLength: 6 });
  const picks = fc.array(fc.nat(1000), { maxLength: 150 });
  fc.assert(
    fc.property(events, six, picks, picks, (all, prints, picksA, picksB) => {
      const streams = partition(all).map(({ from, share }, i) => records(from, share, prints[i] ?? []));
      const rounds = foldRounds(deliverRounds(streams, picksA));
      assert.deepEqual(roundLines(rounds), roundLines(foldRounds(deliverRounds(streams, picksB))));
      const expected = oracle(all);
      for (const map of [0, 1, 2]) {
        const schema = schemas[map] ?? assert.fail();
        const total = mergeTables(
          schema,
          rounds.filter((round) => round.map === map).map(({ folded }) => folded.total),
        );
        assert.deepEqual([...tableLines(total)].sort(), expected.get(schema.name), schema.name);
      }
    }),
    runs,
  );
});

function roundLines(rounds: readonly Round[]): readonly string[] {
  return rounds.map(({ map, tick, takenNs, folded }) => {
    const parts = [...folded.perNode].map(([node, table]) => `${node}: ${tableLines(table).join('; ')}`);
    return `${map} ${tick} ${takenNs} ${tableLines(folded.total).join('; ')} | ${parts.join(' | ')}`;
  });
}

function shuffled<T>(items: readonly T[], order: readonly number[]): readonly T[] {
  return items
    .map((item, i) => ({ item, at: order[i] ?? 0 }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
