/** TraceClass v1alpha1: what an administrator lets jobs do. Only fields that work are here. */
import * as z from 'zod';
import { ceilings } from './limits.ts';
import { labelSelector, subdomain } from './names.ts';
import { group, version } from './tracejob.ts';

const jobs = z.int().min(1).max(10_000);

export const traceClassSpec = z
  .strictObject({
    description: z.string().max(1024).default('').describe('What the class is for, for people. Default: empty.'),
    limits: ceilings,
    unsafe: z
      .enum(['Deny', 'Allow'])
      .default('Deny')
      .describe(
        'Whether scripts may act on what they trace (system, signal, override and the like). Allow needs the consent of each agent too. Default: Deny.',
      ),
    namespaces: z
      .strictObject({ selector: labelSelector('namespaces') })
      .prefault({})
      .describe('Namespaces whose TraceJobs may name the class. Default: all.'),
    nodes: z
      .strictObject({ selector: labelSelector('nodes') })
      .prefault({})
      .describe('Nodes on which jobs of the class run; others are not part of them. Default: all.'),
    maxConcurrentJobs: z
      .strictObject({
        perNamespace: jobs
          .default(4)
          .describe(
            'Jobs of the class that run at once in a namespace (ClusterTraceJobs together count as one namespace); more are queued. Default: 4.',
          ),
        perNode: jobs
          .default(16)
          .describe('A job of the class waits while one of its nodes runs this many jobs of any class. Default: 16.'),
      })
      .prefault({})
      .describe('How many jobs run at once; others wait with reason Queued, oldest first.'),
  })
  .describe('What jobs of the class may do.');

export const traceClass = z.strictObject({
  apiVersion: z.literal(`${group}/${version}`),
  kind: z.literal('TraceClass'),
  metadata: z.looseObject({ name: subdomain }),
  spec: traceClassSpec.prefault({}),
});

export type TraceClass = z.output<typeof traceClass>;
export type TraceClassSpec = TraceClass['spec'];
