import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contributor } from '../merge/fold.ts';
import { type Table, tableOf } from '../table.ts';
import { tableLines } from '../testing/assert.ts';
import { count, number, row, schemaOf } from '../testing/schemas.ts';
import {
  acceptRound,
  emptyRounds,
  foldRounds,
  keptTicks,
  lateRecords,
  type RoundRecord,
  type Rounds,
  wasReset,
} from './rounds.ts';

const schema = schemaOf('@', [], count);

function counted(events: bigint): Table {
  return tableOf(schema, events === 0n ? [] : [row([], number(events))]);
}

const onNode = (node: string, incarnation = 'x'): Contributor => ({
  node,
  incarnation,
  startedAt: incarnation === 'x' ? 1n : 2n,
});

function print(from: Contributor, seq: bigint, tick: bigint, events: bigint, reset = false): RoundRecord {
  return { from, seq, map: 0, program: 0, tick, takenNs: tick * 10n + seq, reset, rows: counted(events) };
}

function acceptAll(records: readonly RoundRecord[]): { readonly rounds: Rounds; readonly outcomes: readonly string[] } {
  let rounds = emptyRounds([schema]);
  const outcomes = records.map((record) => {
    const acceptance = acceptRound(rounds, record);
    if (acceptance.kind !== 'resent') rounds = acceptance.rounds;
    return acceptance.kind;
  });
  return { rounds, outcomes };
}

/** `tick: total (node part, …)` of each round. */
function check(records: readonly RoundRecord[], expected: readonly string[]): void {
  const lines = foldRounds(acceptAll(records).rounds).map(({ tick, folded }) => {
    const parts = [...folded.perNode].map(([node, table]) => `${node}${tableLines(table).join()}`);
    return `${tick}:${tableLines(folded.total).join()} (${parts.join(', ')})`;
  });
  assert.deepEqual(lines, expected);
}

const [a, b] = [onNode('a'), onNode('b')];

test('one tick over all nodes is one round', () => {
  check(
    [print(a, 1n, 7n, 3n), print(b, 1n, 7n, 4n), print(b, 2n, 8n, 1n)],
    ['7: = 7 (a = 3, b = 4)', '8: = 1 (b = 1)'],
  );
});

test('within a tick a second print replaces the first, but adds to what was reset', () => {
  check([print(a, 1n, 7n, 3n), print(a, 2n, 7n, 5n)], ['7: = 5 (a = 5)']);
  check([print(a, 1n, 7n, 3n, true), print(a, 2n, 7n, 5n, true)], ['7: = 8 (a = 8)']);
  check(
    [print(a, 1n, 7n, 3n), print(a, 2n, 7n, 5n, true), print(a, 3n, 7n, 1n), print(a, 4n, 7n, 2n)],
    ['7: = 7 (a = 7)'],
  );
});

test('two incarnations of one node add up', () => {
  check([print(onNode('a', 'y'), 1n, 7n, 2n), print(a, 1n, 7n, 3n)], ['7: = 5 (a = 5)']);
});

test('resends change nothing', () => {
  const once = [print(a, 1n, 7n, 3n, true), print(a, 2n, 7n, 5n, true)];
  check([...once, ...once], ['7: = 8 (a = 8)']);
  assert.deepEqual(acceptAll([...once, ...once]).outcomes, ['accepted', 'accepted', 'resent', 'resent']);
});

test('an empty round is a round', () => {
  check([print(a, 1n, 7n, 0n, true)], ['7: (a)']);
});

test('the newest ticks are kept and what comes later than that is counted', () => {
  const many = Array.from({ length: keptTicks + 5 }, (_, i) => print(a, BigInt(i + 1), BigInt(i), 1n));
  const { rounds, outcomes } = acceptAll([...many, print(b, 1n, 4n, 1n), print(b, 2n, 5n, 1n)]);
  assert.deepEqual(outcomes.slice(-2), ['late', 'accepted']);
  const ticks = foldRounds(rounds).map(({ tick }) => tick);
  assert.deepEqual([ticks.length, ticks[0], ticks.at(-1)], [keptTicks, 5n, 64n]);
  assert.equal(lateRecords(rounds, 0), 1);
});

test('the latest reading of a round is its time, and a reset is remembered', () => {
  const { rounds } = acceptAll([print(a, 4n, 7n, 1n), print(b, 2n, 7n, 1n)]);
  assert.equal(foldRounds(rounds)[0]?.takenNs, 74n);
  assert.equal(wasReset(rounds, 0), false);
  assert.equal(wasReset(acceptAll([print(a, 1n, 1n, 1n, true)]).rounds, 0), true);
});
