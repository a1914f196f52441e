/** The CustomResourceDefinitions as data: names, columns, the status subresource, and the schemas. */
import type { z } from 'zod';
import { classColumns, type Column, jobColumns } from './columns.ts';
import { structuralSchema } from './structural.ts';
import { traceClassSpec } from './traceclass.ts';
import { clusterTraceJobSpec, group, traceJobSpec, traceJobStatus, version } from './tracejob.ts';

/** Labels of what is made once for a cluster. */
export const ownLabels = { 'app.kubernetes.io/name': 'bpfleet', 'app.kubernetes.io/part-of': 'bpfleet' } as const;

export interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly shortName: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly description: string;
  readonly columns: readonly Column[];
  readonly spec: z.ZodType;
  /** Null: there is nothing that an operator would say of it. */
  readonly status: z.ZodType | null;
}

export const kinds: readonly Kind[] = [
  {
    kind: 'TraceJob',
    plural: 'tracejobs',
    shortName: 'tj',
    scope: 'Namespaced',
    description:
      'TraceJob runs a script of the bpftrace language on pods of its namespace for a limited time and merges what it finds into one result.',
    columns: jobColumns,
    spec: traceJobSpec,
    status: traceJobStatus,
  },
  {
    kind: 'ClusterTraceJob',
    plural: 'clustertracejobs',
    shortName: 'ctj',
    scope: 'Cluster',
    description:
      'ClusterTraceJob runs a script of the bpftrace language on nodes of the cluster, or on pods of any namespace, for a limited time and merges what it finds into one result.',
    columns: jobColumns,
    spec: clusterTraceJobSpec,
    status: traceJobStatus,
  },
  {
    kind: 'TraceClass',
    plural: 'traceclasses',
    shortName: 'tc',
    scope: 'Cluster',
    description:
      'TraceClass says what trace jobs that name it may do. A user may make such jobs who has the verb use on the class.',
    columns: classColumns,
    spec: traceClassSpec.prefault({}),
    status: null,
  },
];

export function crdOf({ kind, plural, shortName, scope, columns, ...more }: Kind): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, labels: ownLabels },
    spec: {
      group,
      scope,
      names: {
        plural,
        singular: kind.toLowerCase(),
        kind,
        listKind: `${kind}List`,
        shortNames: [shortName],
        categories: ['bpfleet'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          ...(more.status === null ? {} : { subresources: { status: {} } }),
          additionalPrinterColumns: columns,
          schema: { openAPIV3Schema: objectSchema(more) },
        },
      ],
    },
  };
}

function objectSchema({ description, spec, status }: Pick<Kind, 'description' | 'spec' | 'status'>): object {
  return {
    type: 'object',
    description,
    ...(status === null ? {} : { required: ['spec'] }),
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: structuralSchema(spec),
      ...(status === null ? {} : { status: structuralSchema(status) }),
    },
  };
}
