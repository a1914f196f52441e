/**
 * TraceJob and ClusterTraceJob v1alpha1: the one source of their CRDs, of the documentation (`kubectl explain`) and of
 * the TypeScript types.
 *
 * Needs: zod.
 * Gives: the objects, with every field's description, default, unit and bounds, and the CEL rules that stand in the
 *   CRD and that the operator evaluates itself where there is no API server.
 * Reports: nothing here; operator/validation does.
 *
 * Only fields that work are here.
 */
import * as z from 'zod';
import { label, subdomain } from './names.ts';
import { jobSpec } from './spec.ts';
import { traceJobStatus } from './status.ts';
import { clusterTarget, namespacedTarget } from './target.ts';

export const group = 'bpfleet.dev';
export const version = 'v1alpha1';

export type JobKind = 'TraceJob' | 'ClusterTraceJob';

export const traceJobSpec = jobSpec(namespacedTarget);
export const clusterTraceJobSpec = jobSpec(clusterTarget);

const apiVersion = z.literal(`${group}/${version}`);
const status = z.unknown().optional();

/** The object as users write it; status is the operator's. */
export const traceJob = z.strictObject({
  apiVersion,
  kind: z.literal('TraceJob'),
  metadata: z.looseObject({ name: subdomain, namespace: label.default('default') }),
  spec: traceJobSpec,
  status,
});

export const clusterTraceJob = z.strictObject({
  apiVersion,
  kind: z.literal('ClusterTraceJob'),
  metadata: z.looseObject({ name: subdomain }),
  spec: clusterTraceJobSpec,
  status,
});

/** Defaults filled in. That of a TraceJob is one too, whose target names no nodes and no namespaces. */
export type TraceJobSpec = z.output<typeof clusterTraceJobSpec>;
export type TraceJob = z.output<typeof traceJob>;
export type ClusterTraceJob = z.output<typeof clusterTraceJob>;
export { traceJobStatus };
