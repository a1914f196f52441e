/**
 * The order in which a map prints (inventory O5.03–O5.05): numbers ascending by value (min and max as unsigned), statistics by their average,
 * histograms by their total count, everything else by key. Equal ones follow their keys, which bpftrace leaves to chance.
 */
import type { Datum, MapSchema, Row, Value } from '../schema.ts';
import type { Table } from '../table.ts';
import { averageOf } from './average.ts';

/** All rows in print order, or the last `top` of them; 0 means all. */
export function printOrder(table: Table, top: number): readonly Row[] {
  const { schema } = table;
  const weighed = [...table.rows.values()].map((row) => ({ row, weight: weightOf(schema, row.value) }));
  weighed.sort((a, b) => compareIntegers(a.weight, b.weight) || compareKeys(a.row.key, b.row.key));
  const rows = weighed.map(({ row }) => row);
  return top > 0 ? rows.slice(-top) : rows;
}

/** Column by column, and element by element of tuples: integers by value, strings by bytes. */
function compareKeys(a: readonly Datum[], b: readonly Datum[]): number {
  for (const [i, left] of a.entries()) {
    const order = compareData(left, b[i] ?? 0n);
    if (order !== 0) return order;
  }
  return 0;
}

function compareData(a: Datum, b: Datum): number {
  if (typeof a === 'bigint' || typeof b === 'bigint')
    return typeof a === typeof b ? compareIntegers(a as bigint, b as bigint) : 0;
  if (a instanceof Uint8Array || b instanceof Uint8Array)
    return a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) : 0;
  return compareKeys(a, b);
}

function compareIntegers(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function integerOfNumber(value: Value): bigint {
  return value.kind === 'number' ? value.value : 0n;
}

function weightOf(schema: MapSchema, value: Value): bigint {
  // As bpftrace orders them: the least of negative numbers comes behind all positive ones.
  if (schema.value.kind === 'min' || schema.value.kind === 'max') return BigInt.asUintN(64, integerOfNumber(value));
  if (value.kind === 'number') return value.value;
  if (value.kind === 'stats') return averageOf(value);
  if (value.kind === 'hist') return [...value.buckets.values()].reduce((sum, count) => sum + count, 0n);
  const isInteger = schema.value.kind === 'scalar' && schema.value.type.kind === 'int';
  return isInteger && typeof value.value === 'bigint' ? value.value : 0n;
}
