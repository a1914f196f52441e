/**
 * One trace, from script to last snapshot: the transitions of session.ts in order.
 *
 * Needs: options, the live Target, a listener. Gives: a Session that runs by itself; onState tells where it is.
 * Reports: what goes wrong before tracing as the state `failed`, later as `finished` with the reason `failure`.
 */
import { compile, type Diagnostic, type Target } from '@bpfleet/compiler';
import { errorMessage } from '@bpfleet/proto/error-message';
import { type Losses, noLosses } from '@bpfleet/results';
import { invariant } from '../kernel/invariant.ts';
import { atWallClock, type Cancel, wallClockNs } from '../clock.ts';
import { failedCompilation, failedStart } from './failure.ts';
import type { Session, SessionListener, SessionOptions, SessionSnapshot, SessionState, StopReason } from './session.ts';
import { Trace } from './trace.ts';

/** How often exit() is looked for in the globals (its control record may be lost). */
const watchMillis = 100;
/** How often the state says that the session lives, in looks. */
const looksPerTouch = 10;

/** Starts on the next turn of the event loop, so that the caller has the Session before its first state. */
export function startSession(options: SessionOptions, target: Target, listener: SessionListener): Session {
  const session = new LiveSession(options, target, listener);
  setImmediate(() => session.start());
  return session;
}

class LiveSession implements Session {
  readonly done: Promise<SessionState>;
  readonly #options: SessionOptions;
  readonly #target: Target;
  readonly #listener: SessionListener;
  readonly #resolve: (state: SessionState) => void;
  #state: SessionState = { kind: 'compiling' };
  /** From load to the end; null before, and when there was nothing to trace. */
  #trace: Trace | null = null;
  /** Of the first stop(). */
  #stopReason: StopReason | null = null;
  #failure: string | null = null;
  #warnings: readonly Diagnostic[] = [];
  #timers: Cancel[] = [];
  /** As they were set last: that may be before there is a trace. */
  #guardKeys: readonly bigint[];
  #containers: readonly bigint[];

  constructor(options: SessionOptions, target: Target, listener: SessionListener) {
    this.#options = options;
    this.#guardKeys = options.guardKeys;
    this.#containers = options.containers;
    this.#target = target;
    this.#listener = listener;
    const { promise, resolve } = Promise.withResolvers<SessionState>();
    this.done = promise;
    this.#resolve = resolve;
  }

  get state(): SessionState {
    return this.#state;
  }

