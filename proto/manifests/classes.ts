/** The classes that come with bpfleet. Nobody may use them until somebody is given the verb `use`. */
import { ownLabels } from '../crd/crd.ts';
import { group, version } from '../crd/tracejob.ts';

function traceClass(name: string, spec: object): object {
  return { apiVersion: `${group}/${version}`, kind: 'TraceClass', metadata: { name, labels: ownLabels }, spec };
}

export function traceClasses(): readonly object[] {
  return [
    traceClass('baseline', {
      description: 'Reads anything of the kernel and of every process on the traced nodes; changes nothing.',
    }),
    traceClass('privileged', {
      description: 'Reads anything, and may act on what it traces where an agent consents.',
      unsafe: 'Allow',
      limits: {
        maxMapKeys: 1_048_576,
        maxMapBytesPerNode: '1Gi',
        maxStringLength: 1024,
        maxProbes: 1024,
        maxDuration: '24h',
      },
    }),
  ];
}
