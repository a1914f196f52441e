/** What kube-apiserver and kubectl ask an API group about itself (metav1, apidiscovery is not needed). */
import { group, type JobKind, version } from '@bpfleet/proto';

export const resultGroup = `results.${group}`;
export const resultVersion = `${resultGroup}/${version}`;

export interface NamedJob {
  readonly kind: JobKind;
  /** Empty for a ClusterTraceJob. */
  readonly namespace: string;
  readonly name: string;
}

/** Where the result of a job is at the API server. */
export function resultPath({ kind, namespace, name }: NamedJob): string {
  const jobs = kind === 'TraceJob' ? `namespaces/${namespace}/tracejobs` : 'clustertracejobs';
  return `/apis/${resultVersion}/${jobs}/${name}/result`;
}

const groupVersion = { groupVersion: resultVersion, version };

export const apiGroup = {
  kind: 'APIGroup',
  apiVersion: 'v1',
  name: resultGroup,
  versions: [groupVersion],
  preferredVersion: groupVersion,
};

export const apiGroupList = { kind: 'APIGroupList', apiVersion: 'v1', groups: [apiGroup] };

export const resourceList = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: resultVersion,
  resources: [
    { name: 'tracejobs/result', singularName: '', namespaced: true, kind: 'Result', verbs: ['get'] },
    { name: 'clustertracejobs/result', singularName: '', namespaced: false, kind: 'Result', verbs: ['get'] },
  ],
};
