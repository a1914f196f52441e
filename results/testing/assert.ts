import assert from 'node:assert/strict';
import { datumText } from '../render/datum.ts';
import type { Value } from '../schema.ts';
import { rowsOf, type Table } from '../table.ts';

/** One line per row in canonical order: `1, abc = 3`. */
export function tableLines(table: Table): readonly string[] {
  return rowsOf(table).map(({ key, value }) => {
    const columns = table.schema.keys.map(({ type }, i) => datumText(type, key[i] ?? 0n, true));
    return `${columns.join(', ')} = ${valueLine(table, value)}`;
  });
}

export function assertTables(actual: Table, expected: Table): void {
  assert.deepEqual(actual.schema, expected.schema);
  assert.deepEqual(tableLines(actual), tableLines(expected));
}

function valueLine(table: Table, value: Value): string {
  if (value.kind === 'number') return `${value.value}${value.saturated ? ' saturated' : ''}`;
  if (value.kind === 'stats') return `${value.count}/${value.total}${value.saturated ? ' saturated' : ''}`;
  if (value.kind === 'hist')
    return [...value.buckets]
      .sort(([a], [b]) => a - b)
      .map(([index, count]) => `${index}:${count}`)
      .join(' ');
  return datumText(
    table.schema.value.kind === 'scalar' ? table.schema.value.type : { kind: 'pointer' },
    value.value,
    true,
  );
}
