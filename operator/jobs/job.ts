/**
 * What the operator knows of one job. Plain readonly data: everything here is committed to the database before
 * anyone is told of it, and is the same after a restart.
 */
import type { JobKind, ScriptDiagnostic, SessionState, StopReason, TraceJobSpec } from '@bpfleet/proto';
import { emptyLedger, emptyRounds, type Ledger, type Losses, type MapSchema, type Rounds } from '@bpfleet/results';

export interface Job {
  /** For ever: what is deleted and made again is another job. */
  readonly uid: string;
  readonly kind: JobKind;
  /** Empty for a ClusterTraceJob. */
  readonly namespace: string;
  readonly name: string;
  /** Counts the accepted versions of the spec, from 1. */
  readonly generation: number;
  readonly spec: TraceJobSpec;
  /** Wall clock, ns. */
  readonly createdNs: bigint;
  /** Null until the first nodes were assigned. */
  readonly startNs: bigint | null;
  readonly deadlineNs: bigint | null;
  /** When the end was asked for, by spec.cancel or by deleting the file. */
  readonly cancelNs: bigint | null;
  /** The file or object is gone, or about to be: no status is written any more. */
  readonly deleted: boolean;
  /** Its class let the script act on what it traces, when the job began. */
  readonly unsafe: boolean;
  /** It ran when the operator lost its database, and goes on by what agents hold of it; null: all is known of it. */
  readonly resumed: Resumed | null;
  /** Every container that was a target, as `pod uid/name`; null for whole nodes. */
  readonly selected: readonly string[] | null;
  /** Set once, at the end. */
  readonly outcome: Outcome | null;
  /** What the compiler said. */
  readonly diagnostics: readonly ScriptDiagnostic[];
}

export interface Resumed {
  /** When, wall clock ns. */
  readonly atNs: bigint;
  /** How many nodes it had, as far as its status tells. */
  readonly desired: number;
}

export interface Outcome {
  readonly atNs: bigint;
  readonly succeeded: boolean;
  readonly reason: OutcomeReason;
  readonly message: string;
  /** The job never ran: its script or spec was refused. */
  readonly refused: boolean;
  /** Null when the job never ran. */
  readonly result: ResultFacts | null;
  readonly assertions: readonly AssertionVerdict[];
}

export interface AssertionVerdict {
  readonly name: string;
  readonly severity: 'Error' | 'Warning';
  readonly passed: boolean;
  /** Why not; empty when it passed. */
  readonly message: string;
}

/** What status says of a result. */
export interface ResultFacts {
  readonly digest: string;
  readonly maps: readonly MapFacts[];
  readonly lines: number;
  readonly rounds: number;
  /** Round records that came too late to be merged into their tick. */
  readonly late: number;
}

export interface MapFacts {
  readonly name: string;
  readonly entries: number;
  /** Its first rows as text, largest first; those that have room. */
  readonly top: readonly string[];
}

export type OutcomeReason =
  | 'Completed'
  | 'CompileError'
  | 'ProbeMissing'
  | 'FieldMissing'
  | 'HelperMissing'
  | 'BTFMissing'
  | 'CoverageBelowMinimum'
  | 'Cancelled'
  | 'AssertionInvalid'
  | 'AssertionFailed'
  | 'Forbidden'
  | 'ClassNotFound'
  | 'NoTargets'
  | 'StateLost';

/** A node's place in a job. */
export interface Part {
  readonly node: string;
  /** When it got its place, wall clock ns: from then on it should trace. */
  readonly includedNs: bigint;
  readonly place: Place;
}

export type Place =
  /** It traces, or should. */
  | { readonly kind: 'member' }
  /** Its kernel lacks what the script needs: nothing is expected of it. */
  | { readonly kind: 'skipped'; readonly why: Why }
  /** Its final result did not come in time. */
  | { readonly kind: 'lost'; readonly why: Why };

export interface Why {
  readonly reason: string;
  readonly message: string;
}

/** One incarnation of a job's session on a node, as far as its agent reported it. */
export interface Session {
  readonly incarnation: string;
  readonly node: string;
  readonly state: SessionState;
  /** Wall clock of its node, ns; 0 as long as it is not known. */
  readonly attachedNs: bigint;
  readonly detachedNs: bigint;
  readonly stopReason: StopReason;
  readonly exitCode: number;
  readonly reason: string;
  readonly message: string;
  readonly diagnostics: readonly ScriptDiagnostic[];
  readonly probes: number;
  /** The newest committed snapshot; 0: none. */
  readonly snapshotSeq: bigint;
  /** Nothing comes after what is committed. */
  readonly final: boolean;
  /** When the newest committed snapshot was read. */
  readonly takenNs: bigint;
  readonly losses: Losses;
  readonly emittedEvents: bigint;
  readonly roundSeq: bigint;
  readonly eventSeq: bigint;
  /** Rounds and lines that never came, or for which there was no room. */
  readonly lostRounds: bigint;
  readonly lostLines: bigint;
  /** Its agent does not hold it any more: what is committed is all there will be. */
  readonly vanished: boolean;
}

/** Everything of one job. */
export interface JobState {
  readonly job: Job;
  /** By node. */
  readonly parts: ReadonlyMap<string, Part>;
  /** By incarnation, in the order in which they were first heard of. */
  readonly sessions: ReadonlyMap<string, Session>;
  /** Null until the first node attached. */
  readonly schemas: readonly MapSchema[] | null;
  readonly ledger: Ledger;
  readonly rounds: Rounds;
  /** Rows and buckets of the rounds that are kept. */
  readonly roundCells: number;
  /** Bytes of the lines that are kept. */
  readonly lineBytes: number;
  readonly lineCount: number;
}

export function newJobState(job: Job): JobState {
  return {
    job,
    parts: new Map(),
    sessions: new Map(),
    schemas: null,
    ledger: emptyLedger([]),
    rounds: emptyRounds([]),
    roundCells: 0,
    lineBytes: 0,
    lineCount: 0,
  };
}

/** In the order in which they were first heard of. */
export function sessionsOf({ sessions }: JobState, node: string): readonly Session[] {
  return byNode(sessions).get(node) ?? [];
}

/** Sessions of one map by their node: made once, as maps never change, for a fleet is asked about node by node. */
const nodeIndexes = new WeakMap<JobState['sessions'], ReadonlyMap<string, readonly Session[]>>();

function byNode(sessions: JobState['sessions']): ReadonlyMap<string, readonly Session[]> {
  const known = nodeIndexes.get(sessions);
  if (known !== undefined) return known;
  const index = Map.groupBy(sessions.values(), ({ node }) => node);
  nodeIndexes.set(sessions, index);
  return index;
}

export function fullName({ namespace, name }: Pick<Job, 'namespace' | 'name'>): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
