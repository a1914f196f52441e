/** A job's status as the YAML file beside its own. */
import { stringify } from 'yaml';
import { group, type TraceJobStatus, version } from '@bpfleet/proto';
import type { JobRef } from '../store.ts';

export function statusText({ kind, name, namespace, uid, generation }: JobRef, status: TraceJobStatus): string {
  const metadata = {
    name,
    ...(namespace === '' ? {} : { namespace }),
    ...(uid === null ? {} : { uid, generation }),
  };
  const object = { apiVersion: `${group}/${version}`, kind, metadata, status };
  return `# Written by the operator; changes here are lost.\n${stringify(object, { lineWidth: 120, aliasDuplicateObjects: false })}`;
}
