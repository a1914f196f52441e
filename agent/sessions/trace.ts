/**
 * The kernel side of one session: what is loaded, attached, pinned, and in which order it comes and goes.
 *
 * Needs: a compiled script and the session's options. Gives: load → attach → finish → release, each once.
 * Reports: LoadError, AttachError; the kernel's failures. After a throw from attach() call abandon().
 */
import type { Compiled, Manifest, Target } from '@bpfleet/compiler';
import { type Losses, type MapSchema } from '@bpfleet/results';
import { recordsOf } from '../events/records.ts';
import { type AttachOnly, attachPrograms, runPrograms } from '../kernel/attach.ts';
import { type Globals, noteStart, raiseStop, readGlobals } from '../kernel/globals.ts';
import { KeySet } from '../kernel/key-set.ts';
import { loadObject, type NativeObject, waitForPrograms } from '../kernel/load.ts';
import { closeMaps, objectMaps, pinMaps, removePins } from '../kernel/pins.ts';
import { mapSources, type ScriptMaps } from '../kernel/sources.ts';
import { type NativeRings, openRings, type RingBatch } from '../kernel/rings.ts';
import { invariant } from '../kernel/invariant.ts';
import { wallClockNs } from '../clock.ts';
import { Contents } from './contents.ts';
import { Dispatcher } from './dispatch.ts';
import { symbolizer } from '../symbols/shared.ts';
import { tracedNames } from './traced-names.ts';
import { runsOnce } from './probes.ts';
import type { SessionListener, SessionOptions, SessionSnapshot, StopReason } from './session.ts';
import { currentBootId, type IncarnationState, removeState, touchState, writeState } from './state-file.ts';

/** What the session wants to know of its trace while it runs. */
export interface TraceEvents extends Pick<SessionListener, 'onOutput' | 'onRound'> {
  /** The script called exit(). */
  onExit(): void;
  /** A bug, or the kernel refused a read. */
  onError(error: unknown): void;
}

export interface TraceEnd {
  readonly exitCode: number;
  readonly detachedNs: bigint;
}

export class Trace {
  readonly schemas: readonly MapSchema[];
  readonly #manifest: Manifest;
  readonly #options: SessionOptions;
  readonly #events: TraceEvents;
  readonly #object: NativeObject;
  readonly #maps: ScriptMaps;
  readonly #contents: Contents;
  readonly #dispatcher: Dispatcher;
  readonly #guard: KeySet | null;
  readonly #containers: KeySet | null;
  #guardKeys: readonly bigint[];
  #containerIds: readonly bigint[];
  #rings: NativeRings | null = null;
  #attachedNs = 0n;
  /** Runs that the kernel skipped; known only while the programs are loaded. */
  #missedRuns: bigint | null = null;

