/**
 * Where exact sums become 64 bits again: before a table is encoded, shown, or given out by a fold. Counts and
 * sums stop at the bound and are flagged; scalars that a script adds to wrap as they do on one node, so that
 * `++` here and `--` there still cancel out.
 */
import { numberIsSigned } from '../canonical/datum.ts';
import type { Row, Value, ValueSchema } from '../schema.ts';
import type { Table } from '../table.ts';

const maxUnsigned = 2n ** 64n - 1n;

/** The same table when nothing changes, which is nearly always. */
export function saturate(table: Table): Table {
  const schema = table.schema.value;
  const changed = [...table.rows].filter(([, row]) => saturateValue(schema, row.value) !== row.value);
  if (changed.length === 0) return table;
  const rows = new Map<string, Row>(table.rows);
  for (const [id, { key, value }] of changed) rows.set(id, { key, value: saturateValue(schema, value) });
  return { schema: table.schema, rows };
}

/** The same object when nothing changes. */
export function saturateValue(schema: ValueSchema, value: Value): Value {
  if (value.kind === 'hist') return saturateBuckets(value);
  if (value.kind === 'datum') return value;
  const signed = numberIsSigned(schema);
  if (value.kind === 'stats') return saturateStats(signed, value);
  if (schema.kind === 'scalar') {
    const wrapped = signed ? BigInt.asIntN(64, value.value) : BigInt.asUintN(64, value.value);
    return wrapped === value.value ? value : { ...value, value: wrapped };
  }
  const bounded = clamp(signed, value.value);
  return bounded === value.value ? value : { kind: 'number', value: bounded, saturated: true };
}

function saturateStats(signed: boolean, value: Value & { readonly kind: 'stats' }): Value {
  const [count, total] = [clamp(false, value.count), clamp(signed, value.total)];
  return count === value.count && total === value.total ? value : { kind: 'stats', count, total, saturated: true };
}

function clamp(signed: boolean, value: bigint): bigint {
  const low = signed ? -(2n ** 63n) : 0n;
  const high = signed ? 2n ** 63n - 1n : maxUnsigned;
  return value < low ? low : value > high ? high : value;
}

function saturateBuckets(value: Value & { readonly kind: 'hist' }): Value {
  for (const count of value.buckets.values()) {
    if (count <= maxUnsigned) continue;
    return {
      kind: 'hist',
      buckets: new Map([...value.buckets].map(([i, n]) => [i, n > maxUnsigned ? maxUnsigned : n])),
    };
  }
  return value;
}
