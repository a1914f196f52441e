/**
 * What the operator writes into jobs, under its one field manager.
 *
 * Needs: the API server. Gives: server-side applies, harmless when done again. Reports: ApiError.
 */
import { group, type JobKind, version } from '@bpfleet/proto';
import type { JobRef } from '../store/store.ts';
import { type Api, applyPatch } from './api.ts';
import { objectPath } from './paths.ts';

const fieldManager = 'bpfleet-operator';

export async function applyStatus(api: Api, job: JobRef, status: object): Promise<void> {
  await apply(api, `${objectPath(job)}/status`, { ...identityOf(job), status });
}

/** Exactly these of the operator's own; those of others stay. */
export async function applyFinalizers(api: Api, job: JobRef, finalizers: readonly string[]): Promise<void> {
  const { metadata, ...kind } = identityOf(job);
  await apply(api, objectPath(job), { ...kind, metadata: { ...metadata, finalizers } });
}

async function apply(api: Api, path: string, body: object): Promise<void> {
  await api.call({ method: 'PATCH', path, query: { fieldManager, force: true }, body, contentType: applyPatch });
}

/** With its uid: what is applied to another object of the same name is refused. */
export function identityOf({ kind, namespace, name, uid }: JobRef): {
  readonly apiVersion: string;
  readonly kind: JobKind;
  readonly metadata: object;
} {
  const metadata = { name, ...(namespace === '' ? {} : { namespace }), ...(uid === null ? {} : { uid }) };
  return { apiVersion: `${group}/${version}`, kind, metadata };
}
