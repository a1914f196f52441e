import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MapSchema, Row } from '../schema.ts';
import { type Table, tableOf } from '../table.ts';
import { additiveSchema, runs, tablesFor } from '../testing/arbitrary.ts';
import { assertTables, tableLines } from '../testing/assert.ts';
import {
  additive,
  buckets,
  bytes,
  column,
  count,
  datum,
  hist,
  int64,
  last,
  local,
  maximum,
  minimum,
  number,
  row,
  schemaOf,
  statistics,
  stats,
  string,
  sum,
  unsignedSum,
} from '../testing/schemas.ts';
import { fold, mergedSchema } from './fold.ts';
import { mergeTables } from './merge.ts';
import { saturate } from './saturate.ts';
import { isSubtractable, subtractTable } from './subtract.ts';

const comm = [column(string)];
const max = 2n ** 64n - 1n;

/** Merges tables of these rows; what remains after saturation, one line per row. */
function check(schema: MapSchema, tables: readonly (readonly Row[])[], expected: readonly string[]): void {
  const merged = mergeTables(
    schema,
    tables.map((rows) => tableOf(schema, rows)),
  );
  assert.deepEqual(tableLines(saturate(merged)), expected);
}

test('values of one key are merged by the kind of the map', () => {
  const a = [bytes('a')];
  const b = [bytes('b')];
  check(
    schemaOf('@', comm, count),
    [[row(a, number(1n)), row(b, number(2n))], [row(a, number(3n))], []],
    ['a = 4', 'b = 2'],
  );
  check(schemaOf('@', comm, sum), [[row(a, number(-5n))], [row(a, number(3n))]], ['a = -2']);
  check(
    schemaOf('@', [], hist(0)),
    [[row([], buckets([1, 1n], [7, 2n]))], [row([], buckets([7, 5n], [9, 1n]))]],
    [' = 1:1 7:7 9:1'],
  );
  check(
    schemaOf('@', comm, last(int64)),
    [[row(a, datum(1n))], [row(a, datum(2n)), row(b, datum(3n))]],
    ['a = 2', 'b = 3'],
  );
  check(
    schemaOf('@', comm, minimum),
    [[row(a, number(-5n))], [row(a, number(3n)), row(b, number(9n))]],
    ['a = -5', 'b = 9'],
  );
  check(schemaOf('@', comm, maximum), [[row(a, number(-5n))], [row(a, number(3n))]], ['a = 3']);
  check(schemaOf('@', comm, statistics), [[row(a, stats(2n, -5n))], [row(a, stats(1n, 3n))]], ['a = 3/-2']);
  check(schemaOf('@', comm, count), [], []);
});

test('counts and sums stop at 64 bits and say so; what a script adds to a scalar wraps', () => {
  const one = [row([], number(1n))];
  check(schemaOf('@', [], count), [[row([], number(max))], one], [` = ${max} saturated`]);
  check(schemaOf('@', [], count), [[row([], number(max - 1n))], one], [` = ${max}`]);
  check(schemaOf('@', [], unsignedSum), [[row([], number(max))], [row([], number(max))]], [` = ${max} saturated`]);
  check(schemaOf('@', [], sum), [[row([], number(2n ** 63n - 1n))], one], [` = ${2n ** 63n - 1n} saturated`]);
  check(
    schemaOf('@', [], sum),
    [[row([], number(-(2n ** 63n)))], [row([], number(-1n))]],
    [` = ${-(2n ** 63n)} saturated`],
  );
  check(schemaOf('@', [], additive), [[row([], number(2n ** 63n - 1n))], one], [` = ${-(2n ** 63n)}`]);
  check(
    schemaOf('@', [], statistics),
    [[row([], stats(1n, 2n ** 63n - 1n))], [row([], stats(1n, 1n))]],
    [` = 2/${2n ** 63n - 1n} saturated`],
  );
  check(schemaOf('@', [], hist(0)), [[row([], buckets([1, max]))], [row([], buckets([1, 1n]))]], [` = 1:${max}`]);
});

test('a signed sum that passes the bound on the way and comes back is exact in any order', () => {
  const rows = [2n ** 63n - 1n, 1n, -1n].map((value) => [row([], number(value))]);
  for (const order of [
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
  ]) {
    check(
      schemaOf('@', [], sum),
      order.map((i) => rows[i] ?? []),
      [` = ${2n ** 63n - 1n}`],
    );
  }
});

test('once saturated, a value stays flagged', () => {
  check(
    schemaOf('@', [], count),
    [[row([], { kind: 'number', value: 5n, saturated: true })], [row([], number(1n))]],
    [' = 6 saturated'],
  );
});

