/** The job that a run makes. */
import { group, type JobKind, version } from '@bpfleet/proto';
import type { RunRequest } from './arguments.ts';

export interface JobManifest {
  readonly apiVersion: string;
  readonly kind: JobKind;
  readonly metadata: {
    readonly generateName: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: object;
}

/** A result that nobody looks at again is gone in an hour. */
const keptSeconds = 3600;

/** `namespace`: of a job that is not of the whole cluster. */
export function manifestOf(run: RunRequest, namespace: string): JobManifest {
  const kind = run.allNamespaces ? 'ClusterTraceJob' : 'TraceJob';
  return {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: {
      generateName: 'run-',
      ...(kind === 'TraceJob' ? { namespace } : {}),
      labels: { 'app.kubernetes.io/managed-by': 'kubectl-bpfleet' },
    },
    spec: {
      source: { inline: run.script },
      ...(run.className === null ? {} : { className: run.className }),
      target: targetOf(run),
      run: {
        duration: run.duration,
        interval: '1s',
        ...(run.minCoverage === null ? {} : { completion: { minCoverage: run.minCoverage } }),
      },
      ...(run.assertions.length === 0
        ? {}
        : { assertions: run.assertions.map((expr, index) => ({ name: `assert-${index + 1}`, expr })) }),
      ttlSecondsAfterFinished: keptSeconds,
    },
  };
}

function targetOf({ selector, nodes, allNamespaces, container }: RunRequest): object {
  const pods = selector === null ? {} : { pods: { selector } };
  const containers = container === null ? {} : { containers: { names: [container] } };
  return { ...(allNamespaces && nodes.length > 0 ? { nodes: { names: nodes } } : {}), ...pods, ...containers };
}