  start(): void {
    if (this.#stopReason !== null) return;
    this.#listener.onState(this.#state);
    const failed = this.#load();
    if (failed !== null) {
      this.#enter(failed);
      return;
    }
    const { startNs } = this.#options;
    if (startNs !== null && startNs > wallClockNs()) this.#later(atWallClock(startNs, () => this.#attach()));
    else this.#attach();
  }

  /** Compiles and loads; why that failed, or null. A bug of ours ends this session and no other. */
  #load(): SessionState | null {
    try {
      const { output, diagnostics } = compile(this.#options.source, this.#target, this.#options.policy);
      if (output === null) return failedCompilation(diagnostics);
      this.#warnings = diagnostics;
      const { guardKeys, containers } = { guardKeys: this.#guardKeys, containers: this.#containers };
      this.#trace = new Trace(
        output,
        { ...this.#options, guardKeys, containers },
        {
          onOutput: (text, event) => this.#listener.onOutput(text, event),
          onRound: (round) => this.#listener.onRound(round),
          onExit: () => this.stop('exit'),
          onError: (error) => this.#break(error),
        },
      );
      return null;
    } catch (error) {
      return failedStart(error);
    }
  }

  #attach(): void {
    const trace = this.#loaded();
    let exited: boolean;
    try {
      trace.attach(this.#target);
      exited = trace.exited();
    } catch (error) {
      trace.abandon();
      this.#trace = null;
      this.#enter(failedStart(error));
      return;
    }
    const { attachedNs, probes, schemas: maps } = trace;
    this.#enter({ kind: 'attached', attachedNs, probes, maps, warnings: this.#warnings, exited });
    if (this.#options.deadlineNs !== null)
      this.#later(atWallClock(this.#options.deadlineNs, () => this.stop('deadline')));
    if (exited || trace.runsOnce) this.stop('exit');
    else this.#watch(trace);
  }

  #watch(trace: Trace): void {
    trace.touch();
    let looks = 0;
    const interval = setInterval(() => {
      looks += 1;
      try {
        if (trace.exited()) this.stop('exit');
        if (looks % looksPerTouch !== 0) return;
        trace.touch();
        this.#checkGuard();
      } catch (error) {
        this.#break(error);
      }
    }, watchMillis);
    this.#later(() => clearInterval(interval));
  }

  #later(cancel: Cancel): void {
    if (this.#stopReason === null) this.#timers.push(cancel);
    else cancel();
  }

  signalled(): void {
    if (this.#state.kind !== 'attached' || this.#stopReason !== null) return;
    try {
      this.#trace?.runSelf();
    } catch (error) {
      this.#break(error);
    }
  }

  #checkGuard(): void {
    const problem = this.#options.guardProblem();
    if (problem !== null) this.#break(new Error(`${problem}: what runs there is not seen`));
  }

  /** Something is broken: what was traced until now is still delivered. */
  #break(error: unknown): void {
    this.#failure ??= errorMessage(error);
    this.stop('failure');
  }

  setGuardKeys(keys: readonly bigint[]): void {
    this.#guardKeys = keys;
    this.#tell((trace) => trace.setGuardKeys(keys));
  }

  setContainers(ids: readonly bigint[]): void {
    this.#containers = ids;
    this.#tell((trace) => trace.setContainers(ids));
  }

  /** While there is something to tell; a kernel that refuses ends the session. */
  #tell(action: (trace: Trace) => void): void {
    if (this.#trace === null || this.#stopReason !== null) return;
    try {
      action(this.#trace);
    } catch (error) {
      this.#break(error);
    }
  }

  stop(reason: StopReason): void {
    if (this.#stopReason !== null || this.#state.kind === 'failed') return;
    this.#stopReason = reason;
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
    // Not now: stop() may be called from inside a batch of records, or before a state was told.
    setImmediate(() => this.#finish(reason));
  }

  #finish(reason: StopReason): void {
    this.#failure ??= this.#options.guardProblem();
    this.#enter({ kind: 'stopping', reason });
    let end = { exitCode: 0, detachedNs: wallClockNs() };
    try {
      if (this.#trace !== null) end = this.#trace.finish(reason);
    } catch (error) {
      this.#failure ??= errorMessage(error);
    }
    this.#enter({
      kind: 'finished',
      reason: this.#failure === null ? reason : 'failure',
      ...end,
      message: this.#failure,
    });
  }

  snapshot(): SessionSnapshot {
    if (this.#trace !== null) return this.#trace.snapshot();
    invariant(this.#state.kind === 'finished', `nothing to read in the state ${this.#state.kind}`);
    return { takenNs: wallClockNs(), totals: [], current: [], losses: noLosses, emittedEvents: 0n, emittedRounds: 0n };
  }

  losses(): Losses {
    return this.#trace?.losses() ?? noLosses;
  }

  get printsMapsOnExit(): boolean {
    return this.#trace?.printsMapsOnExit ?? true;
  }

  release(): void {
    invariant(
      this.#state.kind === 'finished' || this.#state.kind === 'failed',
      `release() in the state ${this.#state.kind}`,
    );
    this.#trace?.release();
  }

  #enter(state: SessionState): void {
    this.#state = state;
    this.#listener.onState(state);
    if (state.kind === 'finished' || state.kind === 'failed') this.#resolve(state);
  }

  #loaded(): Trace {
    invariant(this.#trace !== null, `nothing is loaded in the state ${this.#state.kind}`);
    return this.#trace;
  }
}
