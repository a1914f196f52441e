/** What kube-apiserver and kubectl ask an API group about itself (metav1, apidiscovery is not needed). */
import { group, version } from '@bpfleet/proto';

export const resultGroup = `results.${group}`;
export const resultVersion = `${resultGroup}/${version}`;

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
