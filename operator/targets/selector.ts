/** Label selectors, as Kubernetes evaluates them. Pure. */
import type { LabelSelector } from '@bpfleet/proto';
import type { Labels } from './cluster-view.ts';

/** No selector selects everything. */
export function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (selector === undefined) return true;
  const equal = Object.entries(selector.matchLabels).every(([key, value]) => valueOf(labels, key) === value);
  return equal && selector.matchExpressions.every((requirement) => holds(requirement, labels));
}

function holds({ key, operator, values }: LabelSelector['matchExpressions'][number], labels: Labels): boolean {
  const value = valueOf(labels, key);
  switch (operator) {
    case 'In':
      return value !== null && values.includes(value);
    case 'NotIn':
      // As in Kubernetes: an object without the label is not in.
      return value === null || !values.includes(value);
    case 'Exists':
      return value !== null;
    case 'DoesNotExist':
      return value === null;
  }
}

function valueOf(labels: Labels, key: string): string | null {
  return Object.hasOwn(labels, key) ? (labels[key] ?? null) : null;
}
