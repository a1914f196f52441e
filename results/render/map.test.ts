import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MapSchema, Row } from '../schema.ts';
import { tableOf } from '../table.ts';
import {
  additive,
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
  maximum,
  minimum,
  number,
  pointer,
  row,
  schemaOf,
  statistics,
  stats,
  string,
  sum,
} from '../testing/schemas.ts';
import { bucketLabel } from './histogram.ts';
import { rawText, type RenderOptions, renderMap, safeText } from './map.ts';

/** The expectation is written as a block: its first newline and its last line are layout only. */
function check(schema: MapSchema, rows: readonly Row[], expected: string, options: RenderOptions = rawText): void {
  const text = expected.replace(/^\n/, '').replace(/ *$/, '');
  assert.equal(renderMap(tableOf(schema, rows), options).toString(), text);
}

const name = (text: string) => [bytes(text)];

test('a map without a key', () => {
  check(schemaOf('@', [], count), [row([], number(42n))], '@: 42\n');
  check(schemaOf('@sum', [], sum), [row([], number(-7n))], '@sum: -7\n');
  check(schemaOf('@name', [], last(string)), [row([], datum(bytes('a b')))], '@name: a b\n');
  check(schemaOf('@p', [], last(pointer)), [row([], datum(255n))], '@p: 0xff\n');
  check(schemaOf('@b', [], last(bool)), [row([], datum(1n))], '@b: true\n');
});

test('a map without rows prints nothing', () => {
  check(schemaOf('@', [column(string)], count), [], '');
  check(schemaOf('@', [], hist(0)), [], '');
});

test('numbers ascend by value; equal ones follow their keys', () => {
  const rows = [
    row(name('b'), number(3n)),
    row(name('a'), number(3n)),
    row(name('zz'), number(1n)),
    row(name('c'), number(20n)),
  ];
  check(schemaOf('@x', [column(string)], count), rows, '@x[zz]: 1\n@x[a]: 3\n@x[b]: 3\n@x[c]: 20\n');
  const values = [row([2n], number(-1n)), row([10n], number(-20n)), row([-3n], number(-1n))];
  check(schemaOf('@x', [column(int64)], additive), values, '@x[10]: -20\n@x[-3]: -1\n@x[2]: -1\n');
});

test('other values follow their keys, column by column', () => {
  const schema = schemaOf('@x', [column(int64), column(string)], last(string));
  const rows = [
    row([10n, bytes('a')], datum(bytes('v1'))),
    row([9n, bytes('b')], datum(bytes('v2'))),
    row([9n, bytes('aa')], datum(bytes('v3'))),
  ];
  check(schema, rows, '@x[9, aa]: v3\n@x[9, b]: v2\n@x[10, a]: v1\n');
});

test('integers of keys are ordered as signed ones of their size', () => {
  const schema = schemaOf('@x', [column({ kind: 'int', size: 1, signed: false })], last(string));
  const rows = [1n, 127n, 128n, 255n].map((key) => row([key], datum(bytes('v'))));
  check(schema, rows, '@x[128]: v\n@x[255]: v\n@x[1]: v\n@x[127]: v\n');
});

test('what zero() has left of histograms and statistics', () => {
  check(schemaOf('@h', [column(int64)], hist(0)), [row([1n], buckets())], '@h[1]:\n\n');
  check(schemaOf('@s', [], statistics), [row([], stats(0n, 0n))], '@s: { .count = 0, .average = 0, .total = 0 }\n');
  check(schemaOf('@a', [], average), [row([], stats(0n, 0n))], '@a: 0\n');
});

test('top keeps the largest, div divides and truncates', () => {
  const rows = [row(name('a'), number(15n)), row(name('b'), number(29n)), row(name('c'), number(-15n))];
  check(schemaOf('@x', [column(string)], sum), rows, '@x[a]: 1\n@x[b]: 2\n', { ...rawText, top: 2, div: 10 });
  check(schemaOf('@x', [column(string)], sum), rows, '@x[c]: -1\n@x[a]: 1\n@x[b]: 2\n', { ...rawText, div: 10 });
});

test('a saturated number says so', () => {
  check(schemaOf('@', [], count), [row([], number(2n ** 64n))], '@: 18446744073709551615 (saturated)\n');
});

test('strings pass as they are, or safe for a terminal', () => {
  const rows = [row([Buffer.from('a\u001bé')], number(1n))];
  check(schemaOf('@', [column(string)], count), rows, '@[a\u001bé]: 1\n');
  check(schemaOf('@', [column(string)], count), rows, '@[a\\x1bé]: 1\n', safeText);
});

test('a histogram: label 16 wide, count 8 wide, bar of 52, the gaps inside it', () => {
  check(
    schemaOf('@usecs', [], hist(0)),
    [row([], buckets([0, 1n], [1, 2n], [2, 3n], [4, 52n], [11, 104n], [12, 1n]))],
    `
@usecs:
(..., 0)               1 |                                                    |
[0]                    2 |@                                                   |
[1]                    3 |@                                                   |
[2, 4)                 0 |                                                    |
[4, 8)                52 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[8, 16)                0 |                                                    |
[16, 32)               0 |                                                    |
[32, 64)               0 |                                                    |
[64, 128)              0 |                                                    |
[128, 256)             0 |                                                    |
[256, 512)             0 |                                                    |
[512, 1K)            104 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[1K, 2K)               1 |                                                    |

`,
  );
});

