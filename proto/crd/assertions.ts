/** spec.assertions: what must hold for the merged result. */
import * as z from 'zod';

const assertion = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be lower case letters, digits and -')
    .describe('Name of the assertion in status; unique within the job.'),
  expr: z
    .string()
    .min(1)
    .max(1024)
    .describe(
      'CEL over `result`, true when the assertion holds. result.maps.NAME is the list of rows of @NAME (result.maps["@"] for @), each with key (a list) and, by the kind of the map: count, sum, min, max, avg, value, or for a histogram count, p50, p90, p95, p99 (upper bounds of their buckets) and buckets (low, high, count). result.lost has events, probes, mapInsertFailures, control, failedReads and rounds, result.nodes has desired, flushed, failed, lost and skipped, result.lines counts output lines. Numbers are int. Example: result.maps.lat.all(row, row.p99 < 20000).',
    ),
  severity: z
    .enum(['Error', 'Warning'])
    .default('Error')
    .describe('Error: the job fails when it does not hold. Warning: that is recorded only. Default: Error.'),
});

export const assertions = z
  .array(assertion)
  .max(32)
  .default([])
  .describe('What must hold for the merged result, evaluated once at the end. Default: none.')
  .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] });

export type Assertion = z.output<typeof assertion>;
