/** status of a TraceJob: written by the operator alone. 64-bit counts are strings, as JSON numbers end at 2^53. */
import * as z from 'zod';

const count = z.string().regex(/^[0-9]+$/);
const time = z.string().meta({ format: 'date-time' });
const nodes = z.int().min(0).max(2_147_483_647);

const condition = z.strictObject({
  type: z
    .enum(['Accepted', 'Attached', 'ResultsReady', 'AssertionsPassed', 'Degraded', 'Finished', 'Succeeded'])
    .describe('What this is about. Finished is True for every end; Succeeded is Unknown until then.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Whether it is so.'),
  observedGeneration: z.int().min(0).describe('metadata.generation that this was found for.'),
  reason: z.string().max(1024).describe('Why, as one CamelCase word for programs.'),
  message: z.string().max(32_768).describe('Why, for people.'),
  lastTransitionTime: time.describe('When status last changed.'),
});

const diagnostic = z.strictObject({
  line: z.int().min(1).describe('Line in the script, from 1.'),
  column: z.int().min(1).describe('Column in the script, from 1.'),
  severity: z.enum(['error', 'warning']).describe('Whether it keeps the script from running.'),
  code: z.string().max(64).describe('Stable id of the message.'),
  message: z.string().max(1024).describe('What is wrong.'),
  hint: z.string().max(1024).optional().describe('What to do about it.'),
});

const nodeStates = z.enum(['Pending', 'Attached', 'Interrupted', 'Flushed', 'Skipped', 'Failed', 'Lost']);

const notableNode = z.strictObject({
  node: z.string().max(253).describe('Name of the node.'),
  state: nodeStates.describe('Where its part of the job stands.'),
  reason: z.string().max(128).describe('Why, as one CamelCase word.'),
  message: z.string().max(1024).describe('Why, for people.'),
});

const gap = z.strictObject({
  node: z.string().max(253).describe('Name of the node.'),
  from: time.describe('Last moment known to be traced.'),
  to: time.describe('When tracing went on, or when it would have ended.'),
  reason: z.string().max(128).describe('Why, in words.'),
});

const assertionVerdict = z.strictObject({
  name: z.string().max(63).describe('Name of the assertion.'),
  passed: z.boolean().describe('Whether it holds for the merged result.'),
  severity: z.enum(['Error', 'Warning']).describe('Whether the job fails when it does not hold.'),
  message: z.string().max(1024).describe('Why it does not hold; empty when it does.'),
});

const mapSummary = z.strictObject({
  name: z.string().max(128).describe('Name of the map, with its @.'),
  entries: nodes.describe('Rows of the merged map.'),
  top: z
    .array(z.string().max(512))
    .max(50)
    .optional()
    .describe('Its first rows as they are printed, largest first; as many as have room in 8 KiB over all maps.'),
});

export const traceJobStatus = z
  .strictObject({
    observedGeneration: z.int().min(0).describe('metadata.generation that this status is about.'),
    startTime: time.optional().describe('When the job was handed to the first nodes.'),
    completionTime: time.optional().describe('When the result was complete.'),
    script: z
      .strictObject({
        sha256: z.string().max(64).describe('sha256 of the script, hex.'),
        diagnostics: z.array(diagnostic).max(50).describe('What the compiler says about it.'),
      })
      .optional()
      .describe('The script as it was understood.'),
    nodes: z
      .strictObject({
        summary: z.string().max(32).describe('Nodes that delivered a final result / nodes assigned.'),
        desired: nodes.describe('Nodes that the job was assigned to.'),
        attached: nodes.describe('Nodes where the script traces or has traced.'),
        flushed: nodes.describe('Nodes whose final result is here.'),
        failed: nodes.describe('Nodes where the script could not be attached.'),
        lost: nodes.describe('Nodes whose final result did not come.'),
        skipped: nodes.describe('Nodes whose kernel lacks what the script needs; not among the desired.'),
        restarted: nodes.describe(
          'Nodes that stopped tracing for a while, as their agent was restarted or out of touch.',
        ),
      })
      .optional()
      .describe('How many nodes are where.'),
    targets: z
      .strictObject({
        pods: nodes.describe('Pods that are, or were, traced.'),
        containers: nodes.describe('Containers that are, or were, traced.'),
      })
      .optional()
      .describe('What the selectors of the job matched; not given for whole nodes.'),
    notableNodes: z.array(notableNode).max(32).optional().describe('Nodes that did not go as planned, worst first.'),
    lost: z
      .strictObject({
        events: count.describe('Output lines that are not in the result.'),
        control: count.describe('print, clear and exit calls that were lost.'),
        probes: count.describe('Runs of a program that the kernel skipped.'),
        mapInsertFailures: count.describe('Updates that found the map full.'),
        failedReads: count.describe('Reads that failed where the result depends on them.'),
        rounds: count.describe('Printed rounds that are not in the result; their rows are in the totals.'),
      })
      .optional()
      .describe('What was lost, over all nodes.'),
    gaps: z.array(gap).max(32).optional().describe('When a node did not trace although it should have.'),
    result: z
      .strictObject({
        digest: z.string().max(80).describe('sha256 of the result, once it is complete.'),
        url: z
          .string()
          .max(512)
          .optional()
          .describe(
            'Where the whole result is at the API server: kubectl get --raw URL; with ?view=text as bpftrace prints.',
          ),
        storage: z
          .enum(['Lasting', 'Ephemeral'])
          .optional()
          .describe(
            'Ephemeral: the operator keeps it on no lasting volume, it is gone when the pod of the operator is.',
          ),
        summary: z
          .strictObject({
            maps: z.array(mapSummary).max(256).describe('The maps.'),
            lines: nodes.describe('Output lines.'),
            rounds: nodes.describe('Printed rounds.'),
          })
          .describe('What is in it.'),
      })
      .optional()
      .describe('The merged result.'),
    assertions: z.array(assertionVerdict).max(32).optional().describe('What came of spec.assertions.'),
    truncated: z
      .boolean()
      .optional()
      .describe('True when parts of this status were left out to keep it below 32 KiB; the full result has them.'),
    conditions: z
      .array(condition)
      .max(16)
      .describe('Accepted, Attached, ResultsReady, AssertionsPassed, Degraded, Finished, Succeeded.')
      .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] }),
  })
  .describe('Written by the operator.');

export type TraceJobStatus = z.output<typeof traceJobStatus>;
export type Condition = TraceJobStatus['conditions'][number];
export type ConditionType = Condition['type'];
export type NodeState = z.output<typeof nodeStates>;
