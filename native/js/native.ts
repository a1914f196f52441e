/**
 * The whole native boundary, declared once. `addon/` implements these names in this order; `core/` knows
 * nothing of N-API. `null` means "none"; `undefined` crossing the boundary is a bug. Arguments are checked
 * in TypeScript before they get here. Every failure of the kernel or libbpf is thrown as a NativeFailure.
 */

/** What the addon throws: a plain Error with these properties (see errors.ts for the class made of it). */
export interface NativeFailure extends Error {
  /** Name of the operation, e.g. `load`, `attachTracepoint`, `openPinned`. */
  readonly operation: string;
  /** Positive errno, 0 when there is none. */
  readonly errno: number;
  /** For `load`: the program the verifier rejected, else null. */
  readonly program: string | null;
  /** For `load`: the verifier's log (level 1), else what libbpf printed, else ''. */
  readonly log: string;
}

/** How one 8-byte lane of a per-CPU value is folded over the CPUs. Numbers are the wire to C++. */
export const LaneFold = { sum: 0, minUnsigned: 1, maxUnsigned: 2, minSigned: 3, maxSigned: 4, or: 5 } as const;
export type LaneFold = (typeof LaneFold)[keyof typeof LaneFold];

/** Entries of a map, packed: `keys` is count × keySize bytes, `values` is count × valueSize bytes. */
export interface MapEntries {
  readonly count: number;
  readonly keySize: number;
  /** Size of one (folded) value. */
  readonly valueSize: number;
  readonly keys: Buffer;
  readonly values: Buffer;
}

export interface MapInfo {
  readonly id: number;
  readonly type: number; // BPF_MAP_TYPE_* (include/uapi/linux/bpf.h)
  readonly keySize: number;
  readonly valueSize: number; // of one CPU's value for per-CPU maps
  readonly maxEntries: number;
  readonly perCpu: boolean;
  readonly name: string;
}

export interface NativeMap {
  info(): MapInfo;
  /**
   * All entries, by batch syscalls where the map type has them (else get_next_key). Array maps give every
   * index. For per-CPU maps each value is folded lane by lane with `fold` (one LaneFold per 8 bytes of the
   * value; length must equal ceil(valueSize / 8)); for others `fold` must be null.
   * Tolerates concurrent inserts and deletes: a key is returned at most once.
   */
  read(fold: Uint8Array | null): MapEntries;
  /** One value, not folded (possibleCpus × round_up(valueSize, 8) bytes for per-CPU maps); null when absent. */
  lookup(key: Uint8Array): Buffer | null;
  /** flags: 0 BPF_ANY, 1 BPF_NOEXIST, 2 BPF_EXIST. */
  update(key: Uint8Array, value: Uint8Array, flags: number): void;
  /** False when the key is absent. */
  delete(key: Uint8Array): boolean;
  /** Deletes all entries (hash types) or zeroes them (array types, all CPUs). */
  clear(): void;
  /**
   * Stores 8 bytes at an offset (a multiple of 8) of the one value of a mmapable array map, such as global data,
   * atomically: unlike update(), which copies the whole value, it leaves the counters beside it to the programs.
   */
  store(offset: number, value: bigint): void;
  /**
   * Folds `count` groups of 8-byte lanes of such a value into one group: the first begins at `offset`, each other one
   * `stride` bytes behind the one before; `fold` has one LaneFold for each lane. Every lane is read atomically; with
   * `take` it becomes 0 in the same moment.
   */
  foldCells(offset: number, stride: number, count: number, fold: Uint8Array, take: boolean): Buffer;
  /** Pins to a path on a bpffs. */
  pin(path: string): void;
  /** Closes the descriptor; idempotent. Using the map afterwards throws EBADF. */
  close(): void;
}

/** A software/hardware perf event on each listed CPU, e.g. type 1 (SOFTWARE), config 0 (CPU_CLOCK). */
export interface PerfEventSpec {
  readonly type: number;
  readonly config: bigint;
  /** Exactly one of the two is non-null: events between samples (ns for clocks), or samples a second. */
  readonly period: bigint | null;
  readonly frequency: bigint | null;
  readonly cpus: readonly number[];
  /** Only while this thread runs, or one that it makes later; null: whatever runs. */
  readonly pid: number | null;
}

export interface UprobeSpec {
  readonly path: string;
  /** Bytes from the start of the file. */
  readonly offsets: readonly bigint[];
  /** Where the functions that begin there return. */
  readonly atReturn: boolean;
  /** -1: every process. */
  readonly pid: number;
}

/** Bytes, and descriptors that are the receiver's to close. */
export interface ChannelMessage {
  readonly bytes: Buffer;
  readonly descriptors: readonly number[];
}

export interface KprobePlace {
  /** `[MODULE:]NAME`; '': `offset` is an address. */
  readonly function: string;
  readonly offset: bigint;
}

export interface ProgramStats {
  /** Runs skipped by the kernel's recursion protection (bpf_prog_info.recursion_misses). */
  readonly recursionMisses: bigint;
}

