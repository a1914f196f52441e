import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyLedger, type MapSchema, noLosses, type Row, tableOf } from '@bpfleet/results';
import { assignedState } from '../testing/jobs.ts';
import { assertionErrors } from './check.ts';
import { evaluate } from './evaluate.ts';

const text = (one: string): Uint8Array => new TextEncoder().encode(one);
const byName: MapSchema['keys'] = [{ type: { kind: 'string' }, nodeLocal: false }];
const count: MapSchema = { name: '@', keys: byName, value: { kind: 'count' } };
const latency: MapSchema = { name: '@lat', keys: byName, value: { kind: 'hist', bits: 0 } };
const last: MapSchema = {
  name: '@last',
  keys: [],
  value: { kind: 'scalar', type: { kind: 'int', size: 8, signed: true }, merge: 'sum' },
};

const rows: readonly (readonly [MapSchema, readonly Row[]])[] = [
  [count, [{ key: [text('a')], value: { kind: 'number', value: 7n, saturated: false } }]],
  // 90 events of 2 and 3, ten of 1024 to 2047.
  [
    latency,
    [
      {
        key: [text('a')],
        value: {
          kind: 'hist',
          buckets: new Map([
            [3, 90n],
            [12, 10n],
          ]),
        },
      },
    ],
  ],
  [last, [{ key: [], value: { kind: 'number', value: -3n, saturated: false } }]],
];

/** Null: it holds; else why not. */
function check(expr: string, expected: RegExp | null): void {
  const assertion = { name: 'a', expr, severity: 'Error' } as const;
  assert.deepEqual(assertionErrors([assertion]), [], expr);
  const maps = rows.map(([schema, content]) => ({
    schema,
    folded: { schema, total: tableOf(schema, content), perNode: new Map() },
    cleared: false,
    rounds: [],
    lateRounds: 0,
  }));
  const result = { maps, losses: new Map([['n', { ...noLosses, events: 2n }]]), gaps: [] };
  const state = { ...assignedState(['n']), ledger: emptyLedger([]) };
  const [verdict] = evaluate([assertion], state, { result, lines: 4 });
  if (expected === null) assert.equal(verdict?.message, '', expr);
  else assert.match(verdict?.message ?? '', expected);
  assert.equal(verdict?.passed, expected === null, expr);
}

test('rows by map: keys, values, percentiles', () => {
  check('result.maps["@"].all(row, row.count == 7 && row.key == ["a"])', null);
  check('result.maps.lat[0].count == 100', null);
  check('result.maps.lat[0].p50 < 4 && result.maps.lat[0].p99 > 1000', null);
  check('result.maps.lat[0].buckets.exists(bucket, bucket.low == 1024 && bucket.count == 10)', null);
  check('result.maps.last[0].value == -3', null);
  check('size(result.maps) == 3', null);
});

test('losses, nodes, lines', () => {
  check('result.lost.events == 2 && result.lost.probes == 0', null);
  check('result.nodes.desired == 1 && result.nodes.flushed == 0', null);
  check('result.lines == 4', null);
});

test('what does not hold says which values decided, and what fails says why', () => {
  check('result.lines > 4', /^result\.lines > 4 is false: result\.lines = 4$/);
  check('result.maps.lat.all(row, row.p99 < 9)', /: 1 of 1 rows: \["a"\] \(row\.p99 = 2047\)$/);
  check('result.maps.missing.all(row, true)', /: No such key: missing \(there are @, lat, last\)$/);
  check('result.maps.last.all(row, row.count > 1)', /: No such key: count \(there are key, value\)$/);
  check(
    'result.maps.lat[0].nothing == 1',
    /: No such key: nothing \(there are key, count, p50, p90, p95, p99, buckets\)$/,
  );
  check('9223372036854775807 + result.lines > 0', /overflow/);
});

test('an assertion that would hold the operator up is given up', () => {
  const every = (inner: string, depth: number): string =>
    depth === 0 ? inner : `${numbers}.all(n${depth}, ${every(inner, depth - 1)})`;
  const numbers = `[${Array.from({ length: 20 }, (_, at) => at).join(',')}]`;
  check(every('true', 8), /not decided after 500 ms/);
});

test('what is no CEL that gives a bool is refused before anything runs', () => {
  const refuse = (expr: string, expected: RegExp): void =>
    assert.match(assertionErrors([{ name: 'x', expr, severity: 'Error' }]).join(), expected);
  refuse('result.lines', /^assertion x: gives int, and must give bool$/);
  refuse('result.', /^assertion x: /);
  refuse('result.nodes.missing == 1', /^assertion x: .*missing/);
  refuse('result.lost.events == "0"', /^assertion x: /);
  refuse('unknown == 1', /^assertion x: .*unknown/);
  refuse(`${'size(['.repeat(60)}${'])'.repeat(60)} == 1`, /^assertion x: /);
});
