/**
 * A Table is what a map held at one moment: its schema and its rows by key. Tables are never changed after
 * they are made. Sums in a table are exact (unbounded); `saturate` brings them into 64 bits.
 */
import { normalDatum, valueKind } from './canonical/datum.ts';
import { type KeyId, keyId } from './canonical/key.ts';
import { invariant } from './invariant.ts';
import { mergeValues } from './merge/value.ts';
import type { Datum, MapSchema, Row, Value } from './schema.ts';

export interface Table {
  readonly schema: MapSchema;
  readonly rows: ReadonlyMap<KeyId, Row>;
}

export function emptyTable(schema: MapSchema): Table {
  return { schema, rows: new Map() };
}

/**
 * Rows in any order. Integers are brought to their column's 64-bit form. Rows with the same key are merged
 * (a kernel map can hold strings that differ only behind their NUL); of scalars that do not merge the later stays.
 */
export function tableOf(schema: MapSchema, rows: Iterable<Row>): Table {
  const byKey = new Map<KeyId, Row>();
  for (const row of rows) {
    invariant(
      row.value.kind === valueKind(schema.value),
      `${schema.name}: a ${row.value.kind} value, not ${valueKind(schema.value)}`,
    );
    const key = row.key.map((datum, i) => normalDatum(schema.keys[i]?.type ?? { kind: 'pointer' }, datum));
    const id = keyId(schema, key);
    const held = byKey.get(id);
    const value = normalValue(schema, row.value);
    byKey.set(id, { key, value: held === undefined ? value : mergeValues(schema.value, held.value, value) });
  }
  return { schema, rows: byKey };
}

/** The rows in canonical order: ascending by key bytes. */
export function rowsOf(table: Table): readonly Row[] {
  return sortedIds(table).map((id) => rowAt(table, id));
}

/** The keys in canonical order. */
export function sortedIds(table: Table): readonly KeyId[] {
  return [...table.rows.keys()].sort();
}

/** The value of a key, null when it is absent. */
export function lookup(table: Table, key: readonly Datum[]): Value | null {
  return table.rows.get(keyId(table.schema, key))?.value ?? null;
}

export function rowAt(table: Table, id: KeyId): Row {
  const row = table.rows.get(id);
  invariant(row !== undefined, `${table.schema.name}: no such row`);
  return row;
}

function normalValue(schema: MapSchema, value: Value): Value {
  if (value.kind !== 'datum' || schema.value.kind !== 'scalar') return value;
  return { kind: 'datum', value: normalDatum(schema.value.type, value.value) };
}
