/** Random schemas and tables for property tests, and how often those run. */
import fc from 'fast-check';
import { bucketsOf } from '../buckets.ts';
import { isBytes, numberIsSigned, partsOf } from '../canonical/datum.ts';
import type { ColumnType, Datum, KeyColumn, MapSchema, Row, Value, ValueSchema } from '../schema.ts';
import { type Table, tableOf } from '../table.ts';

/** The same cases on every run; a failure prints the counterexample. */
export const runs = { seed: 20_260_923, numRuns: 200 } as const;

const symbols = [
  { name: 'A', value: '1' },
  { name: 'B', value: '-1' },
];
const plainType: fc.Arbitrary<ColumnType> = fc.oneof(
  fc.record({ kind: fc.constant('int' as const), size: fc.constantFrom(1, 2, 4, 8), signed: fc.boolean() }),
  fc.constantFrom<ColumnType>(
    { kind: 'bool' },
    { kind: 'pointer' },
    { kind: 'string' },
    { kind: 'buffer' },
    { kind: 'enum', signed: true, symbols },
  ),
);

/** What has parts is rarer, and not deep. */
const columnType: fc.Arbitrary<ColumnType> = fc.letrec<{ type: ColumnType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2 },
    { weight: 6, arbitrary: plainType },
    fc.record({ kind: fc.constant('array' as const), element: tie('type'), length: fc.nat(3) }),
    fc.record({ kind: fc.constant('tuple' as const), elements: fc.array(tie('type'), { maxLength: 3 }) }),
    fc
      .array(tie('type'), { maxLength: 3 })
      .map((types) => ({ kind: 'record' as const, fields: types.map((type, i) => ({ name: `f${i}`, type })) })),
  ),
})).type;

const keyColumn: fc.Arbitrary<KeyColumn> = fc.record({ type: columnType, nodeLocal: fc.boolean() });

const additiveValue: fc.Arbitrary<ValueSchema> = fc.oneof(
  fc.constant({ kind: 'count' as const }),
  fc.record({ kind: fc.constant('sum' as const), signed: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('min' as const, 'max' as const), signed: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('avg' as const, 'stats' as const), signed: fc.boolean() }),
  fc.record({ kind: fc.constant('hist' as const), bits: fc.integer({ min: 0, max: 5 }) }),
  fc.constant({ kind: 'lhist' as const, min: 5, max: 100, step: 10 }),
  fc.constant({
    kind: 'scalar' as const,
    type: { kind: 'int' as const, size: 8 as const, signed: true },
    merge: 'sum' as const,
  }),
);

const anyValue: fc.Arbitrary<ValueSchema> = fc.oneof(
  additiveValue,
  fc.record({ kind: fc.constant('scalar' as const), type: columnType, merge: fc.constant('perNode' as const) }),
);

function schemaWith(value: fc.Arbitrary<ValueSchema>): fc.Arbitrary<MapSchema> {
  return fc.record({ name: fc.constantFrom('@', '@m'), keys: fc.array(keyColumn, { maxLength: 3 }), value });
}

export const anySchema = schemaWith(anyValue);
export const additiveSchema = schemaWith(additiveValue);

/** Mostly few different values, so that keys of two tables meet; sometimes the edges. */
function datumOf(type: ColumnType): fc.Arbitrary<Datum> {
  if (type.kind === 'bool') return fc.constantFrom(0n, 1n);
  const parts = partsOf(type);
  if (parts !== null) return fc.tuple(...parts.map(datumOf));
  if (isBytes(type))
    return fc.oneof(
      fc.constantFrom('', 'a', 'bb').map((text) => new TextEncoder().encode(text)),
      fc.uint8Array({ maxLength: 5 }),
    );
  return fc.oneof(fc.bigInt(0n, 3n), fc.constantFrom(-1n, 2n ** 63n, 2n ** 64n - 1n));
}

function valueOf(schema: ValueSchema): fc.Arbitrary<Value> {
  if (schema.kind === 'hist' || schema.kind === 'lhist') {
    const entry = fc.tuple(fc.integer({ min: 0, max: bucketsOf(schema) - 1 }), fc.bigInt(1n, 2n ** 63n));
    return fc.array(entry, { maxLength: 4 }).map((entries) => ({ kind: 'hist', buckets: new Map(entries) }));
  }
  if (schema.kind === 'scalar' && schema.merge === 'perNode')
    return datumOf(schema.type).map((value) => ({ kind: 'datum', value }));
  const value = numberIsSigned(schema) ? fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) : fc.bigInt(0n, 2n ** 64n - 1n);
  if (schema.kind === 'avg' || schema.kind === 'stats') {
    const count = fc.oneof(fc.bigInt(1n, 9n), fc.bigInt(1n, 2n ** 64n - 1n));
    return fc.record({ kind: fc.constant('stats' as const), count, total: value, saturated: fc.boolean() });
  }
  return fc.record({
    kind: fc.constant('number' as const),
    value: fc.oneof(fc.bigInt(0n, 9n), value),
    saturated: fc.boolean(),
  });
}

function rowOf(schema: MapSchema): fc.Arbitrary<Row> {
  const key = fc.tuple(...schema.keys.map(({ type }) => datumOf(type)));
  return fc.record({ key, value: valueOf(schema.value) });
}

/** Within 64 bits: the keys are distinct, so nothing was added up. */
export function tableFor(schema: MapSchema): fc.Arbitrary<Table> {
  return fc.array(rowOf(schema), { maxLength: 12 }).map((rows) => distinctKeys(schema, rows));
}

export function tablesFor(schema: MapSchema, least: number, most: number): fc.Arbitrary<readonly Table[]> {
  return fc.array(tableFor(schema), { minLength: least, maxLength: most });
}

function distinctKeys(schema: MapSchema, rows: readonly Row[]): Table {
  const distinct = new Map<string, Row>();
  for (const row of rows) for (const [id, normal] of tableOf(schema, [row]).rows) distinct.set(id, normal);
  return { schema, rows: distinct };
}
