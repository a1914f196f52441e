/** A session whose owner is the test: it goes through its states when it is told to. */
import { type Losses, type MapSchema, noLosses, type Table, tableOf } from '@bpfleet/results';
import type { Session, SessionListener, SessionSnapshot, SessionState, StopReason } from '../../sessions/session.ts';

export const schema: MapSchema = {
  name: '@',
  keys: [{ type: { kind: 'int', size: 8, signed: false }, nodeLocal: false }],
  value: { kind: 'count' },
};

export function countTable(count: bigint): Table {
  return tableOf(schema, [{ key: [0n], value: { kind: 'number', value: count, saturated: false } }]);
}

export function snapshotOf(count: bigint): SessionSnapshot {
  return {
    takenNs: 5n,
    totals: [countTable(count)],
    current: [countTable(count)],
    losses: noLosses,
    emittedEvents: 0n,
    emittedRounds: 0n,
  };
}

export class FakeSession implements Session {
  readonly printsMapsOnExit = true;
  readonly listener: SessionListener;
  readonly done: Promise<SessionState>;
  readonly #resolve: (state: SessionState) => void;
  state: SessionState = { kind: 'compiling' };
  /** What snapshot() gives. */
  count = 0n;
  /** snapshot() throws. */
  unreadable = false;
  reads = 0;
  released = 0;
  readonly stops: StopReason[] = [];
  /** stop() does not end it at once. */
  slow = false;

  constructor(listener: SessionListener) {
    this.listener = listener;
    const { promise, resolve } = Promise.withResolvers<SessionState>();
    this.done = promise;
    this.#resolve = resolve;
  }

  guardKeys: readonly bigint[] = [];
  containers: readonly bigint[] = [];

  setGuardKeys(keys: readonly bigint[]): void {
    this.guardKeys = keys;
  }

  setContainers(ids: readonly bigint[]): void {
    this.containers = ids;
  }

  enter(state: SessionState): void {
    this.state = state;
    this.listener.onState(state);
    if (state.kind === 'finished' || state.kind === 'failed') this.#resolve(state);
  }

  attach(): void {
    this.enter({ kind: 'attached', attachedNs: 2n, probes: 1, maps: [schema], warnings: [], exited: false });
  }

  fail(message: string): void {
    this.enter({ kind: 'failed', reason: 'ProbeMissing', message, diagnostics: [], log: '' });
  }

  finish(reason: StopReason): void {
    this.enter({ kind: 'stopping', reason });
    this.enter({ kind: 'finished', reason, exitCode: 0, detachedNs: 9n, message: null });
  }

  snapshot(): SessionSnapshot {
    this.reads += 1;
    if (this.unreadable) throw new Error('the kernel says no');
    return snapshotOf(this.count);
  }

  losses(): Losses {
    return noLosses;
  }

  stop(reason: StopReason): void {
    this.stops.push(reason);
    if (this.stops.length > 1 || this.slow || this.state.kind === 'failed' || this.state.kind === 'finished') return;
    setImmediate(() => this.finish(reason));
  }

  /** A job has no process of its own to be signalled. */
  signalled(): void {}

  release(): void {
    this.released += 1;
  }
}