test('kernel keys that are one key to us are one row', () => {
  const rows = [row([bytes('a')], number(1n)), row([bytes('a')], number(2n))];
  assert.deepEqual(tableLines(tableOf(schemaOf('@', comm, count), rows)), ['a = 3']);
});

test('node-local keys and plain values get the node as their first key column', () => {
  const pids = schemaOf('@pids', [local(int64)], count);
  const from = (node: string, incarnation: string, startedAt: bigint) => ({ node, incarnation, startedAt });
  const one = (schema: MapSchema, rows: readonly Row[]): Table => tableOf(schema, rows);
  const folded = fold(pids, [
    { from: from('n2', 'x', 1n), table: one(pids, [row([7n], number(1n))]) },
    { from: from('n1', 'y', 2n), table: one(pids, [row([7n], number(2n))]) },
    { from: from('n1', 'x', 1n), table: one(pids, [row([7n], number(3n))]) },
  ]);
  assert.deepEqual(folded.total.schema.keys, [column(string), column(int64)]);
  assert.deepEqual(tableLines(folded.total), ['n1, 7 = 5', 'n2, 7 = 1']);
  assert.deepEqual([...folded.perNode.keys()], ['n1', 'n2']);

  const state = schemaOf('@state', [], last(string));
  const newest = fold(state, [
    { from: from('n1', 'new', 2n), table: one(state, [row([], datum(bytes('new')))]) },
    { from: from('n1', 'old', 1n), table: one(state, [row([], datum(bytes('old')))]) },
  ]);
  assert.deepEqual(tableLines(newest.total), ['n1 = new']);
  assert.deepEqual(mergedSchema(schemaOf('@', comm, count)), schemaOf('@', comm, count));
});

test('merging is associative and commutative, and the empty table changes nothing', () => {
  const three = additiveSchema.chain((schema) => fc.tuple(fc.constant(schema), tablesFor(schema, 3, 3)));
  fc.assert(
    fc.property(three, ([schema, [a, b, c]]) => {
      if (a === undefined || b === undefined || c === undefined) return;
      const all = mergeTables(schema, [a, b, c]);
      assertTables(mergeTables(schema, [mergeTables(schema, [a, b]), c]), all);
      assertTables(mergeTables(schema, [a, mergeTables(schema, [b, c])]), all);
      assertTables(mergeTables(schema, [c, a, b]), all);
      assertTables(mergeTables(schema, [tableOf(schema, []), a]), a);
    }),
    runs,
  );
});

test('what was added since a base, added to the base, is the whole', () => {
  const two = additiveSchema.chain((schema) => fc.tuple(fc.constant(schema), tablesFor(schema, 2, 2)));
  fc.assert(
    fc.property(two, ([schema, [base, more]]) => {
      if (base === undefined || more === undefined || !isSubtractable(schema.value)) return;
      const now = mergeTables(schema, [base, more]);
      const added = subtractTable(now, base);
      // Flags aside: the base's flag says nothing about what came after it.
      const bare = ({ rows }: Table) => tableOf(schema, [...rows.values()].map(withoutFlag));
      assert.deepEqual(wrapped(mergeTables(schema, [bare(base), bare(added)])), wrapped(bare(now)));
    }),
    runs,
  );
});

function withoutFlag({ key, value }: Row): Row {
  return { key, value: value.kind === 'number' ? number(value.value) : value };
}

/** Modulo 2^64, as a kernel counter is. */
function wrapped(table: Table): readonly string[] {
  const rows = [...table.rows.values()].map(({ key, value }): Row => {
    if (value.kind === 'number') return row(key, number(BigInt.asUintN(64, value.value)));
    if (value.kind !== 'hist') return row(key, value);
    const entries = [...value.buckets].map(([index, events]) => [index, BigInt.asUintN(64, events)] as const);
    return row(key, buckets(...entries.filter(([, events]) => events > 0n)));
  });
  return tableLines({ schema: table.schema, rows: tableOf(table.schema, rows).rows });
}

test('keys that did not change since the base are absent, as after a clear', () => {
  const schema = schemaOf('@', comm, count);
  const base = tableOf(schema, [row([bytes('a')], number(1n)), row([bytes('b')], number(2n))]);
  const now = tableOf(schema, [
    row([bytes('a')], number(1n)),
    row([bytes('b')], number(5n)),
    row([bytes('c')], number(1n)),
  ]);
  assert.deepEqual(tableLines(subtractTable(now, base)), ['b = 3', 'c = 1']);
});
