/**
 * spec.target: which tasks a job sees. A TraceJob has pods of its own namespace; a ClusterTraceJob whole nodes, or pods
 * of any namespace.
 */
import * as z from 'zod';
import { label, labelSelector, subdomain } from './names.ts';

const pods = z
  .strictObject({
    selector: labelSelector('pods'),
    names: z
      .array(subdomain)
      .max(512)
      .default([])
      .describe('Names of pods; any of them. Default: none, which means any name.'),
  })
  .describe('Which pods: those that the selector and the names both allow.');

const containers = z
  .strictObject({
    names: z.array(label).max(64).default([]).describe('Names of containers. Default: none, which means any name.'),
    includeInit: z.boolean().default(false).describe('Init containers (sidecars among them) too. Default: false.'),
    includeEphemeral: z
      .boolean()
      .default(true)
      .describe('Ephemeral containers, such as those of kubectl debug, too. Default: true.'),
  })
  .describe('Which containers of these pods.');

const nodes = z
  .strictObject({
    selector: labelSelector('nodes'),
    names: z
      .array(subdomain)
      .max(512)
      .default([])
      .describe(
        'Names of the nodes to trace; a named node that is not connected counts against the coverage. Default: none, which means every node that is or becomes connected while the job runs.',
      ),
  })
  .prefault({})
  .describe('Which nodes: those that the selector and the names both allow. Default: every node.');

const namespaces = z
  .strictObject({
    selector: labelSelector('namespaces'),
    names: z.array(label).max(512).default([]).describe('Names of namespaces. Default: none, which means any name.'),
  })
  .describe('Which namespaces: those that the selector and the names both allow.');

const membership = z
  .enum(['Follow', 'Snapshot'])
  .default('Follow')
  .describe(
    'Follow: pods that start while the job runs are traced too, until its deadline. Snapshot: only pods that were there when it began. Default: Follow.',
  );

const noTargets = z
  .enum(['Fail', 'Wait', 'Succeed'])
  .default('Fail')
  .describe(
    'What to do when nothing matches as the job is to begin. Fail: it ends with reason NoTargets. Wait: it stays queued until something matches. Succeed: it ends well, without a result. Default: Fail.',
  );

export const namespacedTarget = z
  .strictObject({
    pods: pods.prefault({}),
    containers: containers.prefault({}),
    membership,
    noTargets,
  })
  .prefault({})
  .describe('Which pods of the namespace of the job are traced. Default: all.');

export const clusterTarget = z
  .strictObject({
    nodes,
    namespaces: namespaces.optional(),
    pods: pods.optional(),
    containers: containers.optional(),
    membership,
    noTargets,
  })
  .prefault({})
  .describe(
    'What is traced. With none of namespaces, pods and containers whole nodes are: everything that runs there, the processes of the host too. With one of them, tasks of the selected pods only. Default: every node, whole.',
  );
