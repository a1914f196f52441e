/**
 * Strings that str() cuts: bpftrace keeps all `max_strlen` bytes of one that is longer, without a NUL, and prints a trailer behind them
 * (inventory O2.20). Only where a script lowers that limit: at the default one there is a NUL and no trailer.
 *
 * Needs: the columns that the agent reads. Gives: the same, with a trailer for those that may hold such a string. Reports: nothing.
 */
import type { ColumnLayout, Form, Manifest, MapPlan, RecordLayout } from '../manifest.ts';
import { defaultLimits, type Policy } from '../policy.ts';

/** Whether a string of this capacity may be without a NUL. */
export function mayBeCut({ limits }: Pick<Policy, 'limits'>, capacity: number): boolean {
  return capacity === limits.maxStringLength && capacity < defaultLimits.maxStringLength;
}

export function withTrailers<T extends Pick<Manifest, 'maps' | 'records'>>(manifest: T, policy: Policy): T {
  if (!mayBeCut(policy, policy.limits.maxStringLength)) return manifest;
  const column = (layout: ColumnLayout): ColumnLayout => ({ ...layout, form: formWith(layout.form, policy) });
  const map = (plan: MapPlan): MapPlan => {
    const { value } = plan;
    return {
      ...plan,
      keys: plan.keys.map(column),
      value: value.kind === 'datum' ? { ...value, column: column(value.column) } : value,
    };
  };
  const record = (layout: RecordLayout): RecordLayout =>
    layout.output.kind === 'join' ? layout : { ...layout, args: layout.args.map(column) };
  return { ...manifest, maps: manifest.maps.map(map), records: manifest.records.map(record) };
}

function formWith(form: Form, policy: Policy): Form {
  switch (form.kind) {
    case 'string': {
      const trailer = policy.settings.truncationTrailer;
      return mayBeCut(policy, form.capacity) ? { kind: 'cut string', capacity: form.capacity, trailer } : form;
    }
    case 'array':
      return { ...form, element: formWith(form.element, policy) };
    case 'parts':
      return { ...form, parts: form.parts.map((part) => ({ ...part, form: formWith(part.form, policy) })) };
    default:
      return form;
  }
}
