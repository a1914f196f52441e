// Generated from agent/v1/agent.proto by generate.ts: do not edit.
import type { EnumTable, MessageTable } from '../tables.ts';

export type Scope = 'UNSPECIFIED' | 'NODE' | 'CONTAINERS';

export type SessionState = 'UNSPECIFIED' | 'COMPILING' | 'ATTACHED' | 'STOPPING' | 'FINISHED' | 'FAILED' | 'RECOVERED';

export type StopReason = 'UNSPECIFIED' | 'DEADLINE' | 'EXIT' | 'CANCELLED' | 'LEASE_EXPIRED' | 'AGENT_SHUTDOWN' | 'AGENT_DIED' | 'FAILURE';

export type ColumnNodeKind = 'UNSPECIFIED' | 'INT' | 'BOOL' | 'POINTER' | 'STRING' | 'ENUM' | 'BUFFER' | 'ARRAY' | 'TUPLE' | 'RECORD';

export type ValueSchemaKind = 'UNSPECIFIED' | 'COUNT' | 'SUM' | 'HIST' | 'SCALAR_SUM' | 'SCALAR_PER_NODE' | 'MIN' | 'MAX' | 'AVG' | 'STATS' | 'LHIST';

export type AgentMessage =
  | { readonly kind: 'hello'; readonly value: Hello }
  | { readonly kind: 'targetChunk'; readonly value: TargetChunk }
  | { readonly kind: 'sessionStatus'; readonly value: SessionStatus }
  | { readonly kind: 'snapshotChunk'; readonly value: SnapshotChunk }
  | { readonly kind: 'rounds'; readonly value: Rounds }
  | { readonly kind: 'eventBatch'; readonly value: EventBatch }
  | { readonly kind: 'health'; readonly value: Health };

export type OperatorMessage =
  | { readonly kind: 'welcome'; readonly value: Welcome }
  | { readonly kind: 'targetRequest'; readonly value: TargetRequest }
  | { readonly kind: 'assignment'; readonly value: Assignment }
  | { readonly kind: 'cancel'; readonly value: Cancel }
  | { readonly kind: 'ack'; readonly value: Ack }
  | { readonly kind: 'leaseRenewal'; readonly value: LeaseRenewal }
  /** The operator does not hold the base of a patch: send a full snapshot. */
  | { readonly kind: 'fullSnapshotRequest'; readonly value: FullSnapshotRequest }
  /** The operator no longer wants anything of this incarnation (finished and committed, or unknown to it). */
  | { readonly kind: 'forget'; readonly value: Forget }
  /** Protocol 2. What runs on the node. */
  | { readonly kind: 'pods'; readonly value: PodUpdate }
  /** Protocol 2. Which containers a job of scope CONTAINERS sees from now on. */
  | { readonly kind: 'targets'; readonly value: Targets };

export interface Hello {
  /** Protocol version; the operator accepts its own and its neighbours. */
  readonly protocol: number;
  readonly node: string;
  /** Version of the agent's software. */
  readonly version: string;
  /** sha256 of the canonical text of the node's Target, hex. */
  readonly targetDigest: string;
  readonly architecture: string;
  readonly kernelRelease: string;
  /** Wall clock of the agent, ns since the epoch, for stating skew. */
  readonly wallClockNs: bigint;
  /** What the agent holds: running sessions and finals that were not acknowledged yet. */
  readonly held: readonly HeldIncarnation[];
}

export interface HeldIncarnation {
  readonly jobUid: string;
  readonly incarnation: string;
  readonly state: SessionState;
}

export interface Welcome {
  readonly protocol: number;
  /** How often the operator renews leases, and expects Health, in milliseconds. */
  readonly heartbeatMs: number;
}

export interface TargetRequest {
  /** Of the Target's text, or of one of the parts that the text names: large content, shared by Targets that differ elsewhere. */
  readonly digest: string;
}

export interface TargetChunk {
  readonly digest: string;
  /** gzip of the canonical text or of the part. */
  readonly data: Uint8Array;
  readonly index: number;
  readonly last: boolean;
}

