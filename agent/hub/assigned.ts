/**
 * One incarnation of one job on this node, from assignment to the operator's last acknowledgement: the session
 * that produces, the outbox that keeps, the lease that bounds.
 *
 * Needs: an assignment and a way to start its session. Gives: messages through its outbox; `wake` when there are
 * some. Reports: through the status that the outbox sends. Maps that cannot be read end the session with a failure;
 * what was read last is then its final contents.
 */
import type { Diagnostic, Source } from '@bpfleet/compiler';
import { emptyTable, type MapSchema, noLosses } from '@bpfleet/results';
import {
  type Assignment,
  type ContainerTarget,
  emptyStatus,
  type ScriptDiagnostic,
  type SessionState as WireState,
  type SessionStatus,
} from '@bpfleet/proto';
import { errorMessage } from '@bpfleet/proto/error-message';
import { type Cancel, everyMillis } from '../clock.ts';
import type { Session, SessionListener, SessionSnapshot, SessionState, StopReason } from '../sessions/session.ts';
import { Lease } from './lease.ts';
import type { Outbox } from './outbox/outbox.ts';
import { wireDiagnostic, wireSchema, wireStopReason } from './wire.ts';

export interface AssignedOptions {
  readonly assignment: Assignment;
  readonly outbox: Outbox;
  /** Starts the session; its first state arrives by the listener. */
  readonly start: (source: Source, listener: SessionListener) => Session;
  readonly wake: () => void;
  readonly nowNs: () => bigint;
  readonly onAttached: () => void;
}

/** What the operator wants is more than this node gives. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
}

/** Snapshots are not read more often than this, whatever the assignment says. */
const minimumIntervalMs = 100;

export class Assigned {
  readonly outbox: Outbox;
  readonly generation: bigint;
  /** The containers that a job of scope CONTAINERS sees; nothing while there are none. */
  targets: readonly ContainerTarget[];
  readonly #options: AssignedOptions;
  readonly #source: Source;
  /** Null when it could not even be made. */
  readonly #session: Session | null;
  readonly #lease: Lease;
  #stopSnapshots: Cancel | null = null;
  #status: SessionStatus;
  #schemas: readonly MapSchema[] = [];
  #lastRead: SessionSnapshot | null = null;
  /** Why the maps cannot be read. */
  #unreadable: string | null = null;

  constructor(options: AssignedOptions) {
    const { assignment, outbox } = options;
    this.outbox = outbox;
    this.generation = assignment.generation;
    this.targets = assignment.targets;
    this.#options = options;
    this.#source = { name: assignment.jobName, text: assignment.script };
    this.#status = emptyStatus(assignment.jobUid, outbox.incarnation, assignment.generation);
    outbox.setStatus(this.#status);
    this.#lease = new Lease(assignment.leaseTtlMs, () => this.stop('leaseExpired'));
    this.#session = this.#start();
  }

  get status(): SessionStatus {
    return this.#status;
  }

  get state(): WireState {
    return this.#status.state;
  }

  renew(): void {
    if (!this.#ended()) this.#lease.renew();
  }

  /** Asks the session to end; its final snapshot goes through the outbox. */
  stop(reason: StopReason): void {
    this.#session?.stop(reason);
  }

  /** Resolves when the session has ended and its final contents are in the outbox. */
  async done(): Promise<void> {
    await this.#session?.done;
  }

  /** Frees the kernel's side: the operator has everything, or never will. */
  release(): void {
    this.#quiet();
    this.#session?.release();
    this.outbox.clear();
  }

  #start(): Session | null {
    const { start, nowNs, wake } = this.#options;
    try {
      return start(this.#source, {
        onState: (state) => this.#onState(state),
        onOutput: (text) => {
          this.outbox.addLine(nowNs(), Buffer.from(text, 'latin1'));
          wake();
        },
        onRound: (round) => {
          this.outbox.addRound(round);
          wake();
        },
      });
    } catch (error) {
      const reason = error instanceof LimitExceeded ? 'LimitExceeded' : 'Internal';
      this.#onState({ kind: 'failed', reason, message: errorMessage(error), diagnostics: [], log: '' });
      return null;
    }
  }

  #ended(): boolean {
    return this.#status.state === 'FINISHED' || this.#status.state === 'FAILED';
  }

  #quiet(): void {
    this.#lease.end();
    this.#stopSnapshots?.();
  }

  #update(change: Partial<SessionStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.outbox.setStatus(this.#status);
    this.#options.wake();
  }

  #onState(state: SessionState): void {
    switch (state.kind) {
      case 'compiling':
        return;
      case 'attached':
        return this.#attached(state);
      case 'stopping':
        return this.#update({ state: 'STOPPING', stopReason: wireStopReason(state.reason) });
      case 'finished':
        return this.#finished(state);
      case 'failed': {
        this.#quiet();
        const { reason, message } = state;
        return this.#update({
          state: 'FAILED',
          stopReason: 'FAILURE',
          reason,
          message,
          diagnostics: this.#wire(state.diagnostics),
        });
      }
    }
  }

  #attached({ attachedNs, probes, maps, warnings }: Extract<SessionState, { kind: 'attached' }>): void {
    this.#schemas = maps;
    this.#startSnapshots();
    this.#options.onAttached();
    this.#update({
      state: 'ATTACHED',
      attachedNs,
      probes,
      maps: maps.map(wireSchema),
      diagnostics: this.#wire(warnings),
    });
  }

  #finished({ reason, exitCode, detachedNs, message }: Extract<SessionState, { kind: 'finished' }>): void {
    this.#quiet();
    this.outbox.setSnapshot(this.#read() ?? this.#lastRead ?? this.#nothing(detachedNs), true);
    const failure = this.#unreadable ?? message;
    const why =
      failure === null
        ? { stopReason: wireStopReason(reason) }
        : ({ stopReason: 'FAILURE', reason: 'Internal', message: failure } as const);
    this.#update({ state: 'FINISHED', exitCode, detachedNs, ...why });
  }

  #startSnapshots(): void {
    const intervalMs = Math.max(minimumIntervalMs, this.#options.assignment.intervalMs);
    this.#stopSnapshots = everyMillis(intervalMs, () => {
      const snapshot = this.#read();
      if (snapshot === null) return this.stop('failure');
      this.outbox.setSnapshot(snapshot, false);
      this.#options.wake();
    });
  }

  /** Null when the kernel refuses. */
  #read(): SessionSnapshot | null {
    try {
      this.#lastRead = this.#session?.snapshot() ?? null;
      return this.#lastRead;
    } catch (error) {
      this.#unreadable ??= `the maps cannot be read: ${errorMessage(error)}`;
      return null;
    }
  }

  #nothing(takenNs: bigint): SessionSnapshot {
    const tables = this.#schemas.map(emptyTable);
    return { takenNs, totals: tables, current: tables, losses: noLosses, emittedEvents: 0n, emittedRounds: 0n };
  }

  #wire(diagnostics: readonly Diagnostic[]): readonly ScriptDiagnostic[] {
    return diagnostics.map((diagnostic) => wireDiagnostic(this.#source, diagnostic));
  }
}
