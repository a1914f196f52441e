import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DecodeError } from '../canonical/decode-error.ts';
import { noLosses } from '../losses.ts';
import { type Contributor, fold } from '../merge/fold.ts';
import type { MapSchema, Row } from '../schema.ts';
import { tableOf } from '../table.ts';
import { anySchema, runs, tablesFor } from '../testing/arbitrary.ts';
import {
  buckets,
  bytes,
  column,
  count,
  hist,
  int64,
  local,
  number,
  row,
  schemaOf,
  string,
} from '../testing/schemas.ts';
import { fromJson, toJson } from './json.ts';
import { renderJob, renderRound } from './render.ts';
import type { JobResult, MapResult } from './result.ts';
import { safeText } from '../render/map.ts';

const node = (name: string): Contributor => ({ node: name, incarnation: `${name}-1`, startedAt: 1n });

/** One map of a job, from the rows of each node. */
function mapOf(schema: MapSchema, parts: Readonly<Record<string, readonly Row[]>>): MapResult {
  const contributions = Object.entries(parts).map(([name, rows]) => ({
    from: node(name),
    table: tableOf(schema, rows),
  }));
  return { schema, folded: fold(schema, contributions), cleared: false, rounds: [], lateRounds: 0 };
}

const opens = mapOf(schemaOf('@opens', [column(string)], count), {
  'node-a': [row([bytes('cat')], number(2n)), row([bytes('ls')], number(1n))],
  'node-b': [row([bytes('cat')], number(5n))],
});
const sizes = mapOf(schemaOf('@bytes', [], hist(0)), {
  'node-a': [row([], buckets([2, 1n]))],
  'node-b': [row([], buckets([2, 1n], [3, 4n]))],
});
const pids = mapOf(schemaOf('@pids', [local(int64)], count), {
  'node-a': [row([7n], number(1n))],
  'node-b': [row([7n], number(2n))],
});

const full: JobResult = {
  maps: [opens, { ...sizes, cleared: true, lateRounds: 2 }, pids],
  losses: new Map([
    ['node-a', noLosses],
    ['node-b', { ...noLosses, events: 12n, mapFull: 3n }],
  ]),
  gaps: [
    {
      node: 'node-b',
      fromNs: 1_790_000_000_000_000_000n,
      toNs: 1_790_000_002_500_000_000n,
      reason: 'the agent\u001b died',
    },
  ],
};

function check(result: JobResult, expected: string): void {
  assert.equal(renderJob(result).toString(), expected.replace(/^\n/, ''));
}

test('the merged maps, then each by node, then what is missing', () => {
  check(
    full,
    `
@bytes:
[1]                    2 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[2, 4)                 4 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

by node:
@bytes[node-a]:
[1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@bytes[node-b]:
[1]                    1 |@@@@@@@@@@@@@                                       |
[2, 4)                 4 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@bytes was cleared by the script; this is the running total.
@bytes: 2 printed rounds came too late to be merged into their tick.

@opens[ls]: 1
@opens[cat]: 7

by node:
@opens[node-a, ls]: 1
@opens[node-a, cat]: 2
@opens[node-b, cat]: 5

@pids[node-a, 7]: 1
@pids[node-b, 7]: 2

node-b: Lost 12 events, 3 map updates (map full)
node-b: not traced from 2026-09-21T14:13:20.000Z to 2026-09-21T14:13:22.500Z: the agent\\x1b died
`,
  );
});

test('with one node there is nothing to split, and a job without events prints nothing', () => {
  const alone = mapOf(schemaOf('@', [], count), { 'node-a': [row([], number(1n))] });
  check({ maps: [alone], losses: new Map(), gaps: [] }, '@: 1\n');
  check({ maps: [mapOf(schemaOf('@', [], count), {})], losses: new Map(), gaps: [] }, '');
});

test('a round prints as the script would have printed it on one machine', () => {
  const round = { map: 0, program: 1, tick: 7n, takenNs: 8n, folded: opens.folded };
  assert.equal(renderRound(round, safeText).toString(), '@opens[ls]: 1\n@opens[cat]: 7\n');
});