export interface Assignment {
  readonly jobUid: string;
  /** metadata.generation that this script belongs to. */
  readonly generation: bigint;
  /** Namespace/name, for logs and diagnostics. */
  readonly jobName: string;
  readonly script: string;
  readonly limits: Limits | null;
  /** Wall clock, ns since the epoch; the agent stops by its own monotonic clock at this moment. */
  readonly deadlineNs: bigint;
  /** The agent detaches when it has not heard a LeaseRenewal for this long. */
  readonly leaseTtlMs: number;
  /** Snapshot period. */
  readonly intervalMs: number;
  /** Probes start at this wall clock if it lies in the future (start barrier); 0: at once. */
  readonly startNs: bigint;
  /** Which tasks the job sees. */
  readonly scope: Scope;
  /** For CONTAINERS: those of the beginning; Targets for this job replaces them. */
  readonly targets: readonly ContainerTarget[];
  /** The class of the job lets its script act on what it traces; the agent consents or refuses. */
  readonly unsafe: boolean;
}

/** A container as it is found in the cgroup path: .../pod<UID>/<container id>, or with systemd ...pod<UID>.slice/cri-...-<id>.scope. */
export interface ContainerTarget {
  /** As in metadata.uid. */
  readonly podUid: string;
  /** Name of the container in its pod. A container that is restarted keeps it and gets another id. */
  readonly container: string;
  /** As the runtime has it, without its scheme (containerd://). */
  readonly containerId: string;
}

/**
 * All targets of the job on this node, in place of those before; an empty list is one too. Sent when they change, and after
 * each Welcome for jobs that go on. Messages for one job arrive in order; one for a job that the agent does not hold is
 * passed over.
 */
export interface Targets {
  readonly jobUid: string;
  readonly containers: readonly ContainerTarget[];
}

/**
 * The pods of the node, so that the agent can say to which a cgroup belongs. After each Welcome the first PodUpdate has reset:
 * what the agent knew before and is not told again is gone. Those after it change what is named. Large sets come in several
 * messages. A pod that was removed may still be asked for by tasks that end; the agent decides how long it remembers it.
 */
export interface PodUpdate {
  readonly reset: boolean;
  /** New or changed. */
  readonly pods: readonly Pod[];
  /** uids. */
  readonly removed: readonly string[];
}

export interface Pod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** What made it: `Deployment/checkout`, `DaemonSet/agent`; empty for a pod of its own. */
  readonly workload: string;
  readonly containers: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly id: string;
}

export interface Limits {
  readonly maxMapKeys: number;
  readonly maxMapBytes: bigint;
  readonly maxStringLength: number;
  readonly maxProbes: number;
}

/** Stop, flush, send the final snapshot. */
export interface Cancel {
  readonly jobUid: string;
  readonly reason: string;
}

export interface LeaseRenewal {
  readonly jobUids: readonly string[];
}

/** Everything up to and including these sequence numbers is committed to the operator's store. */
export interface Ack {
  readonly jobUid: string;
  readonly incarnation: string;
  /** Snapshot sequence; 0: none. */
  readonly snapshotSeq: bigint;
  /** Round records up to this sequence. */
  readonly roundSeq: bigint;
  /** Event lines up to this sequence. */
  readonly eventSeq: bigint;
  /**
   * The final snapshot, with all rounds and events before it, is committed: the agent may free the incarnation.
   * For a FAILED incarnation, that its status is committed.
   */
  readonly final: boolean;
}

export interface FullSnapshotRequest {
  readonly jobUid: string;
  readonly incarnation: string;
}

export interface Forget {
  readonly jobUid: string;
  readonly incarnation: string;
  readonly reason: string;
}

export interface SessionStatus {
  readonly jobUid: string;
  readonly incarnation: string;
  readonly generation: bigint;
  readonly state: SessionState;
  /** From ATTACHED on. */
  readonly attachedNs: bigint;
  /** From FINISHED/RECOVERED on: when tracing ended; for RECOVERED the last moment known to be traced. */
  readonly detachedNs: bigint;
  readonly stopReason: StopReason;
  readonly exitCode: number;
  /**
   * For FAILED: a CamelCase reason (ProbeMissing, FieldMissing, HelperMissing, CompileError, VerifierRejected,
   * AttachFailed, LimitExceeded, Internal) and what to tell the user.
   */
  readonly reason: string;
  readonly message: string;
  readonly diagnostics: readonly ScriptDiagnostic[];
  /** From ATTACHED on: the schemas of the script's maps, in the order that map indices refer to. */
  readonly maps: readonly MapSchema[];
  readonly probes: number;
}