export interface NativeObject {
  /** Loads all maps and programs. On a rejection: NativeFailure with program and verifier log. */
  load(): void;
  programNames(): string[];
  mapNames(): string[];
  /** A map of the object by its ELF name; owns a duplicate descriptor. */
  map(name: string): NativeMap;
  /** Runs a raw_tracepoint program once by BPF_PROG_TEST_RUN on `cpu` (-1: any) and gives its return value. */
  runOnce(program: string, cpu: number): number;
  /** perf_event_open(PERF_TYPE_TRACEPOINT, config = eventId) and a link. */
  attachTracepoint(program: string, eventId: number): void;
  attachPerfEvent(program: string, event: PerfEventSpec): void;
  /** Before load(): one link of the program then serves any number of places in one file (where probeUprobeMulti()). */
  useUprobeMulti(program: string): void;
  /** A breakpoint at every place, or none. */
  attachUprobe(program: string, uprobe: UprobeSpec): void;
  /** A program that was made for its function or event: tp_btf, fentry, fexit. */
  attachTrace(program: string): void;
  /** A kprobe at each place, all or none; `atReturn`: kretprobes. */
  attachKprobes(program: string, places: readonly KprobePlace[], atReturn: boolean): void;
  /** All functions by one link; `both`: the program is of a section kprobe.session. */
  attachKprobeMulti(program: string, functions: readonly string[], at: 'entry' | 'return' | 'both'): void;
  programStats(program: string): ProgramStats;
  /** Destroys every link; idempotent. */
  detach(): void;
  /** detach() and closes everything; idempotent. */
  close(): void;
}

/**
 * One drain of the two rings: all control records that were there, then all data records committed up to
 * that moment, so that a data record committed before a control record of this batch is in this batch or an
 * earlier one. Each of the two buffers is a sequence of records: u32 little-endian payload length,
 * u32 zero, payload, padding to 8 bytes.
 */
export interface RingBatch {
  readonly data: Buffer;
  readonly control: Buffer;
}

export interface NativeRings {
  /**
   * Drains now, on the calling thread, what is in the rings (used after detach for the last records), and
   * delivers it through the callback before it returns.
   */
  drain(): void;
  /** Stops the thread; nothing is delivered after it returns; idempotent. */
  close(): void;
}

export interface HeldChild {
  readonly pid: number;
  readonly gate: number;
}

export interface NativeBinding {
  libbpfVersion(): string;
  possibleCpus(): number;
  /** Whether a helper / program type can be used here (libbpf_probe_*). */
  probeHelper(programType: number, helper: number): boolean;
  probeProgramType(programType: number): boolean;
  /** Whether this kernel has uprobe links for many places that filter processes rightly (6.7). */
  probeUprobeMulti(): boolean;
  /** Descriptor of a tracefs mounted nowhere (fsopen/fsmount), read through /proc/self/fd/N. */
  openTracefs(): number;
  mountBpffs(path: string): void;
  /** Unmounts (MNT_DETACH). */
  unmount(path: string): void;
  /** statfs(2) f_type. */
  filesystemType(path: string): number;
  /** flock(LOCK_EX|LOCK_NB) on a created file: a descriptor, or -1 when another process holds it. */
  tryLock(path: string): number;
  /** Nanoseconds of a clock of clock_gettime(2), by its number in linux/time.h. */
  clock(clock: number): bigint;
  /** The C library's words for an errno and for a signal; null for a number that is none. */
  errorText(number: number): string | null;
  signalText(number: number): string | null;
  /**
   * Forks a child that waits for a byte at the gate, a descriptor that the caller closes, and then executes `path`;
   * `args` begins with the program's name. It ends without running anything when the gate is closed, or with SIGTERM when
   * this process does.
   */
  holdChild(path: string, args: readonly string[]): HeldChild;
  /** Status of wait(2) once a held child has ended, null before; once. */
  childStatus(pid: number): number | null;
  /**
   * Returns after every BPF program run that had started before the call has ended (synchronize_rcu, by an
   * update of a map-in-map: kernel/bpf/syscall.c maybe_wait_bpf_programs).
   */
  waitForPrograms(): void;
  /** Opens a BPF ELF object from memory; nothing is in the kernel yet. */
  openObject(elf: Uint8Array, name: string): NativeObject;
  openPinned(path: string): NativeMap;
  /**
   * Starts a thread that consumes both ring buffers: it waits on the control ring (producers wake it) and
   * looks at the data ring at least every `pollMillis`. Batches reach the callback on the JavaScript thread;
   * when `maxQueued` batches wait there, the thread waits too and the kernel's rings absorb or count losses.
   */
  openRings(
    data: NativeMap,
    control: NativeMap,
    pollMillis: number,
    maxQueued: number,
    onBatch: (batch: RingBatch) => void,
  ): NativeRings;
  /**
   * Opens a regular file below `root`, which is `/` to every link on the way; never waits, refuses magic links. Without
   * `acrossMounts` also what is mounted below.
   */
  openInRoot(root: string, path: string, acrossMounts: boolean): number;
  /** Opens the regular file that a process has mapped at exactly these addresses, whatever became of its name. */
  openMapped(pid: number, start: bigint, end: bigint): number;
  /** Two connected sockets for messages. */
  makeChannel(): readonly [number, number];
  /** `patienceMillis` null: waits for ever. */
  sendMessage(channel: number, bytes: Uint8Array, descriptors: readonly number[], patienceMillis: number | null): void;
  /** Null when the other side is gone. Blocks this thread. */
  receiveMessage(channel: number, maxBytes: number, patienceMillis: number | null): ChannelMessage | null;
  /**
   * For good and in all threads: no capabilities, the user nobody, no files, no sockets, no programs, no other processes,
   * and at most `memory` bytes more than now.
   */
  enterSandbox(memory: bigint): void;
  /** The C++ form of a mangled name; null for other names. Parses what others wrote: only inside the sandbox. */
  demangle(name: string): string | null;
}
