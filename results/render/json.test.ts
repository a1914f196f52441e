import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MapSchema, Row } from '../schema.ts';
import { tableOf } from '../table.ts';
import { anySchema, runs, tableFor } from '../testing/arbitrary.ts';
import {
  average,
  bool,
  buckets,
  bytes,
  column,
  count,
  datum,
  hist,
  int64,
  last,
  lhist,
  number,
  pointer,
  row,
  schemaOf,
  statistics,
  stats,
  string,
} from '../testing/schemas.ts';
import { renderAttachedJson, renderLostEventsJson, renderMapJson, renderTextJson, renderValuesJson } from './json.ts';
import { rawText } from './map.ts';

function check(schema: MapSchema, rows: readonly Row[], expected: string): void {
  assert.equal(renderMapJson(tableOf(schema, rows), rawText), expected);
}

test('maps', () => {
  check(schemaOf('@x', [], count), [row([], number(3n))], '{"type": "map", "data": {"@x": 3}}\n');
  check(
    schemaOf('@x', [column(string)], count),
    [row([bytes('a b')], number(3n)), row([bytes('c')], number(1n))],
    '{"type": "map", "data": {"@x": {"c": 1, "a b": 3}}}\n',
  );
  check(
    schemaOf('@x', [column(int64), column(string)], count),
    [row([1n, bytes('abc')], number(3n))],
    '{"type": "map", "data": {"@x": {"1,abc": 3}}}\n',
  );
  check(
    schemaOf('@x', [column(pointer), column(bool)], last(string)),
    [row([255n, 1n], datum(bytes('v')))],
    '{"type": "map", "data": {"@x": {"0xff,true": "v"}}}\n',
  );
  check(
    schemaOf('@x', [column(string), column(int64)], count),
    [row([bytes('\n    f+1\n    g+2\n'), 7n], number(3n))],
    '{"type": "map", "data": {"@x": {"\\nf+1\\ng+2\\n,7": 3}}}\n',
  );
  check(schemaOf('@x', [column(int64)], count), [], '');
});

test('histograms', () => {
  check(
    schemaOf('@h', [], hist(0)),
    [row([], buckets([0, 1n], [1, 2n], [3, 4n]))],
    '{"type": "hist", "data": {"@h": [{"max": -1, "count": 1},{"min": 0, "max": 0, "count": 2},{"min": 1, "max": 1, "count": 0},{"min": 2, "max": 3, "count": 4}]}}\n',
  );
  check(
    schemaOf('@h', [column(int64)], hist(0)),
    [row([7n], buckets([4, 1n]))],
    '{"type": "hist", "data": {"@h": {"7": [{"min": 4, "max": 7, "count": 1}]}}}\n',
  );
  check(schemaOf('@h', [], hist(0)), [row([], buckets())], '{"type": "hist", "data": {"@h": []}}\n');
});

test('integers that a double cannot hold are strings', () => {
  check(schemaOf('@x', [], count), [row([], number(2n ** 53n))], '{"type": "map", "data": {"@x": 9007199254740992}}\n');
  check(
    schemaOf('@x', [], count),
    [row([], number(2n ** 53n + 1n))],
    '{"type": "map", "data": {"@x": "9007199254740993"}}\n',
  );
});

test('strings are escaped; bytes that are no text are shown', () => {
  assert.equal(
    renderTextJson('printf', bytes('a"\\\n\r\t\b\u0001 \\b é')),
    '{"type": "printf", "data": "a\\"\\\\\\n\\r\\t\\u0008\\u0001 \\\\b é"}\n',
  );
  assert.equal(
    renderTextJson('printf', Uint8Array.of(0x61, 0xff, 0xc3, 0xa9, 0x7f)),
    '{"type": "printf", "data": "a\\\\xffé\x7f"}\n',
  );
});

test('values, and what the tool itself tells', () => {
  assert.equal(renderValuesJson([int64], [-1n]), '{"type": "value", "data": -1}\n');
  assert.equal(
    renderValuesJson([int64, bool, string], [1n, 0n, bytes('x')]),
    '{"type": "value", "data": [1,false,"x"]}\n',
  );
  assert.equal(renderAttachedJson(2), '{"type": "attached_probes", "count": 2, "data": {"probes": 2}}\n');
  assert.equal(renderLostEventsJson(5n), '{"type": "lost_events", "count": 5, "data": {"events": 5}}\n');
});

test('every table gives one line of JSON', () => {
  fc.assert(
    fc.property(
      anySchema.chain((schema) => tableFor(schema)),
      (table) => {
        const text = renderMapJson(table, rawText);
        const empty =
          table.schema.value.kind === 'avg' || table.schema.value.kind === 'stats' ? /": \{\}\}\}\n$/ : /^$/;
        if (table.rows.size === 0) assert.match(text, empty);
        else assert.deepEqual(Object.keys(JSON.parse(text) as object), ['type', 'data']);
        assert.ok(!text.slice(0, -1).includes('\n'));
      },
    ),
    runs,
  );
});

test('statistics and averages, and linear histograms without the bounds that they lack', () => {
  check(
    schemaOf('@s', [], statistics),
    [row([], stats(2n, -3n))],
    '{"type": "stats", "data": {"@s": {"count": 2, "average": -1, "total": -3}}}\n',
  );
  check(schemaOf('@a', [], average), [row([], stats(2n, 3n))], '{"type": "stats", "data": {"@a": 1}}\n');
  check(schemaOf('@a', [], average), [row([], stats(0n, 0n))], '{"type": "stats", "data": {"@a": 0}}\n');
  check(schemaOf('@a', [], average), [], '{"type": "stats", "data": {"@a": {}}}\n');
  check(schemaOf('@s', [column(int64)], statistics), [], '{"type": "stats", "data": {"@s": {}}}\n');
  check(
    schemaOf('@l', [], lhist(0, 20, 10)),
    [row([], buckets([0, 1n], [1, 2n], [3, 4n]))],
    '{"type": "hist", "data": {"@l": [{"max": -1, "count": 1},{"min": 0, "max": 9, "count": 2},{"min": 10, "max": 19, "count": 0},{"min": 20, "count": 4}]}}\n',
  );
});
