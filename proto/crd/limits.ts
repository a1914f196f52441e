/** spec.limits of a job, and what a class allows at most. */
import * as z from 'zod';
import { durationBetween, rules } from './rules.ts';

const notBytes = 'must be bytes, or a whole number with Ki, Mi or Gi';

const mapKeys = z.int().min(1).max(1_048_576);
const mapBytes = z.union(
  [z.int().min(1).max(17_179_869_184), z.string().regex(/^[0-9]{1,9}(Ki|Mi|Gi)?$/, notBytes)],
  notBytes,
);
const stringLength = z.int().min(16).max(1024);
const probes = z.int().min(1).max(1024);

export const limits = z
  .strictObject({
    maxMapKeys: mapKeys
      .default(4096)
      .describe('Entries of each map on each node; what finds no room is counted as lost. Default: 4096.'),
    maxMapBytesPerNode: mapBytes
      .default('16Mi')
      .describe(
        'Kernel memory of all maps of the script on one node, in bytes or with Ki, Mi or Gi; planned before anything is loaded, a script that needs more is refused there. Default: 16Mi.',
      )
      .meta({ 'x-kubernetes-int-or-string': true }),
    maxStringLength: stringLength
      .default(128)
      .describe('Capacity of a string in bytes, its terminator included; longer strings are cut. Default: 128.'),
    maxProbes: probes
      .default(64)
      .describe('Attach points of the script on one node, after wildcards are expanded. Default: 64.'),
  })
  .prefault({})
  .describe('What the script may use on each node; each at most what the class allows.');

/** A job of the class that asks for more is refused, not cut down. */
export const ceilings = z
  .strictObject({
    maxMapKeys: mapKeys.default(65_536).describe('Highest spec.limits.maxMapKeys of a job. Default: 65536.'),
    maxMapBytesPerNode: mapBytes
      .default('64Mi')
      .describe('Highest spec.limits.maxMapBytesPerNode of a job. Default: 64Mi.')
      .meta({ 'x-kubernetes-int-or-string': true }),
    maxStringLength: stringLength
      .default(1024)
      .describe('Highest spec.limits.maxStringLength of a job. Default: 1024.'),
    maxProbes: probes.default(512).describe('Highest spec.limits.maxProbes of a job. Default: 512.'),
    maxDuration: z
      .string()
      .max(20)
      .default('1h')
      .describe('Longest spec.run.duration of a job, from 1s to 24h. Default: 1h.')
      .meta(rules(durationBetween('1s', '24h'))),
  })
  .prefault({})
  .describe('The most that a job of this class may ask for.');
