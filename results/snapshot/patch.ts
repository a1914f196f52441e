/**
 * Snapshots are cumulative in value and incremental in content: a patch holds the rows that are new or have
 * another value than in the base, in full, and the keys that are gone. Applying a patch twice changes nothing.
 */
import { type DecodeLimits, decodeKeys, decodeRows, defaultDecodeLimits } from '../canonical/decode.ts';
import { emptyKeys, emptyRows, encodeSomeKeys, encodeSomeRows, packedSize } from '../canonical/encode.ts';
import { type KeyId, keyBytes } from '../canonical/key.ts';
import { valuesEqual } from '../merge/value.ts';
import type { PackedKeys, PackedRows } from '../schema.ts';
import { type Table, rowAt, sortedIds } from '../table.ts';

/** The change of one map. */
export interface Patch {
  readonly upserts: PackedRows;
  readonly deletes: PackedKeys;
}

/** What turns `base` into `now`. A full snapshot is the patch from the empty table. */
export function diff(base: Table, now: Table): Patch {
  return { upserts: encodeSomeRows(now, changedIds(base, now)), deletes: encodeSomeKeys(base, deletedIds(base, now)) };
}

/**
 * The same in pieces of at most `maxBytes` (a row that is larger alone makes a piece alone), to be applied in
 * order or in any other: no key is in two pieces. None when nothing changed.
 */
export function diffInPieces(base: Table, now: Table, maxBytes: number): readonly Patch[] {
  const upserts = groupBySize(changedIds(base, now), maxBytes, (id) => packedSize(now.schema, rowAt(now, id)));
  const deletes = groupBySize(
    deletedIds(base, now),
    maxBytes,
    (id) => keyBytes(base.schema, rowAt(base, id).key).length,
  );
  return [
    ...upserts.map((ids) => ({ upserts: encodeSomeRows(now, ids), deletes: emptyKeys })),
    ...deletes.map((ids) => ({ upserts: emptyRows, deletes: encodeSomeKeys(base, ids) })),
  ];
}

/** Gives a new table; `base` stays as it was. Throws DecodeError for a malformed patch. Keys to delete may be absent. */
export function applyPatch(base: Table, patch: Patch, limits: DecodeLimits = defaultDecodeLimits): Table {
  const changed = decodeRows(base.schema, patch.upserts, limits).rows;
  const deleted = decodeKeys(base.schema, patch.deletes, limits);
  if (changed.size === 0 && deleted.length === 0) return base;
  if (base.rows.size === 0) return { schema: base.schema, rows: changed };
  const rows = new Map(base.rows);
  for (const { id } of deleted) rows.delete(id);
  for (const [id, row] of changed) rows.set(id, row);
  return { schema: base.schema, rows };
}

function changedIds(base: Table, now: Table): readonly KeyId[] {
  return sortedIds(now).filter((id) => {
    const before = base.rows.get(id);
    return before === undefined || !valuesEqual(before.value, rowAt(now, id).value);
  });
}

function deletedIds(base: Table, now: Table): readonly KeyId[] {
  return sortedIds(base).filter((id) => !now.rows.has(id));
}

function groupBySize(
  ids: readonly KeyId[],
  maxBytes: number,
  sizeOf: (id: KeyId) => number,
): readonly (readonly KeyId[])[] {
  const groups: KeyId[][] = [];
  let left = 0;
  for (const id of ids) {
    const size = sizeOf(id);
    const group = groups.at(-1);
    if (group === undefined || size > left) {
      groups.push([id]);
      left = maxBytes - size;
    } else {
      group.push(id);
      left -= size;
    }
  }
  return groups;
}
