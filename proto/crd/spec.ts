/** spec of both kinds of job; they differ in their target only. */
import * as z from 'zod';
import { assertions } from './assertions.ts';
import { limits } from './limits.ts';
import { subdomain } from './names.ts';
import { onlyMutable, rules } from './rules.ts';
import { run } from './run.ts';

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

const longestTtl = 30 * 24 * 3600;

export function jobSpec<Target extends z.ZodType>(target: Target) {
  return z
    .strictObject({
      className: subdomain
        .default('baseline')
        .describe('TraceClass that bounds the job. Whoever makes the job needs the verb use on it. Default: baseline.'),
      source,
      target,
      run,
      limits,
      assertions,
      suspend: z
        .boolean()
        .default(false)
        .describe(
          'Set to true to keep a job that has not begun from beginning; one that runs goes on. Default: false.',
        ),
      cancel: z
        .boolean()
        .default(false)
        .describe(
          'Set to true to end the job early: agents detach and send what they have. Cannot be taken back. Default: false.',
        ),
      ttlSecondsAfterFinished: z
        .int()
        .min(0)
        .max(longestTtl)
        .default(86_400)
        .describe(
          'Seconds after its end at which the job is deleted, its result with it; at most 30 days. Default: 86400. A job that is a file stays.',
        ),
    })
    .describe('What to trace. Immutable, except suspend, cancel and ttlSecondsAfterFinished.')
    .meta(
      rules(...onlyMutable(['className', 'source', 'target', 'run', 'limits', 'assertions']), {
        rule: '!oldSelf.cancel || self.cancel',
        message: 'cancel cannot be taken back',
      }),
    );
}