  /** Loads the script; nothing is attached. */
  constructor(compiled: Compiled, options: SessionOptions, events: TraceEvents) {
    this.#manifest = compiled.manifest;
    this.#options = options;
    this.#events = events;
    this.schemas = compiled.manifest.maps.map(({ schema }) => schema);
    this.#object = loadObject(compiled);
    this.#maps = objectMaps(this.#object, compiled.manifest);
    const { names } = compiled.manifest;
    this.#guard = names.guard === null ? null : new KeySet(this.#object, names.guard);
    this.#containers = names.containers === null ? null : new KeySet(this.#object, names.containers);
    this.#guardKeys = options.guardKeys;
    this.#containerIds = options.containers;
    invariant(this.#guard !== null || options.guardKeys.length === 0, 'keys for a guard that the script does not have');
    const traced = tracedNames(this.#maps, compiled.manifest, options.names);
    const sources = mapSources(this.#maps, compiled.manifest);
    this.#contents = new Contents(compiled.manifest, sources, traced, () => this.#globals().sequence);
    this.#dispatcher = new Dispatcher(compiled.manifest, this.#contents, events, () => events.onExit(), traced);
  }

  get probes(): number {
    return this.#manifest.probes;
  }

  get runsOnce(): boolean {
    return runsOnce(this.#manifest);
  }

  get attachedNs(): bigint {
    return this.#attachedNs;
  }

  /** The guard and the pins come first: nothing is ever counted without them. */
  attach(target: Target): void {
    const { names, programs } = this.#manifest;
    this.#guard?.set(this.#guardKeys);
    this.#containers?.set(this.#containerIds);
    this.#attachedNs = wallClockNs();
    noteStart(this.#maps.globals, this.#manifest.globals);
    this.#keep(null);
    this.#rings = openRings(this.#object, names, (batch) => this.#onBatch(batch));
    runPrograms(this.#object, programs, 'begin');
    attachPrograms(this.#object, programs, target, attachOnly(this.#options));
    this.#attachedNs = wallClockNs();
    if (this.#hasKernelStacks()) symbolizer.forgetKernel();
    // Last, as it takes time in which events are seen already.
    if (this.#manifest.stacks.some(({ space }) => space === 'user')) symbolizer.start();
  }

  #hasKernelStacks(): boolean {
    return this.#manifest.stacks.some(({ space }) => space === 'kernel');
  }

  setGuardKeys(keys: readonly bigint[]): void {
    this.#guardKeys = keys;
    if (this.#attachedNs !== 0n) this.#guard?.set(keys);
  }

  setContainers(ids: readonly bigint[]): void {
    this.#containerIds = ids;
    if (this.#attachedNs !== 0n) this.#containers?.set(ids);
  }

  /** Undoes what attach() did before it failed. */
  abandon(): void {
    this.#object.detach();
    this.#rings?.close();
    this.release();
  }

  #onBatch(batch: RingBatch): void {
    try {
      this.#dispatcher.dispatch(recordsOf(batch, this.#manifest));
    } catch (error) {
      this.#events.onError(error);
    }
  }

  /** Whether exit() ran: its control record may have been lost, the word in the globals cannot. */
  exited(): boolean {
    return this.#globals().exitCode !== null;
  }

  /** The tracer got SIGUSR1. */
  runSelf(): void {
    runPrograms(this.#object, this.#manifest.programs, 'self');
  }

  /** Notes in the state that it still traces. */
  touch(): void {
    const { stateFolder, incarnation } = this.#options;
    if (stateFolder !== null) touchState(stateFolder, incarnation);
  }

  /**
   * Ends tracing so that nothing is lost: no program may run before the rings and maps are read for the last time, and
   * end programs run when all else has stopped. When it throws, nothing is attached either, and what was counted can
   * still be read.
   */
  finish(reason: StopReason): TraceEnd {
    try {
      return this.#end(reason);
    } finally {
      this.#object.detach();
      this.#rings?.close();
    }
  }

  #end(reason: StopReason): TraceEnd {
    // All programs stop at one moment; to take the links away takes time for each.
    raiseStop(this.#maps.globals, this.#manifest.globals);
    const detachedNs = wallClockNs();
    this.#object.detach();
    waitForPrograms();
    // What was printed before the end shows the maps as they were before it.
    this.#rings?.drain();
    runPrograms(this.#object, this.#manifest.programs, 'end');
    this.#rings?.drain();
    this.#missedRuns = this.#countMissedRuns();
    if (this.#hasKernelStacks()) symbolizer.keepKernel();
    this.#object.close();
    const end = { exitCode: this.#globals().exitCode ?? 0, detachedNs };
    this.#keep({ reason, ...end });
    return end;
  }

  snapshot(): SessionSnapshot {
    const readings = this.#contents.readAll();
    const globals = this.#globals();
    return {
      takenNs: wallClockNs(),
      totals: readings.map(({ totals }) => totals),
      current: readings.map(({ current }) => current),
      losses: lossesOf(globals, this.#missedRuns ?? this.#countMissedRuns()),
      emittedEvents: globals.emittedEvents,
      emittedRounds: globals.emittedPrints,
    };
  }

  get printsMapsOnExit(): boolean {
    return this.#manifest.settings.printMapsOnExit;
  }

  losses(): Losses {
    return lossesOf(this.#globals(), this.#missedRuns ?? this.#countMissedRuns());
  }

  /** Pins and state go, and with the last descriptors the kernel's maps. */
  release(): void {
    const { pinFolder, stateFolder, incarnation } = this.#options;
    this.#object.close();
    closeMaps(this.#maps);
    this.#guard?.close();
    this.#containers?.close();
    if (pinFolder !== null) removePins(pinFolder, incarnation);
    if (stateFolder !== null) removeState(stateFolder, incarnation);
  }

  /** Pins the maps (once) and writes what a successor needs. The file first: pins without it could not be read. */
  #keep(ended: IncarnationState['ended']): void {
    const { pinFolder, stateFolder, incarnation, facts } = this.#options;
    if (pinFolder === null || stateFolder === null) return;
    const manifest = this.#manifest;
    const attachedNs = this.#attachedNs;
    writeState(stateFolder, { incarnation, facts, manifest, attachedNs, bootId: currentBootId(), ended });
    if (ended === null) pinMaps(pinFolder, incarnation, this.#maps);
  }

  #globals(): Globals {
    return readGlobals(this.#maps.globals, this.#manifest.globals);
  }

  #countMissedRuns(): bigint {
    return this.#manifest.programs.reduce((sum, { name }) => sum + this.#object.programStats(name).recursionMisses, 0n);
  }
}

/** The guard lets one process through alone: then no other one needs to stop at a breakpoint. */
function attachOnly({ policy, guardKeys, attachPid }: SessionOptions): AttachOnly {
  const [first] = guardKeys;
  const guarded = policy.guard.kind === 'process' && guardKeys.length === 1 && first !== undefined;
  return { counters: attachPid, breakpoints: attachPid ?? (guarded ? Number(first) : null) };
}

export function lossesOf(globals: Globals, missedRuns: bigint): Losses {
  return {
    events: globals.lostEvents,
    control: globals.lostControl,
    mapFull: globals.mapFull,
    missedRuns: missedRuns + globals.missedRuns,
    failedReads: globals.failedReads,
  };
}
