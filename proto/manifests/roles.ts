/**
 * Roles of users, and that of the operator.
 *
 * view sees that jobs ran; edit and admin make them, and read what they found. None of them may `use` a TraceClass:
 * that is given by hand, for each class, and without it no job is admitted.
 */
import { ownLabels } from '../crd/crd.ts';
import { group } from '../crd/tracejob.ts';

/** Of the API that serves whole results: a permission of its own, as seeing that a job ran is not reading what it found. */
const resultGroup = `results.${group}`;

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const jobs = ['tracejobs', 'clustertracejobs'];
const read = ['get', 'list', 'watch'];
const write = ['create', 'update', 'patch', 'delete', 'deletecollection'];

function role(name: string, aggregateTo: readonly string[], rules: readonly Rule[]): object {
  const aggregation = aggregateTo.map((to): [string, string] => [
    `rbac.authorization.k8s.io/aggregate-to-${to}`,
    'true',
  ]);
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels: { ...ownLabels, ...Object.fromEntries(aggregation) } },
    rules,
  };
}

export function userRoles(): readonly object[] {
  const everyone = ['view', 'edit', 'admin'];
  const editors = ['edit', 'admin'];
  return [
    role('bpfleet-view', everyone, [
      { apiGroups: [group], resources: [...jobs, 'tracejobs/status', 'clustertracejobs/status'], verbs: read },
      { apiGroups: [group], resources: ['traceclasses'], verbs: read },
    ]),
    role('bpfleet-edit', editors, [{ apiGroups: [group], resources: jobs, verbs: write }]),
    role('bpfleet-result-reader', editors, [
      { apiGroups: [resultGroup], resources: ['tracejobs/result', 'clustertracejobs/result'], verbs: ['get'] },
    ]),
    role('bpfleet-class-admin', [], [{ apiGroups: [group], resources: ['traceclasses'], verbs: [...read, ...write] }]),
  ];
}

/** Bound to the operator's ServiceAccount by the chart; its Lease is in a Role of its own namespace. */
export function operatorRole(): object {
  return role(
    'bpfleet-operator',
    [],
    [
      // patch: finalizers; delete: ttlSecondsAfterFinished.
      { apiGroups: [group], resources: jobs, verbs: [...read, 'patch', 'delete'] },
      { apiGroups: [group], resources: ['tracejobs/status', 'clustertracejobs/status'], verbs: ['patch'] },
      { apiGroups: [group], resources: ['tracejobs/finalizers', 'clustertracejobs/finalizers'], verbs: ['update'] },
      { apiGroups: [group], resources: ['traceclasses'], verbs: read },
      { apiGroups: [''], resources: ['pods', 'nodes', 'namespaces'], verbs: read },
      // Tokens that agents show.
      { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
      { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
    ],
  );
}
