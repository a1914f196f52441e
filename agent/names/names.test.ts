import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnLayout, Form } from '@bpfleet/compiler';
import { rowsOf, tableOf } from '@bpfleet/results';
import { countPlan } from '../testing/manifests.ts';
import { namedDatum, namedTable, type NameReader } from './names.ts';

const odd: NameReader = { nameOf: (_, value) => (value % 2n === 0n ? 'even' : 'odd') };
const name: Form = { kind: 'name', source: { of: 'container', attribute: 'pod' } };
const raw = (value: bigint): Uint8Array => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};
const text = (datum: unknown): string => Buffer.from(datum as Uint8Array).toString();

test('rows of one name become one row', () => {
  const column: ColumnLayout = { offset: 0, size: 8, type: { kind: 'string' }, form: name };
  const plain = countPlan(0, '@', true);
  const schema = { ...plain.schema, keys: [{ type: column.type, nodeLocal: false }] };
  const plan = { ...plain, schema, keys: [column] };
  const rows = [1n, 2n, 3n, 1n << 63n].map((id) => ({
    key: [raw(id)],
    value: { kind: 'number', value: 10n + (id & 3n), saturated: false } as const,
  }));
  const named = rowsOf(namedTable(tableOf(schema, rows), plan, odd));
  const counts = named.map(({ key, value }) => [text(key[0]), value.kind === 'number' ? value.value : null]);
  assert.deepEqual(counts, [
    ['odd', 24n],
    ['even', 22n],
  ]);
});

test('names within tuples; what has none is left as it is', () => {
  const parts: Form = {
    kind: 'parts',
    parts: [
      { offset: 0, form: { kind: 'number', size: 8, signed: false } },
      { offset: 8, form: name },
    ],
  };
  const datum = namedDatum([7n, raw(2n)], parts, odd);
  assert.ok(Array.isArray(datum));
  assert.deepEqual([datum[0], text(datum[1])], [7n, 'even']);
  const untouched = [1n];
  assert.equal(namedDatum(untouched, { kind: 'parts', parts: [] }, odd), untouched);
});
