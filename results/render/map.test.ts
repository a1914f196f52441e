import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MapSchema, Row } from '../schema.ts';
import { tableOf } from '../table.ts';
import {
  additive,
  bool,
  buckets,
  bytes,
  column,
  count,
  datum,
  hist,
  int64,
  last,
  number,
  pointer,
  row,
  schemaOf,
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

test('sub-buckets, and div on counts but not on bars', () => {
  check(
    schemaOf('@', [], hist(2)),
    [row([], buckets([7, 10n], [8, 20n], [9, 25n]))],
    `
@:
[6]                    1 |@@@@@@@@@@@@@@@@@@@@                                |
[7]                    2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@           |
[8, 10)                2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

`,
    { ...rawText, div: 10 },
  );
});

test('a histogram of nothing is its name and a blank line', () => {
  check(schemaOf('@', [], hist(0)), [row([], buckets())], '@:\n\n');
});

test('labels: single values, and the suffix by the exponent of the sub-bucket', () => {
  const labels = (bits: number, indices: readonly number[]) => indices.map((index) => bucketLabel(index, bits));
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
