import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnType, MapSchema, Row, ValueSchema } from '../schema.ts';
import { tableOf } from '../table.ts';
import {
  average,
  bytes,
  column,
  datum,
  int64,
  last,
  number,
  row,
  stats,
  string,
  sum,
  uint64,
  unsignedSum,
} from '../testing/schemas.ts';
import { renderMapJson } from './json.ts';
import { rawText, renderMap } from './map.ts';

process.env['TZ'] = 'UTC';

const second = 1_000_000_000;
const noon = 1_700_049_600n * BigInt(second);

function schemaOf(value: ValueSchema, interval: number, intervals: number, keys: readonly ColumnType[]): MapSchema {
  return { name: '@', keys: [...keys, uint64].map(column), value, series: { interval, intervals } };
}

/** `expected` begins with a newline of layout. */
function check(schema: MapSchema, rows: readonly Row[], expected: string): void {
  assert.equal(`\n${renderMap(tableOf(schema, rows), rawText).toString()}`, expected);
}

test('the latest intervals, those without a value between them too', () => {
  check(
    schemaOf(last(int64), 100_000_000, 5, []),
    [row([noon], datum(2n)), row([noon + 400_000_000n], datum(6n)), row([noon + 700_000_000n], datum(9n))],
    `
@:
             6                                                   9
hh:mm:ss.ms  |___________________________________________________|
12:00:00.400 *                                                   | 6
12:00:00.500 |                                                   | -
12:00:00.600 |                                                   | -
12:00:00.700 |                                                   * 9
             v___________________________________________________v
             6                                                   9

`,
  );
});

test('one interval is told whole; all keys end where the map does', () => {
  check(
    schemaOf(sum, second, 5, [int64, string]),
    [row([2n, bytes('x'), noon], number(5n)), row([1n, bytes('x'), noon - BigInt(second)], number(-3n))],
    `
@[1, x]:
         -4                                                 -2
hh:mm:ss |___________________________________________________|
11:59:59 |                         *                         | -3
12:00:00 |                                                   | -
         v___________________________________________________v
         -4                                                 -2

@[2, x]:
                   4                                                   6
hh:mm:ss.ns        |___________________________________________________|
12:00:00.000000000 |                         *                         | 5
                   v___________________________________________________v
                   4                                                   6

`,
  );
  check(
    schemaOf(average, 10_000, 5, []),
    [row([noon], stats(2n, 3n)), row([noon + 10_000n], stats(1n, 8n))],
    `
@:
                1                                                   8
hh:mm:ss.μs    |___________________________________________________|
12:00:00.000000 *                                                   | 1
12:00:00.000010 |                                                   * 8
                v___________________________________________________v
                1                                                   8

`,
  );
});

test('the scale ends where the numbers do; what is older than all that is shown', () => {
  check(
    schemaOf(unsignedSum, second, 1, [int64]),
    [
      row([1n, noon], number(2n ** 64n - 1n)),
      row([2n, noon - BigInt(second)], number(1n)),
      row([3n, noon], number(0n)),
    ],
    `
@[1]:
                   18446744073709551614             18446744073709551615
hh:mm:ss.ns        |___________________________________________________|
12:00:00.000000000 |                                                   * 18446744073709551615
                   v___________________________________________________v
                   18446744073709551614             18446744073709551615

@[2]:
<no data>
@[3]:
                   0                                                   1
hh:mm:ss.ns        |___________________________________________________|
12:00:00.000000000 *                                                   | 0
                   v___________________________________________________v
                   0                                                   1

`,
  );
});

test('in JSON the intervals that have a value', () => {
  const json = (schema: MapSchema, rows: readonly Row[], data: string): void => {
    const expected = data === '' ? '' : `{"type": "tseries", "data": {"@": ${data}}}\n`;
    assert.equal(renderMapJson(tableOf(schema, rows), rawText), expected);
  };
  const at = (time: string, value: string): string => `{"interval_start":"2023-11-15 ${time}","value":${value}}`;
  json(
    schemaOf(sum, second, 5, []),
    [row([noon], number(2n)), row([noon + 2n * BigInt(second)], number(4n))],
    `[${at('12:00:00.000000000', '2')},${at('12:00:02.000000000', '4')}]`,
  );
  json(
    schemaOf(unsignedSum, second, 5, [int64, string]),
    [row([1n, bytes('x'), noon], number(2n ** 64n - 1n))],
    `{"1,x": [${at('12:00:00.000000000', '18446744073709551615')}]}`,
  );
  json(schemaOf(sum, second, 5, []), [row([0n], number(4n))], '[]');
  json(schemaOf(sum, second, 5, []), [], '');
  json(schemaOf(sum, second, 5, [int64]), [], '');
});

test('what zero() leaves of a key is the key alone', () => {
  const schema = schemaOf(last(int64), second, 5, [int64]);
  check(schema, [row([1n, 0n], datum(3n))], '\n@[1]:\n<no data>\n');
  check(schemaOf(last(int64), second, 5, []), [row([0n], datum(3n))], '\n@:\n<no data>\n');
  check(
    schema,
    [row([1n, 0n], datum(3n)), row([2n, noon], datum(5n))],
    `
@[1]:
<no data>
@[2]:
                   4                                                   6
hh:mm:ss.ns        |___________________________________________________|
12:00:00.000000000 |                         *                         | 5
                   v___________________________________________________v
                   4                                                   6

`,
  );
});
