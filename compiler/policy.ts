/**
 * What whoever runs a script allows it and gives it: the guard, limits, permissions, parameters. Pure data; the agent has
 * the last word.
 */
export interface Policy {
  readonly guard: Guard;
  readonly limits: Limits;
  /** Whether a script's `config` may set limits above these. */
  readonly mayRaiseLimits: boolean;
  readonly settings: Settings;
  /** Failures of the kernel's helpers that are told with their place, and not counted alone: updates of full maps, or reads too. */
  readonly failures: 'none' | 'updates' | 'all';
  /** signal(), system() and the like. */
  readonly unsafe: boolean;
  readonly inputs: ScriptInputs;
  /** Whether the maps of several nodes become one. */
  readonly fleet: boolean;
  /** What is known of containers; null where nobody knows any: `pod` and the like are then errors. */
  readonly containers: ContainerFacts | null;
}

export interface ContainerFacts {
  /** Levels of the cgroup v2 hierarchy (root = 0) at which containers of this node may lie. */
  readonly levels: readonly number[];
}

/** What a script is called with. */
export interface ScriptInputs {
  /** `$1`, `$2` … as given. */
  readonly positional: readonly string[];
  /** For getopt(): `--name=value`, and null for `--name` alone. */
  readonly named: ReadonlyMap<string, string | null>;
  /** `cpid`: the process that was started for the script (`-c`); null for none. */
  readonly childPid: number | null;
  /** `--probe-filter`: only probes whose name it matches are attached, begin and end anyway; null for all. */
  readonly probeFilter: RegExp | null;
  /** Variables of the environment whose names begin with BPFTRACE_: they win over the script's `config`. */
  readonly environment: ReadonlyMap<string, string>;
}

export const noInputs: ScriptInputs = {
  positional: [],
  named: new Map(),
  childPid: null,
  probeFilter: null,
  environment: new Map(),
};

/**
 * What every event program checks before anything of the script runs. It fails closed: an empty guard map
 * lets nothing through. Programs without a tenant context (begin, end, interval) carry no guard.
 */
export type Guard =
  | { readonly kind: 'none' }
  /**
   * One of the current task's cgroup v2 ancestors at these levels (root = 0) must be a key of the guard map. Several, because
   * containers of one node lie at different depths (by their pod's quality of service).
   */
  | { readonly kind: 'cgroup'; readonly levels: readonly number[] }
  /** The current task's process (thread group) id must be a key of the guard map. */
  | { readonly kind: 'process' };

export interface Limits {
  /** Entries of each keyed map. */
  readonly maxMapKeys: number;
  /** Planned bytes of all maps on one node. */
  readonly maxMapBytes: number;
  /** Capacity of strings in bytes, the NUL included. */
  readonly maxStringLength: number;
  /** Attach points after wildcard expansion. */
  readonly maxProbes: number;
  /** Size of the data ring: a power of two, a multiple of the page size. */
  readonly dataRingBytes: number;
}

/** What a script's `config`, or the environment, chooses beside limits. */
export interface Settings {
  /** What an attach point is that the kernel does not have. */
  readonly missingProbes: 'error' | 'warn' | 'ignore';
  readonly printMapsOnExit: boolean;
  /** Of kstack and ustack that name none. */
  readonly stackMode: 'bpftrace' | 'perf' | 'raw' | 'build_id';
  /** What cat() reads of a file. */
  readonly maxCatBytes: number;
  /** The kernel offers its GPL-only helpers, which tracing needs, to programs that name a compatible license. */
  readonly license: string;
  /** Names of C++ are shown as they were written. */
  readonly demangles: boolean;
  /** Stands behind a string of which there was more. */
  readonly truncationTrailer: string;
  /** What a script comes to that uses tseries(). */
  readonly unstableTseries: 'error' | 'warn' | 'enable';
  /** Values of keys that change nothing here, as config() shows them. */
  readonly inert: ReadonlyMap<string, bigint | boolean | string>;
}

export const defaultSettings: Settings = {
  missingProbes: 'error',
  printMapsOnExit: true,
  stackMode: 'bpftrace',
  maxCatBytes: 10_240,
  license: 'GPL',
  demangles: true,
  truncationTrailer: '..',
  unstableTseries: 'warn',
  inert: new Map(),
};

export const defaultLimits: Limits = {
  maxMapKeys: 4096,
  maxMapBytes: 256 * 1024 * 1024,
  maxStringLength: 1024,
  maxProbes: 1024,
  dataRingBytes: 8 * 1024 * 1024,
};

/** The local command's policy when no flag says otherwise. */
export const localPolicy: Policy = {
  guard: { kind: 'none' },
  limits: defaultLimits,
  mayRaiseLimits: true,
  settings: defaultSettings,
  failures: 'none',
  unsafe: false,
  inputs: noInputs,
  fleet: false,
  containers: null,
};
