/** Where our objects are at the API server. */
import { group, type JobKind, version } from '@bpfleet/proto';

const plurals: Readonly<Record<JobKind, string>> = { TraceJob: 'tracejobs', ClusterTraceJob: 'clustertracejobs' };

export function apiPath(plural: string): string {
  return `/apis/${group}/${version}/${plural}`;
}

/** All of a kind, in every namespace. */
export function listPath(kind: JobKind): string {
  return apiPath(plurals[kind]);
}

export function objectPath({ kind, namespace, name }: ObjectName): string {
  const plural = plurals[kind];
  const of = kind === 'TraceJob' ? `namespaces/${encodeURIComponent(namespace)}/${plural}` : plural;
  return `${apiPath(of)}/${encodeURIComponent(name)}`;
}

export interface ObjectName {
  readonly kind: JobKind;
  readonly namespace: string;
  readonly name: string;
}
