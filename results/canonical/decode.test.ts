import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MapSchema, PackedRows } from '../schema.ts';
import { anySchema, runs, tableFor } from '../testing/arbitrary.ts';
import { assertTables } from '../testing/assert.ts';
import {
  bool,
  buckets,
  bytes,
  column,
  count,
  hist,
  int64,
  last,
  number,
  row,
  schemaOf,
  string,
  sum,
} from '../testing/schemas.ts';
import { tableOf } from '../table.ts';
import { DecodeError } from './decode-error.ts';
import { decodeKeys, decodeRows } from './decode.ts';
import { encodeKeys, encodeRows } from './encode.ts';

const opens = schemaOf('@opens', [column(string), column(int64)], count);
const flat = schemaOf('@flat', [], sum);
const sizes = schemaOf('@sizes', [], hist(0));
const flags = schemaOf('@flags', [column(bool)], last(bool));

function hex({ count: rows, keys, values }: PackedRows): string {
  return `${rows} ${Buffer.from(keys).toString('hex')} ${Buffer.from(values).toString('hex')}`;
}

function packed(rows: number, keys: string, values: string): PackedRows {
  return {
    count: rows,
    keys: Buffer.from(keys.replaceAll(' ', ''), 'hex'),
    values: Buffer.from(values.replaceAll(' ', ''), 'hex'),
  };
}

/** What the decoder says of these bytes: `code: message`. */
function check(schema: MapSchema, input: PackedRows, expected: string): void {
  assert.throws(
    () => decodeRows(schema, input, { maxStringLength: 4, maxRows: 100 }),
    (error) => error instanceof DecodeError && `${error.code}: ${error.message}` === expected,
    expected,
  );
}

test('the bytes of two rows with two key columns', () => {
  const table = tableOf(opens, [
    row([bytes('cat'), 2n], number(258n)),
    row([bytes('a'), -1n], { kind: 'number', value: 1n, saturated: true }),
  ]);
  const names = '0100000061 03000000636174';
  const integers = 'ffffffffffffffff 0200000000000000';
  const values = '0100000000000000 0201000000000000 01';
  assert.equal(hex(encodeRows(table)), `2 ${`${names}${integers}`.replaceAll(' ', '')} ${values.replaceAll(' ', '')}`);
});

test('the bytes of a histogram', () => {
  const table = tableOf(sizes, [row([], buckets([12, 3n], [2, 1n]))]);
  assert.equal(
    hex(encodeRows(table)),
    '1  02000000' + '02000000' + '0100000000000000' + '0c000000' + '0300000000000000',
  );
});

test('rows that are not canonical are refused', () => {
  const one = '0000000000000001';
  check(flat, packed(1, '', '0000'), 'truncated: @flat values: 8 bytes expected at 0, 2 left');
  check(flat, packed(1, '', '0100000000000000 00 00'), 'trailing: @flat values: 1 bytes after the last row, at 9');
  check(flat, packed(1, '', '0100000000000000 02'), 'flags: @flat values: saturation flags of rows after the last');
  check(flat, packed(1, '00', '0100000000000000 00'), 'trailing: @flat keys: 1 bytes after the last row, at 0');
  check(flat, packed(2, '', `${one} ${one} 00`), 'duplicate: @flat: 2 rows of a map without a key');
  check(flat, packed(-1, '', ''), 'count: @flat: -1 rows, allowed are 0 to 100');
  check(flat, packed(0.5, '', ''), 'count: @flat: 0.5 rows, allowed are 0 to 100');
  check(opens, packed(101, '', ''), 'count: @opens: 101 rows, allowed are 0 to 100');
  check(opens, packed(100, '00000000', ''), 'truncated: @opens keys: 100 rows need at least 1200 bytes, there are 4');
  check(
    opens,
    packed(1, '05000000 6162636465 0000000000000000', ''),
    'string: @opens keys: a string of 5 bytes before 4, allowed are 4',
  );
  check(opens, packed(1, '03000000 6162 000000000000', ''), 'truncated: @opens keys: 8 bytes expected at 7, 5 left');
  check(flags, packed(2, '0100000000000000 0000000000000000', ''), 'order: @flags keys: row 1 does not ascend');
  check(flags, packed(2, '0100000000000000 0100000000000000', ''), 'duplicate: @flags keys: rows 0 and 1 have one key');
  check(flags, packed(1, '0200000000000000', ''), 'bool: @flags keys: a bool of 2 before 8');
});