test('the canonical JSON of a map', () => {
  const { maps } = toJson({
    ...full,
    maps: [
      mapOf(schemaOf('@', [column(string)], count), {
        n: [row([Uint8Array.of(255)], number(3n)), row([bytes('é')], number(1n))],
      }),
    ],
  });
  assert.deepEqual(maps[0]?.total, [
    { key: [{ base64: '/w==' }], value: { number: '3', saturated: false } },
    { key: ['é'], value: { number: '1', saturated: false } },
  ]);
});

function assertRoundTrip(result: JobResult): void {
  const text = JSON.stringify(toJson(result));
  const back = fromJson(JSON.parse(text));
  assert.equal(JSON.stringify(toJson(back)), text);
  assert.deepEqual(renderJob(back), renderJob(result));
}

test('a result survives its JSON', () => {
  assertRoundTrip(full);
  const threeTables = anySchema.chain((schema) => tablesFor(schema, 3, 3));
  fc.assert(
    fc.property(threeTables, fc.boolean(), (tables, cleared) => {
      const schema = tables[0]?.schema ?? assert.fail();
      const folded = fold(
        schema,
        tables.map((table, i) => ({ from: node(`node-${i}`), table })),
      );
      const round = { map: 0, program: 3, tick: 2n ** 64n - 1n, takenNs: 5n, folded };
      assertRoundTrip({
        maps: [{ schema, folded, cleared, rounds: [round], lateRounds: 1 }],
        losses: new Map(),
        gaps: [],
      });
    }),
    runs,
  );
});

/** The JSON of `full` with one place of it changed. */
function broken(path: readonly (string | number)[], value: unknown): unknown {
  const json: unknown = JSON.parse(JSON.stringify(toJson(full)));
  let at = json as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const name = path.at(-1) ?? '';
  if (value === undefined) delete at[name];
  else at[name] = value;
  return json;
}

function refuses(path: readonly (string | number)[], value: unknown, message: string): void {
  assert.throws(
    () => fromJson(broken(path, value)),
    (error) => error instanceof DecodeError && error.code === 'json' && error.message === message,
    message,
  );
}

test('JSON of another shape is refused with its path', () => {
  assert.throws(() => fromJson(null), /result: an object expected/);
  refuses(['version'], 2, 'version: 1 expected');
  refuses(['gaps'], undefined, 'result: member "gaps" is missing');
  refuses(['extra'], 1, 'result: unknown member "extra"');
  refuses(
    ['maps', 0, 'total', 0, 'value', 'number'],
    7,
    'maps[0].total[0].value.number: an unsigned 64-bit integer as a decimal string expected',
  );
  refuses(
    ['maps', 0, 'total', 0, 'value', 'number'],
    '007',
    'maps[0].total[0].value.number: an unsigned 64-bit integer as a decimal string expected',
  );
  refuses(
    ['maps', 0, 'total', 0, 'value', 'number'],
    '18446744073709551616',
    'maps[0].total[0].value.number: an unsigned 64-bit integer as a decimal string expected',
  );
  refuses(['maps', 0, 'total', 0, 'key'], [], 'maps[0].total[0].key: 1 columns expected');
  refuses(
    ['maps', 0, 'total', 0, 'key', 0],
    { base64: 'Y2F0' },
    'maps[0].total[0].key[0]: a plain string, because it is UTF-8, expected',
  );
  refuses(['maps', 0, 'total', 1, 'key', 0], 'ls', 'maps[0].total[1]: a key above the one before it expected');
  refuses(
    ['maps', 1, 'total', 0, 'value', 'buckets', 0, 0],
    66,
    'maps[1].total[0].value.buckets[0][0]: a whole number from 0 to 65 expected',
  );
  refuses(
    ['maps', 1, 'total', 0, 'value', 'buckets', 0, 1],
    '0',
    'maps[1].total[0].value.buckets[0][1]: a count above zero expected',
  );
  refuses(['maps', 1, 'schema', 'value', 'bits'], 6, 'maps[1].schema.value.bits: a whole number from 0 to 5 expected');
  refuses(
    ['maps', 1, 'schema', 'value', 'kind'],
    'tseries',
    'maps[1].schema.value: a value of kind count, sum, min, max, avg, stats, hist, lhist or scalar expected',
  );
  refuses(['losses', 1, 'node'], 'node-a', 'losses[1]: a node above the one before it expected');
  refuses(['gaps', 0, 'toNs'], '-1', 'gaps[0].toNs: an unsigned 64-bit integer as a decimal string expected');
});
