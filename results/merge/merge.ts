import { invariant } from '../invariant.ts';
import type { MapSchema, Row } from '../schema.ts';
import { emptyTable, type Table } from '../table.ts';
import { mergeValues } from './value.ts';

/**
 * Needs: tables of one schema. Gives: one table with every key of any of them and the sum of its values, exact.
 * Of scalars that do not merge (`perNode`) the last table's value stays: give the newest last. Associative;
 * commutative for everything but those scalars.
 */
export function mergeTables(schema: MapSchema, tables: Iterable<Table>): Table {
  const rows = new Map<string, Row>();
  let only: Table | null = null;
  let size = 0;
  for (const table of tables) {
    invariant(table.schema.value.kind === schema.value.kind, `merge of ${table.schema.name} into ${schema.name}`);
    only = table;
    size += 1;
    for (const [id, row] of table.rows) {
      const held = rows.get(id);
      rows.set(
        id,
        held === undefined ? row : { key: held.key, value: mergeValues(schema.value, held.value, row.value) },
      );
    }
  }
  if (only === null) return emptyTable(schema);
  return size === 1 ? only : { schema, rows };
}
