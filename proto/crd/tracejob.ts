/**
 * TraceJob v1alpha1: the one source of the CRD, of its documentation (`kubectl explain`) and of the TypeScript types.
 *
 * Needs: zod.
 * Gives: `traceJob`, with every field's description, default, unit and bounds, and the CEL rules that stand in the
 *   CRD and that the operator evaluates itself where there is no API server.
 * Reports: nothing here; operator/store/validate does.
 *
 * Only fields that work are here.
 */
import { z } from 'zod';
import { durationBetween, onlyMutable, rules } from './rules.ts';
import { traceJobStatus } from './status.ts';

const source = z
  .strictObject({
    inline: z
      .string()
      .min(1)
      .max(65_536)
      .describe(
        'The script, in the bpftrace language. It is compiled by the operator first, and by every agent for its own kernel.',
      )
      .optional(),
  })
  .describe('Where the script comes from. Exactly one member.')
  .meta(
    rules({ rule: '[has(self.inline)].exists_one(one, one)', message: 'exactly one source must be given: inline' }),
  );

const nodeName = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);

const target = z
  .strictObject({
    nodes: z
      .strictObject({
        names: z
          .array(nodeName)
          .max(512)
          .default([])
          .describe(
            'Names of the nodes to trace; a named node that is not connected counts against the coverage. Default: none, which means every node that is or becomes connected while the job runs.',
          ),
      })
      .prefault({})
      .describe('Which nodes.'),
  })
  .prefault({})
  .describe('What is traced. Default: every node.');

const run = z
  .strictObject({
    duration: z
      .string()
      .max(20)
      .describe(
        'How long to trace, as a duration such as 90s or 5m, from 1s to 24h; required. Every agent stops by its own clock; nodes that join later share the deadline.',
      )
      .meta(rules(durationBetween('1s', '24h'))),
    interval: z
      .string()
      .max(20)
      .default('5s')
      .describe(
        'How often agents send what changed in the maps, from 100ms to 10m. Default: 5s. Totals do not depend on it.',
      )
      .meta(rules(durationBetween('100ms', '10m'))),
    completion: z
      .strictObject({
        minCoverage: z
          .string()
          .regex(/^(100|[0-9]{1,2})%$/, 'must be a percentage from 0% to 100%')
          .default('95%')
          .describe(
            'The job succeeds when at least this share of its nodes, in percent, delivered a final result. Nodes that were skipped, failed or were lost count against it. Default: 95%.',
          ),
      })
      .prefault({})
      .describe('What counts as success.'),
    onControllerLoss: z
      .strictObject({
        detachAfter: z
          .string()
          .max(20)
          .default('60s')
          .describe(
            'An agent that hears nothing from the operator for this long stops tracing by itself and keeps what it has, from 5s to 1h. Default: 60s.',
          )
          .meta(rules(durationBetween('5s', '1h'))),
      })
      .prefault({})
      .describe('What agents do without the operator.'),
  })
  .describe('For how long, how often, and what counts as success.');

const notBytes = 'must be bytes, or a whole number with Ki, Mi or Gi';

const limits = z
  .strictObject({
    maxMapKeys: z
      .int()
      .min(1)
      .max(1_048_576)
      .default(4096)
      .describe('Entries of each map on each node; what finds no room is counted as lost. Default: 4096.'),
    maxMapBytesPerNode: z
      .union([z.int().min(1).max(17_179_869_184), z.string().regex(/^[0-9]{1,9}(Ki|Mi|Gi)?$/, notBytes)], notBytes)
      .default('16Mi')
      .describe(
        'Kernel memory of all maps of the script on one node, in bytes or with Ki, Mi or Gi; planned before anything is loaded, a script that needs more is refused there. Default: 16Mi.',
      )
      .meta({ 'x-kubernetes-int-or-string': true }),
    maxStringLength: z
      .int()
      .min(16)
      .max(1024)
      .default(128)
      .describe('Capacity of a string in bytes, its terminator included; longer strings are cut. Default: 128.'),
    maxProbes: z
      .int()
      .min(1)
      .max(1024)
      .default(64)
      .describe('Attach points of the script on one node, after wildcards are expanded. Default: 64.'),
  })
  .prefault({})
  .describe('What the script may use on each node.');

const spec = z
  .strictObject({
    source,
    target,
    run,
    limits,
    cancel: z
      .boolean()
      .default(false)
      .describe(
        'Set to true to end the job early: agents detach and send what they have. Cannot be taken back. Default: false.',
      ),
  })
  .describe('What to trace. Immutable, except cancel.')
  .meta(
    rules(...onlyMutable(['source', 'target', 'run', 'limits']), {
      rule: '!oldSelf.cancel || self.cancel',
      message: 'cancel cannot be taken back',
    }),
  );

export const group = 'bpfleet.dev';
export const version = 'v1alpha1';
export const kind = 'TraceJob';

const metadata = z.looseObject({
  name: z
    .string()
    .min(1)
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/),
  namespace: z
    .string()
    .min(1)
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
    .default('default'),
});

/** The object as users write it; status is the operator's. */
export const traceJob = z.strictObject({
  apiVersion: z.literal(`${group}/${version}`),
  kind: z.literal(kind),
  metadata,
  spec,
  status: z.unknown().optional(),
});

export const traceJobSpec = spec;

/** Defaults filled in. */
export type TraceJobSpec = z.output<typeof spec>;
export type TraceJob = z.output<typeof traceJob>;
export { traceJobStatus };
