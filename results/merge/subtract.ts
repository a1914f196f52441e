import { numberIsSigned, valueKind } from '../canonical/datum.ts';
import { invariant } from '../invariant.ts';
import type { Row, Value, ValueSchema } from '../schema.ts';
import type { Table } from '../table.ts';

/**
 * Needs: two readings of one additive map whose kernel map is never reset, `base` the earlier one. Gives: what
 * was added between them, as if the map had been cleared at `base`: keys that did not change are absent.
 * 64-bit wrap-around between the readings is undone.
 */
export function subtractTable(now: Table, base: Table): Table {
  const rows = new Map<string, Row>();
  for (const [id, row] of now.rows) {
    const held = base.rows.get(id);
    const value = held === undefined ? row.value : subtractValue(now.schema.value, row.value, held.value);
    if (value !== null) rows.set(id, { key: row.key, value });
  }
  return { schema: now.schema, rows };
}

/** Whether the difference of two readings says what came between them; of extremes it does not. */
export function isSubtractable(schema: ValueSchema): boolean {
  return schema.kind !== 'min' && schema.kind !== 'max' && valueKind(schema) !== 'datum';
}

/** Null when nothing was added. */
function subtractValue(schema: ValueSchema, now: Value, base: Value): Value | null {
  invariant(isSubtractable(schema), `no difference of two ${schema.kind}`);
  if (now.kind === 'number' && base.kind === 'number') {
    const difference = now.value - base.value;
    if (difference === 0n) return null;
    const value = numberIsSigned(schema) ? BigInt.asIntN(64, difference) : BigInt.asUintN(64, difference);
    return { kind: 'number', value, saturated: now.saturated };
  }
  if (now.kind === 'stats' && base.kind === 'stats') {
    const count = BigInt.asUintN(64, now.count - base.count);
    const total = now.total - base.total;
    const wrapped = numberIsSigned(schema) ? BigInt.asIntN(64, total) : BigInt.asUintN(64, total);
    return count === 0n ? null : { kind: 'stats', count, total: wrapped, saturated: now.saturated };
  }
  invariant(now.kind === 'hist' && base.kind === 'hist', `no difference of a ${now.kind} and a ${base.kind}`);
  const buckets = new Map<number, bigint>();
  for (const [index, count] of now.buckets) {
    const added = BigInt.asUintN(64, count - (base.buckets.get(index) ?? 0n));
    if (added > 0n) buckets.set(index, added);
  }
  return buckets.size === 0 ? null : { kind: 'hist', buckets };
}
