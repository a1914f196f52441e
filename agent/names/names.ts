/**
 * Numbers that stand for names become the names.
 *
 * Needs: what was read of the kernel (kernel/columns.ts leaves such numbers as their bytes), how it lay there, and who knows the
 * names. Gives: the same in the terms of its schema. Reports: nothing; an unknown number has a name that says so.
 *
 * Two numbers can have one name: two containers of a pod. Their rows become one, by the rule that merges rows of two nodes.
 */
import type { Form, MapPlan, NameSource } from '@bpfleet/compiler';
import { type Datum, type Row, type Table, tableOf } from '@bpfleet/results';
import { systemName } from './system-names.ts';
import { invariant } from '../kernel/invariant.ts';

export interface NameReader {
  nameOf(source: NameSource, value: bigint): string;
}

/** Where nobody knows containers. */
export const noContainers: NameReader = {
  nameOf: (source, value) => (source.of === 'container' ? `?${value}` : systemName(source, value)),
};

export function hasNames(form: Form): boolean {
  return form.kind === 'name' || (form.kind === 'parts' && form.parts.some((part) => hasNames(part.form)));
}

export function namedDatum(datum: Datum, form: Form, names: NameReader): Datum {
  if (!hasNames(form)) return datum;
  if (form.kind === 'parts') {
    invariant(Array.isArray(datum), 'parts are a list');
    return (datum as readonly Datum[]).map((part, index) => {
      const within = form.parts[index];
      invariant(within !== undefined, 'more parts than the form has');
      return namedDatum(part, within.form, names);
    });
  }
  invariant(form.kind === 'name' && datum instanceof Uint8Array, 'a name is bytes until here');
  let value = 0n;
  for (const byte of datum.toReversed()) value = (value << 8n) | BigInt(byte);
  return new TextEncoder().encode(names.nameOf(form.source, value));
}

export function namedTable(table: Table, plan: MapPlan, names: NameReader): Table {
  const inKey = plan.keys.some(({ form }) => hasNames(form));
  const { value } = plan;
  const inValue = value.kind === 'datum' && hasNames(value.column.form);
  if (!inKey && !inValue) return table;
  const named = [...table.rows.values()].map((row): Row => {
    const key = row.key.map((column, at) => {
      const layout = plan.keys[at];
      invariant(layout !== undefined, `${plan.schema.name} has no column ${at}`);
      return namedDatum(column, layout.form, names);
    });
    if (row.value.kind !== 'datum' || value.kind !== 'datum') return { key, value: row.value };
    return { key, value: { kind: 'datum', value: namedDatum(row.value.value, value.column.form, names) } };
  });
  return tableOf(table.schema, named);
}
