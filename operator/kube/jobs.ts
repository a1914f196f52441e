/** TraceJobs as API objects: what is kept of them, and what their status tells of a run. Pure. */
import { type Condition, type JobKind, traceJobStatus } from '@bpfleet/proto';
import type { JobRef, Past, StoredJob } from '../store/store.ts';
import { refKey } from '../store/store.ts';
import { at, list, momentNs, text } from './json.ts';

export const finalizer = 'bpfleet.dev/detach';

export interface JobObject {
  readonly ref: JobRef & { readonly uid: string };
  readonly apiVersion: string;
  readonly spec: unknown;
  readonly createdNs: bigint;
  readonly deleting: boolean;
  readonly held: boolean;
  readonly past: Past | null;
  readonly conditions: readonly Condition[];
}

/** `kind` as it is listed: items of a list need not say it. */
export function pruneJob(kind: JobKind, object: unknown): JobObject {
  const metadata = at(object, 'metadata');
  const status = at(object, 'status');
  const conditions = list(at(status, 'conditions')) as readonly Condition[];
  return {
    ref: {
      kind,
      namespace: text(at(metadata, 'namespace')),
      name: text(at(metadata, 'name')),
      uid: text(at(metadata, 'uid')),
      generation: Number(at(metadata, 'generation') ?? 1),
    },
    apiVersion: text(at(object, 'apiVersion')),
    spec: at(object, 'spec'),
    createdNs: momentNs(at(metadata, 'creationTimestamp')) ?? 0n,
    deleting: at(metadata, 'deletionTimestamp') !== null,
    held: list(at(metadata, 'finalizers')).includes(finalizer),
    past: pastOf(status, conditions),
    conditions,
  };
}

function pastOf(status: unknown, conditions: readonly Condition[]): Past | null {
  const startNs = momentNs(at(status, 'startTime'));
  const condition = (type: Condition['type']): Condition | null =>
    conditions.find((one) => at(one, 'type') === type) ?? null;
  const finished = condition('Finished');
  const written = traceJobStatus.safeParse(status).data ?? null;
  if (finished?.status !== 'True') return startNs === null ? null : { startNs, status: written, end: null };
  const { reason, message } = finished;
  return {
    startNs,
    status: written,
    end: {
      atNs: momentNs(at(status, 'completionTime')) ?? momentNs(finished.lastTransitionTime) ?? 0n,
      succeeded: condition('Succeeded')?.status === 'True',
      reason: text(reason),
      message: text(message),
      refused: condition('Accepted')?.status === 'False',
    },
  };
}

export function storedJob({ ref, apiVersion, spec, createdNs, deleting, past }: JobObject): StoredJob {
  const { kind, namespace, name } = ref;
  const metadata = kind === 'TraceJob' ? { name, namespace } : { name };
  return {
    key: refKey(ref),
    content: {
      kind: 'value',
      value: { apiVersion, kind, metadata, spec: spec ?? undefined },
      revision: `${ref.uid} ${ref.generation}`,
    },
    object: { ref, createdNs, deleting, past },
  };
}
