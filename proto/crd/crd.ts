/** The CustomResourceDefinition as data: names, columns, the status subresource, and the schema from tracejob.ts. */
import { structuralSchema } from './structural.ts';
import { group, kind, traceJobSpec, traceJobStatus, version } from './tracejob.ts';

interface Column {
  readonly name: string;
  readonly type: 'string' | 'date' | 'integer';
  readonly jsonPath: string;
  readonly description: string;
  /** 0: always; 1: with -o wide. */
  readonly priority: 0 | 1;
}

const succeeded = '.status.conditions[?(@.type=="Succeeded")]';

export const columns: readonly Column[] = [
  {
    name: 'Status',
    type: 'string',
    jsonPath: `${succeeded}.reason`,
    description: 'Stage of a running job, outcome of a finished one.',
    priority: 0,
  },
  {
    name: 'Nodes',
    type: 'string',
    jsonPath: '.status.nodes.summary',
    description: 'Nodes with a final result / nodes assigned.',
    priority: 0,
  },
  {
    name: 'Duration',
    type: 'string',
    jsonPath: '.spec.run.duration',
    description: 'How long the job traces.',
    priority: 0,
  },
  {
    name: 'Lost',
    type: 'string',
    jsonPath: '.status.lost.events',
    description: 'Output lines that are not in the result.',
    priority: 0,
  },
  {
    name: 'Age',
    type: 'date',
    jsonPath: '.metadata.creationTimestamp',
    description: 'Time since the job was made.',
    priority: 0,
  },
  {
    name: 'Skipped',
    type: 'integer',
    jsonPath: '.status.nodes.skipped',
    description: 'Nodes whose kernel lacks what the script needs.',
    priority: 1,
  },
  {
    name: 'Digest',
    type: 'string',
    jsonPath: '.status.result.digest',
    description: 'sha256 of the result.',
    priority: 1,
  },
  {
    name: 'Message',
    type: 'string',
    jsonPath: `${succeeded}.message`,
    description: 'The outcome in words.',
    priority: 1,
  },
];

export function traceJobCrd(): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `tracejobs.${group}`,
      labels: { 'app.kubernetes.io/name': 'bpfleet', 'app.kubernetes.io/part-of': 'bpfleet' },
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        plural: 'tracejobs',
        singular: 'tracejob',
        kind,
        listKind: `${kind}List`,
        shortNames: ['tj'],
        categories: ['bpfleet'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columns,
          schema: { openAPIV3Schema: objectSchema() },
        },
      ],
    },
  };
}

function objectSchema(): object {
  return {
    type: 'object',
    description:
      'TraceJob runs a script of the bpftrace language on nodes of the cluster for a limited time and merges what it finds into one result.',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: structuralSchema(traceJobSpec),
      status: structuralSchema(traceJobStatus),
    },
  };
}
