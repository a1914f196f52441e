/** Names and label selectors, as Kubernetes bounds them. */
import * as z from 'zod';

/** RFC 1123 subdomain: nodes, pods, classes. */
export const subdomain = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be lower case letters, digits, - and ., not - or . at its ends');

/** RFC 1123 label: namespaces, containers. */
export const label = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be lower case letters, digits and -, not - at its ends');

const labelKey = z.string().min(1).max(317);
const labelValue = z.string().max(63);

const requirement = z.strictObject({
  key: labelKey.describe('Key of the label.'),
  operator: z
    .enum(['In', 'NotIn', 'Exists', 'DoesNotExist'])
    .describe('In, NotIn: the value is, or is not, among values. Exists, DoesNotExist: the label is there, or is not.'),
  values: z.array(labelValue).max(64).default([]).describe('For In and NotIn. Default: none.'),
});

/** What `what` names must have: both members must hold, and an empty selector holds for all. */
export function labelSelector(what: string): z.ZodOptional<typeof selector> {
  return selector
    .describe(`Labels of ${what}: all of matchLabels and all of matchExpressions must hold. Default: all ${what}.`)
    .optional();
}

const selector = z.strictObject({
  matchLabels: z
    .record(labelKey, labelValue)
    .default({})
    .describe('Labels by key and exact value. Default: none.')
    .meta({ maxProperties: 32 }),
  matchExpressions: z.array(requirement).max(32).default([]).describe('Requirements beyond equality. Default: none.'),
});

export type LabelSelector = z.output<typeof selector>;
