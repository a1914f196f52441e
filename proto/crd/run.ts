/** spec.run: for how long, how often, and what counts as success. */
import * as z from 'zod';
import { durationBetween, rules } from './rules.ts';

export const run = z
  .strictObject({
    duration: z
      .string()
      .max(20)
      .describe(
        'How long to trace, as a duration such as 90s or 5m, from 1s to 24h; required. Every agent stops by its own clock; nodes and pods that join later share the deadline.',
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