test('histogram buckets that are not canonical are refused', () => {
  const bucket = (index: string, events: string) => `${index}000000 ${events}00000000000000`;
  check(sizes, packed(1, '', `01000000 ${bucket('42', '01')}`), 'bucket: @sizes values: bucket 66 of 66');
  check(sizes, packed(1, '', `01000000 ${bucket('01', '00')}`), 'bucket: @sizes values: bucket 1 is empty');
  check(
    sizes,
    packed(1, '', `02000000 ${bucket('02', '01')} ${bucket('02', '01')}`),
    'bucket: @sizes values: bucket 2 after bucket 2',
  );
  check(sizes, packed(1, '', 'ffffffff'), 'bucket: @sizes values: 4294967295 buckets, there can be 66');
  check(
    sizes,
    packed(1, '', `02000000 ${bucket('02', '01')}`),
    'truncated: @sizes values: 4 bytes expected at 16, 0 left',
  );
});

const schemaAndTable = anySchema.chain((schema) => tableFor(schema));

test('what is encoded is decoded again', () => {
  fc.assert(
    fc.property(schemaAndTable, (table) => {
      assertTables(decodeRows(table.schema, encodeRows(table)), table);
      assert.deepEqual(
        new Set(decodeKeys(table.schema, encodeKeys(table)).map(({ id }) => id)),
        new Set(table.rows.keys()),
      );
    }),
    runs,
  );
});

test('the same rows in another order give the same bytes', () => {
  fc.assert(
    fc.property(schemaAndTable, (table) => {
      const reversed = tableOf(table.schema, [...table.rows.values()].reverse());
      assert.equal(hex(encodeRows(reversed)), hex(encodeRows(table)));
    }),
    runs,
  );
});

/** A change somewhere: a byte replaced, removed or inserted, the end cut off, or another count. */
const mutation = fc.record({
  where: fc.constantFrom('count', 'keys', 'values'),
  how: fc.constantFrom('replace', 'remove', 'insert', 'cut'),
  at: fc.nat(400),
  byte: fc.integer({ min: 0, max: 255 }),
  count: fc.oneof(fc.integer(), fc.constantFrom(0, 1, 2 ** 32 - 1, Number.NaN, Number.MAX_SAFE_INTEGER)),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutate(input: PackedRows, change: Mutation): PackedRows {
  if (change.where === 'count') return { ...input, count: change.count };
  const field = change.where === 'keys' ? 'keys' : 'values';
  const old = [...input[field]];
  const at = old.length === 0 ? 0 : change.at % old.length;
  if (change.how === 'cut') old.length = at;
  else old.splice(at, change.how === 'insert' ? 0 : 1, ...(change.how === 'remove' ? [] : [change.byte]));
  return { ...input, [field]: Uint8Array.from(old) };
}

/** Either refused as a DecodeError, or canonical after all: then encoding gives the very same bytes. */
function checkHostile(schema: MapSchema, input: PackedRows): void {
  try {
    assert.equal(hex(encodeRows(decodeRows(schema, input))), hex(input));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
}

test('mutated rows are refused or are canonical', () => {
  fc.assert(
    fc.property(schemaAndTable, fc.array(mutation, { minLength: 1, maxLength: 3 }), (table, changes) => {
      checkHostile(table.schema, changes.reduce(mutate, encodeRows(table)));
    }),
    { ...runs, numRuns: 2000 },
  );
});

test('random bytes are refused or are canonical', () => {
  const input = fc.record({
    count: fc.nat(20),
    keys: fc.uint8Array({ maxLength: 60 }),
    values: fc.uint8Array({ maxLength: 60 }),
  });
  fc.assert(
    fc.property(anySchema, input, (schema, random) => {
      checkHostile(schema, random);
    }),
    { ...runs, numRuns: 1000 },
  );
});
