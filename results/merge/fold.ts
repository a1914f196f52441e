/**
 * Folding the contributions of a fleet to one map.
 * Needs: at most one table per incarnation, in any order. Gives: the total under mergedSchema and each node's
 * own part, both within 64 bits. The result does not depend on the order of contributions.
 */
import { keyId } from '../canonical/key.ts';
import type { KeyColumn, MapSchema, Row } from '../schema.ts';
import { emptyTable, type Table } from '../table.ts';
import { mergeTables } from './merge.ts';
import { saturate } from './saturate.ts';

/** One run of an agent on a node: what its counters count from. */
export interface Contributor {
  readonly node: string;
  /** Unique among all incarnations of the node. */
  readonly incarnation: string;
  /** Wall clock in ns; orders the incarnations of a node. */
  readonly startedAt: bigint;
}

export interface Contribution {
  readonly from: Contributor;
  readonly table: Table;
}

export interface Folded {
  /** The map's own schema. */
  readonly schema: MapSchema;
  /** Under mergedSchema. */
  readonly total: Table;
  /** By node name, ascending; each under the map's own schema. */
  readonly perNode: ReadonlyMap<string, Table>;
}

/** Whether the merged map has the node as its first key column: some key or the value means something there only. */
export function isPerNode(schema: MapSchema): boolean {
  return (
    schema.keys.some((column) => column.nodeLocal) ||
    (schema.value.kind === 'scalar' && schema.value.merge === 'perNode')
  );
}

/** The schema of the merged map. Once the node is part of the key, no column is node-local any more. */
export function mergedSchema(schema: MapSchema): MapSchema {
  return isPerNode(schema) ? withNodeColumn(schema) : schema;
}

/** The schema with the node's name as the first key column. */
export function withNodeColumn(schema: MapSchema): MapSchema {
  const node: KeyColumn = { type: { kind: 'string' }, nodeLocal: false };
  return { ...schema, keys: [node, ...schema.keys.map((column) => ({ ...column, nodeLocal: false }))] };
}

/** The same rows with the node's name before each key. */
export function withNode(table: Table, node: string): Table {
  const schema = withNodeColumn(table.schema);
  const name = new TextEncoder().encode(node);
  const rows = new Map<string, Row>();
  for (const row of table.rows.values()) {
    const key = [name, ...row.key];
    rows.set(keyId(schema, key), { key, value: row.value });
  }
  return { schema, rows };
}

export function fold(schema: MapSchema, contributions: Iterable<Contribution>): Folded {
  const byNode = new Map<string, Table[]>();
  for (const { from, table } of [...contributions].sort(byAge)) {
    const tables = byNode.get(from.node);
    if (tables === undefined) byNode.set(from.node, [table]);
    else tables.push(table);
  }
  const exact = [...byNode].map(([node, tables]) => ({ node, table: mergeTables(schema, tables) }));
  const parts = isPerNode(schema)
    ? exact.map(({ node, table }) => withNode(table, node))
    : exact.map(({ table }) => table);
  const total = parts.length === 0 ? emptyTable(mergedSchema(schema)) : mergeTables(mergedSchema(schema), parts);
  return { schema, total: saturate(total), perNode: new Map(exact.map(({ node, table }) => [node, saturate(table)])) };
}

/** By node, then oldest incarnation first, so that a newer value replaces an older one of the same node. */
function byAge(a: { readonly from: Contributor }, b: { readonly from: Contributor }): number {
  if (a.from.node !== b.from.node) return a.from.node < b.from.node ? -1 : 1;
  if (a.from.startedAt !== b.from.startedAt) return a.from.startedAt < b.from.startedAt ? -1 : 1;
  if (a.from.incarnation === b.from.incarnation) return 0;
  return a.from.incarnation < b.from.incarnation ? -1 : 1;
}