export interface ScriptDiagnostic {
  readonly line: number;
  readonly column: number;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** results/schema.ts on the wire. */
export interface MapSchema {
  readonly name: string;
  readonly keys: readonly KeyColumn[];
  readonly value: ValueSchema | null;
}

export interface KeyColumn {
  readonly type: ColumnType | null;
  readonly nodeLocal: boolean;
}

export interface ColumnType {
  readonly node: ColumnNode | null;
  /** What an array, tuple or record is made of: after each of those its parts, each followed by its own parts. */
  readonly inner: readonly ColumnNode[];
}

export interface ColumnNode {
  readonly kind: ColumnNodeKind;
  /** Bytes of an INT, elements of an ARRAY or TUPLE. */
  readonly size: number;
  readonly signed: boolean;
  /** Of a RECORD the name of each part, of an ENUM its symbols. */
  readonly names: readonly string[];
  /** Of an ENUM the value of each symbol, in decimal. */
  readonly values: readonly string[];
}

export interface ValueSchema {
  readonly kind: ValueSchemaKind;
  readonly signed: boolean;
  readonly bits: number;
  /** For scalars. */
  readonly type: ColumnType | null;
  /** For LHIST. */
  readonly linear: LinearScale | null;
}

/** Whole numbers below 2^53. */
export interface LinearScale {
  readonly min: bigint;
  readonly max: bigint;
  readonly step: bigint;
}

/**
 * A snapshot is cumulative in value and incremental in content: all rows (base_seq = 0), or the rows changed
 * and deleted since the acknowledged snapshot base_seq. Chunks of one snapshot arrive in order; it counts
 * once the last one is there.
 */
export interface SnapshotChunk {
  readonly jobUid: string;
  readonly incarnation: string;
  /** Grows with each snapshot of the incarnation, from 1. */
  readonly seq: bigint;
  readonly baseSeq: bigint;
  /** From 0. */
  readonly chunk: number;
  readonly last: boolean;
  /** No snapshot, round or event of this incarnation comes after this one. */
  readonly final: boolean;
  /** Wall clock of the reading, ns. */
  readonly takenNs: bigint;
  readonly maps: readonly MapColumns[];
  /** In the last chunk; likewise emitted_events and emitted_rounds. */
  readonly losses: Losses | null;
  /** Event lines emitted by the programs so far, delivered or not. */
  readonly emittedEvents: bigint;
  /** Rounds printed by the programs so far, delivered or not, less those that the agent dropped (counted in losses.control). */
  readonly emittedRounds: bigint;
}

/** Rows in the canonical encoding of results/. Rows of one map may be spread over several chunks. */
export interface MapColumns {
  readonly map: number;
  readonly count: number;
  readonly keys: Uint8Array;
  readonly values: Uint8Array;
  readonly deletedCount: number;
  readonly deletedKeys: Uint8Array;
}

export interface Losses {
  readonly events: bigint;
  readonly control: bigint;
  readonly mapFull: bigint;
  readonly missedRuns: bigint;
  readonly failedReads: bigint;
  /** Event lines the agent itself had to drop (its buffer for the operator was full). */
  readonly agentDroppedEvents: bigint;
}

export interface Rounds {
  readonly jobUid: string;
  readonly incarnation: string;
  readonly rounds: readonly Round[];
}

/** print(@map) on a node; results/rounds. */
export interface Round {
  /** Counts the rounds of the incarnation from 1. */
  readonly seq: bigint;
  readonly map: number;
  readonly program: number;
  /** Wall clock / period for interval probes; the round's number within the session for others. */
  readonly tick: bigint;
  readonly takenNs: bigint;
  /** The map was read and reset at once (print then clear in one handler). */
  readonly reset: boolean;
  readonly count: number;
  readonly keys: Uint8Array;
  readonly values: Uint8Array;
}

/**
 * Lines of printf and print(value), in order. Sequence numbers count lines of the incarnation from 1. What the agent
 * dropped has no number here; it is counted in Losses.
 */
export interface EventBatch {
  readonly jobUid: string;
  readonly incarnation: string;
  readonly firstSeq: bigint;
  readonly lines: readonly EventLine[];
}

export interface EventLine {
  /** Wall clock at which the agent decoded the event, ns. */
  readonly atNs: bigint;
  readonly text: Uint8Array;
}

export interface Health {
  readonly wallClockNs: bigint;
  readonly sessions: number;
}

/** How codec.ts converts each message. */
export const tables: Readonly<Record<string, MessageTable>> = {
  AgentMessage: {
    union: true,
    fields: [
      { id: 1, name: 'hello', type: 'message', of: 'Hello', repeated: false },
      { id: 2, name: 'targetChunk', type: 'message', of: 'TargetChunk', repeated: false },
      { id: 3, name: 'sessionStatus', type: 'message', of: 'SessionStatus', repeated: false },
      { id: 4, name: 'snapshotChunk', type: 'message', of: 'SnapshotChunk', repeated: false },
      { id: 5, name: 'rounds', type: 'message', of: 'Rounds', repeated: false },
      { id: 6, name: 'eventBatch', type: 'message', of: 'EventBatch', repeated: false },
      { id: 7, name: 'health', type: 'message', of: 'Health', repeated: false },
    ],
  },
  OperatorMessage: {
    union: true,
    fields: [
      { id: 1, name: 'welcome', type: 'message', of: 'Welcome', repeated: false },
      { id: 2, name: 'targetRequest', type: 'message', of: 'TargetRequest', repeated: false },
      { id: 3, name: 'assignment', type: 'message', of: 'Assignment', repeated: false },
      { id: 4, name: 'cancel', type: 'message', of: 'Cancel', repeated: false },
      { id: 5, name: 'ack', type: 'message', of: 'Ack', repeated: false },
      { id: 6, name: 'leaseRenewal', type: 'message', of: 'LeaseRenewal', repeated: false },
      { id: 7, name: 'fullSnapshotRequest', type: 'message', of: 'FullSnapshotRequest', repeated: false },
      { id: 8, name: 'forget', type: 'message', of: 'Forget', repeated: false },
      { id: 9, name: 'pods', type: 'message', of: 'PodUpdate', repeated: false },
      { id: 10, name: 'targets', type: 'message', of: 'Targets', repeated: false },
    ],
  },
  Hello: {
    union: false,
    fields: [
      { id: 1, name: 'protocol', type: 'uint32', of: null, repeated: false },
      { id: 2, name: 'node', type: 'string', of: null, repeated: false },
      { id: 3, name: 'version', type: 'string', of: null, repeated: false },
      { id: 4, name: 'targetDigest', type: 'string', of: null, repeated: false },
      { id: 5, name: 'architecture', type: 'string', of: null, repeated: false },
      { id: 6, name: 'kernelRelease', type: 'string', of: null, repeated: false },
      { id: 7, name: 'wallClockNs', type: 'uint64', of: null, repeated: false },
      { id: 8, name: 'held', type: 'message', of: 'HeldIncarnation', repeated: true },
    ],
  },
  HeldIncarnation: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'incarnation', type: 'string', of: null, repeated: false },
      { id: 3, name: 'state', type: 'enum', of: 'SessionState', repeated: false },
    ],
  },
  Welcome: {
    union: false,
    fields: [
      { id: 1, name: 'protocol', type: 'uint32', of: null, repeated: false },
      { id: 2, name: 'heartbeatMs', type: 'uint32', of: null, repeated: false },
    ],
  },
  TargetRequest: {
    union: false,
    fields: [
      { id: 1, name: 'digest', type: 'string', of: null, repeated: false },
    ],
  },
  TargetChunk: {
    union: false,
    fields: [
      { id: 1, name: 'digest', type: 'string', of: null, repeated: false },
      { id: 2, name: 'data', type: 'bytes', of: null, repeated: false },
      { id: 3, name: 'index', type: 'uint32', of: null, repeated: false },
      { id: 4, name: 'last', type: 'bool', of: null, repeated: false },
    ],
  },
  Assignment: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'generation', type: 'uint64', of: null, repeated: false },
      { id: 3, name: 'jobName', type: 'string', of: null, repeated: false },
      { id: 4, name: 'script', type: 'string', of: null, repeated: false },
      { id: 5, name: 'limits', type: 'message', of: 'Limits', repeated: false },
      { id: 6, name: 'deadlineNs', type: 'uint64', of: null, repeated: false },
      { id: 7, name: 'leaseTtlMs', type: 'uint32', of: null, repeated: false },
      { id: 8, name: 'intervalMs', type: 'uint32', of: null, repeated: false },
      { id: 9, name: 'startNs', type: 'uint64', of: null, repeated: false },
      { id: 10, name: 'scope', type: 'enum', of: 'Scope', repeated: false },
      { id: 11, name: 'targets', type: 'message', of: 'ContainerTarget', repeated: true },
      { id: 12, name: 'unsafe', type: 'bool', of: null, repeated: false },
    ],
  },
  ContainerTarget: {
    union: false,
    fields: [
      { id: 1, name: 'podUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'container', type: 'string', of: null, repeated: false },
      { id: 3, name: 'containerId', type: 'string', of: null, repeated: false },
    ],
  },
  Targets: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'containers', type: 'message', of: 'ContainerTarget', repeated: true },
    ],
  },
  PodUpdate: {
    union: false,
    fields: [
      { id: 1, name: 'reset', type: 'bool', of: null, repeated: false },
      { id: 2, name: 'pods', type: 'message', of: 'Pod', repeated: true },
      { id: 3, name: 'removed', type: 'string', of: null, repeated: true },
    ],
  },
  Pod: {
    union: false,
    fields: [
      { id: 1, name: 'uid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'namespace', type: 'string', of: null, repeated: false },
      { id: 3, name: 'name', type: 'string', of: null, repeated: false },
      { id: 4, name: 'workload', type: 'string', of: null, repeated: false },
      { id: 5, name: 'containers', type: 'message', of: 'Container', repeated: true },
    ],
  },
  Container: {
    union: false,
    fields: [
      { id: 1, name: 'name', type: 'string', of: null, repeated: false },
      { id: 2, name: 'id', type: 'string', of: null, repeated: false },
    ],
  },
  Limits: {
    union: false,
    fields: [
      { id: 1, name: 'maxMapKeys', type: 'uint32', of: null, repeated: false },
      { id: 2, name: 'maxMapBytes', type: 'uint64', of: null, repeated: false },
      { id: 3, name: 'maxStringLength', type: 'uint32', of: null, repeated: false },
      { id: 4, name: 'maxProbes', type: 'uint32', of: null, repeated: false },
    ],
  },
  Cancel: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'reason', type: 'string', of: null, repeated: false },
    ],
  },
  LeaseRenewal: {
    union: false,
    fields: [
      { id: 1, name: 'jobUids', type: 'string', of: null, repeated: true },
    ],
  },
  Ack: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'incarnation', type: 'string', of: null, repeated: false },
      { id: 3, name: 'snapshotSeq', type: 'uint64', of: null, repeated: false },
      { id: 4, name: 'roundSeq', type: 'uint64', of: null, repeated: false },
      { id: 5, name: 'eventSeq', type: 'uint64', of: null, repeated: false },
      { id: 6, name: 'final', type: 'bool', of: null, repeated: false },
    ],
  },
  FullSnapshotRequest: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'incarnation', type: 'string', of: null, repeated: false },
    ],
  },
  Forget: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'incarnation', type: 'string', of: null, repeated: false },
      { id: 3, name: 'reason', type: 'string', of: null, repeated: false },
    ],
  },
  SessionStatus: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'incarnation', type: 'string', of: null, repeated: false },
      { id: 3, name: 'generation', type: 'uint64', of: null, repeated: false },
      { id: 4, name: 'state', type: 'enum', of: 'SessionState', repeated: false },
      { id: 5, name: 'attachedNs', type: 'uint64', of: null, repeated: false },
      { id: 6, name: 'detachedNs', type: 'uint64', of: null, repeated: false },
      { id: 7, name: 'stopReason', type: 'enum', of: 'StopReason', repeated: false },
      { id: 8, name: 'exitCode', type: 'uint32', of: null, repeated: false },
      { id: 9, name: 'reason', type: 'string', of: null, repeated: false },
      { id: 10, name: 'message', type: 'string', of: null, repeated: false },
      { id: 11, name: 'diagnostics', type: 'message', of: 'ScriptDiagnostic', repeated: true },
      { id: 12, name: 'maps', type: 'message', of: 'MapSchema', repeated: true },
      { id: 13, name: 'probes', type: 'uint32', of: null, repeated: false },
    ],
  },
  ScriptDiagnostic: {
    union: false,
    fields: [
      { id: 1, name: 'line', type: 'uint32', of: null, repeated: false },
      { id: 2, name: 'column', type: 'uint32', of: null, repeated: false },
      { id: 3, name: 'severity', type: 'string', of: null, repeated: false },
      { id: 4, name: 'code', type: 'string', of: null, repeated: false },
      { id: 5, name: 'message', type: 'string', of: null, repeated: false },
      { id: 6, name: 'hint', type: 'string', of: null, repeated: false },
    ],
  },
  MapSchema: {
    union: false,
    fields: [
      { id: 1, name: 'name', type: 'string', of: null, repeated: false },
      { id: 2, name: 'keys', type: 'message', of: 'KeyColumn', repeated: true },
      { id: 3, name: 'value', type: 'message', of: 'ValueSchema', repeated: false },
    ],
  },
  KeyColumn: {
    union: false,
    fields: [
      { id: 1, name: 'type', type: 'message', of: 'ColumnType', repeated: false },
      { id: 2, name: 'nodeLocal', type: 'bool', of: null, repeated: false },
    ],
  },
  ColumnType: {
    union: false,
    fields: [
      { id: 1, name: 'node', type: 'message', of: 'ColumnNode', repeated: false },
      { id: 2, name: 'inner', type: 'message', of: 'ColumnNode', repeated: true },
    ],
  },
  ColumnNode: {
    union: false,
    fields: [
      { id: 1, name: 'kind', type: 'enum', of: 'ColumnNodeKind', repeated: false },
      { id: 2, name: 'size', type: 'uint32', of: null, repeated: false },
      { id: 3, name: 'signed', type: 'bool', of: null, repeated: false },
      { id: 4, name: 'names', type: 'string', of: null, repeated: true },
      { id: 5, name: 'values', type: 'string', of: null, repeated: true },
    ],
  },
  ValueSchema: {
    union: false,
    fields: [
      { id: 1, name: 'kind', type: 'enum', of: 'ValueSchemaKind', repeated: false },
      { id: 2, name: 'signed', type: 'bool', of: null, repeated: false },
      { id: 3, name: 'bits', type: 'uint32', of: null, repeated: false },
      { id: 4, name: 'type', type: 'message', of: 'ColumnType', repeated: false },
      { id: 5, name: 'linear', type: 'message', of: 'LinearScale', repeated: false },
    ],
  },
  LinearScale: {
    union: false,
    fields: [
      { id: 1, name: 'min', type: 'uint64', of: null, repeated: false },
      { id: 2, name: 'max', type: 'uint64', of: null, repeated: false },
      { id: 3, name: 'step', type: 'uint64', of: null, repeated: false },
    ],
  },
  SnapshotChunk: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'incarnation', type: 'string', of: null, repeated: false },
      { id: 3, name: 'seq', type: 'uint64', of: null, repeated: false },
      { id: 4, name: 'baseSeq', type: 'uint64', of: null, repeated: false },
      { id: 5, name: 'chunk', type: 'uint32', of: null, repeated: false },
      { id: 6, name: 'last', type: 'bool', of: null, repeated: false },
      { id: 7, name: 'final', type: 'bool', of: null, repeated: false },
      { id: 8, name: 'takenNs', type: 'uint64', of: null, repeated: false },
      { id: 9, name: 'maps', type: 'message', of: 'MapColumns', repeated: true },
      { id: 10, name: 'losses', type: 'message', of: 'Losses', repeated: false },
      { id: 11, name: 'emittedEvents', type: 'uint64', of: null, repeated: false },
      { id: 12, name: 'emittedRounds', type: 'uint64', of: null, repeated: false },
    ],
  },
  MapColumns: {
    union: false,
    fields: [
      { id: 1, name: 'map', type: 'uint32', of: null, repeated: false },
      { id: 2, name: 'count', type: 'uint32', of: null, repeated: false },
      { id: 3, name: 'keys', type: 'bytes', of: null, repeated: false },
      { id: 4, name: 'values', type: 'bytes', of: null, repeated: false },
      { id: 5, name: 'deletedCount', type: 'uint32', of: null, repeated: false },
      { id: 6, name: 'deletedKeys', type: 'bytes', of: null, repeated: false },
    ],
  },
  Losses: {
    union: false,
    fields: [
      { id: 1, name: 'events', type: 'uint64', of: null, repeated: false },
      { id: 2, name: 'control', type: 'uint64', of: null, repeated: false },
      { id: 3, name: 'mapFull', type: 'uint64', of: null, repeated: false },
      { id: 4, name: 'missedRuns', type: 'uint64', of: null, repeated: false },
      { id: 5, name: 'failedReads', type: 'uint64', of: null, repeated: false },
      { id: 6, name: 'agentDroppedEvents', type: 'uint64', of: null, repeated: false },
    ],
  },
  Rounds: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'incarnation', type: 'string', of: null, repeated: false },
      { id: 3, name: 'rounds', type: 'message', of: 'Round', repeated: true },
    ],
  },
  Round: {
    union: false,
    fields: [
      { id: 1, name: 'seq', type: 'uint64', of: null, repeated: false },
      { id: 2, name: 'map', type: 'uint32', of: null, repeated: false },
      { id: 3, name: 'program', type: 'uint32', of: null, repeated: false },
      { id: 4, name: 'tick', type: 'uint64', of: null, repeated: false },
      { id: 5, name: 'takenNs', type: 'uint64', of: null, repeated: false },
      { id: 6, name: 'reset', type: 'bool', of: null, repeated: false },
      { id: 7, name: 'count', type: 'uint32', of: null, repeated: false },
      { id: 8, name: 'keys', type: 'bytes', of: null, repeated: false },
      { id: 9, name: 'values', type: 'bytes', of: null, repeated: false },
    ],
  },
  EventBatch: {
    union: false,
    fields: [
      { id: 1, name: 'jobUid', type: 'string', of: null, repeated: false },
      { id: 2, name: 'incarnation', type: 'string', of: null, repeated: false },
      { id: 3, name: 'firstSeq', type: 'uint64', of: null, repeated: false },
      { id: 4, name: 'lines', type: 'message', of: 'EventLine', repeated: true },
    ],
  },
  EventLine: {
    union: false,
    fields: [
      { id: 1, name: 'atNs', type: 'uint64', of: null, repeated: false },
      { id: 2, name: 'text', type: 'bytes', of: null, repeated: false },
    ],
  },
  Health: {
    union: false,
    fields: [
      { id: 1, name: 'wallClockNs', type: 'uint64', of: null, repeated: false },
      { id: 2, name: 'sessions', type: 'uint32', of: null, repeated: false },
    ],
  },
};

export const enumTables: Readonly<Record<string, EnumTable>> = {
  Scope: ['UNSPECIFIED', 'NODE', 'CONTAINERS'],
  SessionState: ['UNSPECIFIED', 'COMPILING', 'ATTACHED', 'STOPPING', 'FINISHED', 'FAILED', 'RECOVERED'],
  StopReason: ['UNSPECIFIED', 'DEADLINE', 'EXIT', 'CANCELLED', 'LEASE_EXPIRED', 'AGENT_SHUTDOWN', 'AGENT_DIED', 'FAILURE'],
  ColumnNodeKind: ['UNSPECIFIED', 'INT', 'BOOL', 'POINTER', 'STRING', 'ENUM', 'BUFFER', 'ARRAY', 'TUPLE', 'RECORD'],
  ValueSchemaKind: ['UNSPECIFIED', 'COUNT', 'SUM', 'HIST', 'SCALAR_SUM', 'SCALAR_PER_NODE', 'MIN', 'MAX', 'AVG', 'STATS', 'LHIST'],
};
