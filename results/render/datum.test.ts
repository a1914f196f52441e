import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnType, Datum } from '../schema.ts';
import {
  bool,
  bytes,
  int64,
  last,
  pointer,
  row,
  datum as value,
  schemaOf,
  string,
  uint64,
  column,
} from '../testing/schemas.ts';
import { tableOf } from '../table.ts';
import { datumText } from './datum.ts';
import { renderMapJson, renderValuesJson } from './json.ts';
import { mapText, rawText } from './map.ts';

const tuple = (...elements: readonly ColumnType[]): ColumnType => ({ kind: 'tuple', elements });
const record = (fields: Readonly<Record<string, ColumnType>>): ColumnType => ({
  kind: 'record',
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});
const array = (element: ColumnType, length: number): ColumnType => ({ kind: 'array', element, length });
const colour: ColumnType = { kind: 'enum', signed: true, symbols: [{ name: 'RED', value: '-1' }] };

function check(type: ColumnType, datum: Datum, text: string, json: string): void {
  assert.equal(datumText(type, datum, false), text);
  assert.equal(renderValuesJson([type], [datum]), `{"type": "value", "data": ${json}}\n`);
}

test('tuples, records and arrays nest', () => {
  check(
    tuple(int64, string, tuple(bool, pointer)),
    [1n, bytes('a b'), [1n, 255n]],
    '(1, a b, (true, 0xff))',
    '[1,"a b",[true,255]]',
  );
  check(tuple(uint64), [7n], '(7)', '[7]');
  const point = record({ x: int64, inner: record({ s: string }) });
  check(point, [1n, [bytes('t')]], '{ .x = 1, .inner = { .s = t } }', '{"x": 1, "inner": {"s": "t"}}');
  check(record({}), [], '{}', '{}');
  check(
    array(array(int64, 2), 2),
    [
      [1n, 2n],
      [3n, 4n],
    ],
    '[[1,2],[3,4]]',
    '[[1,2],[3,4]]',
  );
});

test('enums print their symbol where the value has one', () => {
  check(colour, -1n, 'RED', '"18446744073709551615"');
  check(colour, 5n, '5', '5');
});

test('buffers keep what is printable', () => {
  check({ kind: 'buffer' }, Uint8Array.of(0x41, 0, 0xff, 0x20), 'A\\x00\\xff ', '[65,0,-1,32]');
});

test('as keys', () => {
  const schema = schemaOf(
    '@',
    [column(tuple(int64, string)), column(colour), column(record({ x: int64 }))],
    last(int64),
  );
  const table = tableOf(schema, [row([[1n, bytes('a')], -1n, [3n]], value(9n))]);
  assert.equal(mapText(table, rawText), '@[(1, a), RED, { .x = 3 }]: 9\n');
  assert.equal(renderMapJson(table, rawText), '{"type": "map", "data": {"@": {"(1,a),RED,{.x=3}": 9}}}\n');
});
