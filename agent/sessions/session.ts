/**
 * One trace on this node, from a script to its last snapshot. The same state machine serves the local
 * command (agent/local) and the operator's jobs (agent/hub); they differ in what they do with the output.
 */
import type { Diagnostic, Policy, Source } from '@bpfleet/compiler';
import type { NameReader } from '../names/names.ts';
import type { ByteText, ColumnType, Datum, Losses, MapSchema, Table } from '@bpfleet/results';

export type StopReason = 'deadline' | 'exit' | 'cancelled' | 'leaseExpired' | 'agentShutdown' | 'agentDied' | 'failure';

/** The states, each with all that is known in it. Transitions only go down this list. */
export type SessionState =
  | { readonly kind: 'compiling' }
  | {
      readonly kind: 'attached';
      readonly attachedNs: bigint;
      readonly probes: number;
      readonly maps: readonly MapSchema[];
      readonly warnings: readonly Diagnostic[];
      /** begin called exit(): the end follows at once. */
      readonly exited: boolean;
    }
  | { readonly kind: 'stopping'; readonly reason: StopReason }
  /** Detached, every ring drained, the final snapshot readable. `message`: what went wrong, for the reason `failure`. */
  | {
      readonly kind: 'finished';
      readonly reason: StopReason;
      readonly exitCode: number;
      readonly detachedNs: bigint;
      readonly message: string | null;
    }
  /** Never traced. `reason` is the wire's CamelCase reason; `log` the verifier's or libbpf's, or a bug's stack; '' for other reasons. */
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      readonly message: string;
      readonly diagnostics: readonly Diagnostic[];
      readonly log: string;
    };

export type FailureReason =
  | 'ProbeMissing'
  | 'FieldMissing'
  | 'HelperMissing'
  | 'BTFMissing'
  | 'CompileError'
  | 'VerifierRejected'
  | 'AttachFailed'
  | 'LimitExceeded'
  | 'Internal';

/** What a session tells its owner, in the order of the script's events. Called on the JavaScript thread. */
export interface SessionListener {
  onState(state: SessionState): void;
  /** One printf (no newline added) or print(value) (newline included). One char per byte (latin1), as traced: not safe on a terminal. */
  onOutput(text: ByteText, event: OutputEvent): void;
  /** print(@map): its contents since the last clear. `reset`: fused with the clear that follows it. */
  onRound(round: SessionRound): void;
}

/** Where a text came from, for those who render it in another form. */
export type OutputEvent =
  /** `syscall` is bpftrace's word for system(). */
  | { readonly kind: 'printf' | 'time' | 'join' | 'cat' | 'syscall' }
  /** Not output of the script but a message about it: of errorf() and warnf(), or of what its functions do outside the kernel. */
  | {
      readonly kind: 'message';
      readonly severity: 'error' | 'warning';
      readonly from: 'errorf' | 'warnf' | 'runtime_error' | 'helper_error' | 'agent';
      /** Without the place that the text has in front. */
      readonly message: Uint8Array;
      /** Of the call: lines and columns from 1; '' and 0 for `agent`. */
      readonly file: string;
      readonly line: number;
      readonly column: number;
      /** The kernel's function that failed, and what it returned; null for everything else. */
      readonly helper: { readonly name: string; readonly retcode: number } | null;
    }
  | { readonly kind: 'value'; readonly types: readonly ColumnType[]; readonly values: readonly Datum[] };

export interface SessionRound {
  readonly map: number;
  readonly program: number;
  /** Of the print call. */
  readonly top: number;
  readonly div: number;
  /** Period of the interval probe that printed, or null. */
  readonly periodNs: bigint | null;
  readonly takenNs: bigint;
  readonly reset: boolean;
  readonly rows: Table;
}

export interface SessionOptions {
  /** Unique for ever: `${node}-${startNs}-${random}`; names the folder of pins. */
  readonly incarnation: string;
  readonly source: Source;
  readonly policy: Policy;
  /** Cgroup or process ids the guard lets through, by its kind; empty with guard none. */
  readonly guardKeys: readonly bigint[];
  /** The process that perf events follow (a command that was started for the script); null for all. */
  readonly attachPid: number | null;
  /** Cgroup ids of the containers of this node; empty where nobody knows any. */
  readonly containers: readonly bigint[];
  /** Who knows the names behind what the kernel has as numbers. */
  readonly names: NameReader;
  /** Asked once a second: why the guard's cgroups are not those any more that they were, or null. */
  readonly guardProblem: () => string | null;
  /** Folder on a bpffs where maps are pinned (each incarnation in its own), or null (local command: nothing is pinned). */
  readonly pinFolder: string | null;
  /** Folder of an ordinary file system for what a successor needs to make sense of the pins; null with pinFolder. */
  readonly stateFolder: string | null;
  /** What the owner wants to find again after a crash (job uid, generation …); kept as it is. Null for nothing. */
  readonly facts: string | null;
  /** Wall clock ns at which the session stops by itself, or null. */
  readonly deadlineNs: bigint | null;
  /** Wall clock ns at which probes are attached, or null for at once. */
  readonly startNs: bigint | null;
}

/**
 * Made by `startSession(options, target, listener)` in start.ts. After a crash the next agent finds what is left by
 * `findPredecessors` in recover.ts.
 */
export interface Predecessor {
  readonly incarnation: string;
  readonly facts: string | null;
  readonly probes: number;
  readonly maps: readonly MapSchema[];
  readonly attachedNs: bigint;
  /** When tracing ended; for agentDied the last moment known to be traced (to a second). */
  readonly detachedNs: bigint;
  /** agentDied, unless the script had called exit(), or the session had ended in good order and only its owner's acknowledgement was missing. */
  readonly reason: StopReason;
  readonly exitCode: number;
  /** The final contents; `current` equals `totals`, as baselines die with their agent. */
  readonly snapshot: SessionSnapshot;
  /** Removes the pins and the state: after this the counts are gone. Idempotent. */
  release(): void;
}

/** Contents of every map, and the counters, at one moment. */
export interface SessionSnapshot {
  readonly takenNs: bigint;
  /** By map index. Running totals for cumulative maps, current contents for the others. */
  readonly totals: readonly Table[];
  /** By map index: what print(@map) would show now, that is since the last clear. */
  readonly current: readonly Table[];
  readonly losses: Losses;
  readonly emittedEvents: bigint;
  /** Runs of print(@map) that reached the control ring, whether they were read from it or not. */
  readonly emittedRounds: bigint;
}

export interface Session {
  readonly state: SessionState;
  /** Allowed from attached on; reads the kernel. */
  snapshot(): SessionSnapshot;
  /** As in the snapshot, without reading the maps. */
  losses(): Losses;
  /** Whether the script's maps are to be printed when it has ended, which its `config` may deny. */
  readonly printsMapsOnExit: boolean;
  /** From now on the guard lets these through; before it is attached: then. */
  setGuardKeys(keys: readonly bigint[]): void;
  /** Containers have come or gone. */
  setContainers(ids: readonly bigint[]): void;
  /** Runs the programs of `self:signal:SIGUSR1`; nothing when it does not trace. */
  signalled(): void;
  /** Asks for the end; the states that follow arrive by onState. Idempotent. */
  stop(reason: StopReason): void;
  /** Resolves in finished or failed. */
  readonly done: Promise<SessionState>;
  /** Frees kernel objects and removes the pins; after this the counts are gone. Idempotent. */
  release(): void;
}
