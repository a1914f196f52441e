import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyFalse } from './explain.ts';

const maps = new Map<string, unknown>([
  [
    'lat',
    [
      { key: ['a', 1n], count: 9n, p99: 1023n },
      { key: ['b', 1n], count: 3n, p99: 2047n },
      { key: ['c', 2n], count: 3n, p99: 4095n },
      { key: ['d', 2n], count: 3n, p99: 8191n },
      { key: ['e', 3n], count: 3n, p99: 16_383n },
    ],
  ],
  ['@', [{ key: [], value: 5n }]],
  [
    'comm',
    [
      { key: ['\u001b[31m"\u202e', 1n], count: 1n },
      { key: ['x'.repeat(80), 1n], count: 2n },
    ],
  ],
  ['empty', []],
]);
const values = { result: { maps, lines: 4n, lost: { events: 3n, probes: 0n } } };

function check(expr: string, expected: string): void {
  assert.equal(whyFalse(expr, values), expected, expr);
}

test('the sides of a comparison, but for what is written there', () => {
  check('result.lines > 4', 'result.lines = 4');
  check('result.lines in [1, 2]', 'result.lines = 4');
  check('result.lines == -4', 'result.lines = 4');
  check('result.lost.events == result.lost.probes', 'result.lost.events = 3, result.lost.probes = 0');
  check('(result.lines - (result.lines - 1)) * 2 == 3', '(result.lines - (result.lines - 1)) * 2 = 2');
  check('result.maps["@"][0].value == double(4)', 'result.maps["@"][0].value = 5, double(4) = 4');
  check('"gone" in result.maps', 'result.maps = {lat, @, comm, empty}');
  check('result.maps.lat[0].key[0].startsWith("(")', 'result.maps.lat[0].key[0] = "a"');
  check('false', '');
});

test('only the operands that decided', () => {
  check('result.lost.events == 0 && result.lost.probes == 0', 'result.lost.events = 3');
  check('result.lost.events == 0 || result.lines == 0', 'result.lost.events = 3, result.lines = 4');
  check('!(result.lines == 4 || result.lost.probes == 1)', 'result.lines = 4');
  check('!(result.lines == 4 && result.lost.probes == 0)', 'result.lines = 4, result.lost.probes = 0');
  check('result.lines > 2 ? result.lost.events < 3 : true', 'result.lost.events = 3');
});

test('rows by their keys, the first few of those that decide', () => {
  check(
    'result.maps.lat.all(row, row.p99 < 8000)',
    '2 of 5 rows: ["d", 2] (row.p99 = 8191), ["e", 3] (row.p99 = 16383)',
  );
  check(
    'result.maps.lat.all(row, (row.p99 < 1) || row.key[1] == 1)',
    '3 of 5 rows: ["c", 2] (row.p99 = 4095, row.key[1] = 2), ["d", 2] (row.p99 = 8191, row.key[1] = 2), ["e", 3] (row.p99 = 16383, row.key[1] = 3)',
  );
  check(
    'result.maps.lat.exists(row, row.count == 1)',
    'none of 5 rows: ["a", 1] (row.count = 9), ["b", 1] (row.count = 3), ["c", 2] (row.count = 3) and 2 more',
  );
  check('!result.maps.lat.exists(row, row.count > 5)', '1 of 5 rows: ["a", 1] (row.count = 9)');
  check(
    'result.maps.lat.exists_one(row, row.p99 > 8000)',
    '2 of 5 rows: ["d", 2] (row.p99 = 8191), ["e", 3] (row.p99 = 16383)',
  );
  check('result.maps["@"].all(row, row.value == 7)', '1 of 1 rows: row.value = 5');
  check('result.maps.empty.exists(row, row.value == 7)', 'result.maps.empty is empty');
  check('result.maps.exists(name, name == "gone")', 'none of 4: "lat", "@", "comm" and 1 more');
  check(
    'size(result.maps.lat.filter(row, row.p99 > 8000)) == 0',
    'size(result.maps.lat.filter(row, row.p99 > 8000)) = 2: ["d", 2], ["e", 3]',
  );
  check(
    'result.maps["@"].all(one, result.maps.lat.exists(row, row.count == one.value && row.key[0] == "a"))',
    '1 of 1 rows: none of 5 rows: ["a", 1] (row.count = 9, one.value = 5), ["b", 1] (row.count = 3, one.value = 5, row.key[0] = "b"), ["c", 2] (row.count = 3, one.value = 5, row.key[0] = "c") and 2 more',
  );
});

test('keys are safe on a terminal and short', () => {
  check(
    'result.maps.comm.all(row, row.count == 0)',
    `2 of 2 rows: ["\\x1b[31m\\"\\xe2\\x80\\xae", 1] (row.count = 1), ["${'x'.repeat(64)}…", 1] (row.count = 2)`,
  );
});
