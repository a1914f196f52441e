/**
 * Where TraceJobs come from and where their status goes: a directory of YAML files, or a Kubernetes API server.
 *
 * Level-triggered: `list` says what is there now, and a notification says no more than that it is worth listing.
 * Writing is idempotent: the same content twice changes nothing. A store may write later; what it is given last holds.
 */
import type { JobKind, TraceJobStatus } from '@bpfleet/proto';

export interface JobStore {
  list(): readonly StoredJob[];
  /** Calls back after changes, at most a few times a second, and now and then without one. Gives how to end it. */
  watch(onChange: () => void): () => void;
  writeStatus(job: JobRef, status: TraceJobStatus): void;
  /** Names of jobs that were accepted, where nothing but a lost database can explain that they are not known. */
  accepted(): readonly string[];
  /** Removes what was written for a job that is gone. */
  removeStatus(job: JobRef): void;
  writeResult(job: JobRef, files: ResultFiles): void;
  hasResult(job: JobRef): boolean;
  removeResult(job: JobRef): void;
  /** What can be done to its objects; null where jobs are files, which are their user's alone. */
  readonly objects: StoredObjects | null;
}

/** Objects have a deletion that can be held up, and can be deleted by the operator. */
export interface StoredObjects {
  /** `asked`: it is on its way. */
  holdOf(job: JobRef): 'missing' | 'asked' | 'held';
  /** Deleting the job waits until it is released. */
  hold(job: JobRef): void;
  release(job: JobRef): void;
  isExpiring(job: JobRef): boolean;
  /** Deletes it. */
  expire(job: JobRef): void;
}

export interface JobRef {
  readonly kind: JobKind;
  /** Empty for a ClusterTraceJob. */
  readonly namespace: string;
  readonly name: string;
  /** Null for a file that is no job. */
  readonly uid: string | null;
  readonly generation: number;
}

/** A TraceJob as its user wrote it. */
export interface StoredJob {
  /** Of the file, or `TraceJob/namespace/name`. */
  readonly key: string;
  readonly content: StoredContent;
  /** Null for a file: it has no more than its content. */
  readonly object: StoredObject | null;
}

export type StoredContent =
  | { readonly kind: 'text'; readonly text: string }
  /** Plain data; `revision` changes with it. */
  | { readonly kind: 'value'; readonly value: unknown; readonly revision: string }
  | { readonly kind: 'unreadable'; readonly message: string };

export interface StoredObject {
  readonly ref: JobRef & { readonly uid: string };
  readonly createdNs: bigint;
  /** Its user deleted it, and it is held. */
  readonly deleting: boolean;
  /** What its status tells of a run. */
  readonly past: Past | null;
}

export interface Past {
  readonly startNs: bigint | null;
  /** As it was written then; whatever is not of its form is not to be trusted, and null. */
  readonly status: TraceJobStatus | null;
  /** Null: it had not finished. */
  readonly end: {
    readonly atNs: bigint;
    readonly succeeded: boolean;
    readonly reason: string;
    readonly message: string;
    readonly refused: boolean;
  } | null;
}

export interface ResultFiles {
  /** JSON of results/JobResult. */
  readonly result: string;
  /** The same for people: maps in bpftrace's look, their split by node, what is missing. */
  readonly text: string;
  /** One JSON object a line: node, atNs, text. */
  readonly lines: string;
}

/** Unique among the jobs of a store. */
export function refKey({ kind, namespace, name }: Pick<JobRef, 'kind' | 'namespace' | 'name'>): string {
  return `${kind}/${namespace}/${name}`;
}