test('histograms by key ascend by their total; each block ends with a blank line', () => {
  check(
    schemaOf('@size', [column(string), column(int64)], hist(0)),
    [row([bytes('cat'), 3n], buckets([3, 9n])), row([bytes('dd'), 1n], buckets([3, 4n], [4, 4n]))],
    `
@size[dd, 1]:
[2, 4)                 4 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[4, 8)                 4 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@size[cat, 3]:
[2, 4)                 9 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

`,
  );
});

test('sub-buckets, and div on counts before bars are drawn', () => {
  check(
    schemaOf('@', [], hist(2)),
    [row([], buckets([7, 10n], [8, 20n], [9, 25n]))],
    `
@:
[6]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[7]                    2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[8, 10)                2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

`,
    { ...rawText, div: 10 },
  );
});

test('a histogram of nothing is its name and a blank line', () => {
  check(schemaOf('@', [], hist(0)), [row([], buckets())], '@:\n\n');
});

test('labels: single values, and the suffix by the exponent of the sub-bucket', () => {
  const labels = (bits: number, indices: readonly number[]) =>
    indices.map((index) => bucketLabel(index, { kind: 'hist', bits }));
  assert.deepEqual(labels(0, [0, 1, 2, 3]), ['(..., 0)', '[0]', '[1]', '[2, 4)']);
  assert.deepEqual(labels(0, [11, 12, 21, 22, 32, 42, 52, 62, 64]), [
    '[512, 1K)',
    '[1K, 2K)',
    '[512K, 1M)',
    '[1M, 2M)',
    '[1G, 2G)',
    '[1T, 2T)',
    '[1P, 2P)',
    '[1E, 2E)',
    '[4E, 8E)',
  ]);
  assert.deepEqual(labels(2, [8, 9, 44, 45, 46]), ['[7]', '[8, 10)', '[3584, 4K)', '[4K, 5K)', '[5K, 6K)']);
});

test('linear histograms: open ends, single values, suffixes only where the step is of whole K', () => {
  check(
    schemaOf('@', [], lhist(0, 105, 10)),
    [row([], buckets([0, 1n], [1, 4n], [11, 40n]))],
    `
@:
(..., 0)               1 |@                                                   |
[0, 10)                4 |@@@@@                                               |
[10, 20)               0 |                                                    |
[20, 30)               0 |                                                    |
[30, 40)               0 |                                                    |
[40, 50)               0 |                                                    |
[50, 60)               0 |                                                    |
[60, 70)               0 |                                                    |
[70, 80)               0 |                                                    |
[80, 90)               0 |                                                    |
[90, 100)              0 |                                                    |
[100, ...)            40 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

`,
    { ...rawText, div: 2 },
  );
  const label = (index: number, ...scale: Parameters<typeof lhist>) => {
    const { value } = schemaOf('@', [], lhist(...scale));
    return value.kind === 'lhist' ? bucketLabel(index, value) : '';
  };
  assert.deepEqual(
    [
      label(6, 0, 10, 1),
      label(1, 0, 10240, 1024),
      label(512, 0, 2048000, 2048),
      label(1, 1, 10241, 1024),
      label(0, 2048, 4096, 1024),
    ],
    ['[5]', '[0, 1K)', '[1022K, 1M)', '[1, 1025)', '(..., 2K)'],
  );
});

test('statistics: all three or the average alone, ascending by the average; div divides the average', () => {
  const rows = [row([1n], stats(2n, 9n)), row([2n], stats(1n, 1n)), row([3n], stats(2n, -7n))];
  check(
    schemaOf('@k', [column(int64)], statistics),
    rows,
    '@k[3]: { .count = 2, .average = -3, .total = -7 }\n@k[2]: { .count = 1, .average = 1, .total = 1 }\n@k[1]: { .count = 2, .average = 4, .total = 9 }\n',
  );
  check(schemaOf('@a', [column(int64)], average), rows, '@a[3]: -3\n@a[2]: 1\n@a[1]: 4\n');
  const divided = { ...rawText, top: 1, div: 2 };
  check(
    schemaOf('@k', [column(int64)], statistics),
    rows,
    '@k[1]: { .count = 2, .average = 2, .total = 9 }\n',
    divided,
  );
  check(schemaOf('@a', [column(int64)], average), rows, '@a[1]: 2\n', divided);
});

test('least and greatest numbers', () => {
  const rows = [row([1n], number(7n)), row([2n], number(-7n))];
  check(schemaOf('@m', [column(int64)], minimum), rows, '@m[1]: 7\n@m[2]: -7\n');
  check(schemaOf('@m', [column(int64)], maximum), rows, '@m[1]: 3\n@m[2]: -3\n', { ...rawText, div: 2 });
});
