/**
 * One incarnation of one job on this node, from assignment to the operator's last acknowledgement: the session
 * that produces, the outbox that keeps, the lease that bounds.
 *
 * Needs: an assignment and a way to start its session. Gives: messages through its outbox; `wake` when there are
 * some. Reports: through the status that the outbox sends.
 */
import type { Source } from '@bpfleet/compiler';
import type { Assignment, SessionState as WireState, SessionStatus } from '@bpfleet/proto';
import type { Session, SessionListener, SessionState, StopReason } from '../sessions/session.ts';
import { Lease } from './lease.ts';
import type { Outbox } from './outbox/outbox.ts';
import { emptyStatus, wireDiagnostic, wireSchema, wireStopReason } from './wire.ts';

export interface TraceOptions {
  readonly assignment: Assignment;
  readonly outbox: Outbox;
  /** Starts the session; its first state arrives by the listener. */
  readonly start: (source: Source, listener: SessionListener) => Session;
  readonly wake: () => void;
  readonly nowNs: () => bigint;
  readonly onAttached: () => void;
}

/** Snapshots are not read more often than this, whatever the assignment says. */
const minimumIntervalMs = 100;

export class Trace {
  readonly outbox: Outbox;
  readonly generation: bigint;
  readonly #options: TraceOptions;
  readonly #source: Source;
  readonly #session: Session;
  readonly #lease: Lease;
  #timer: NodeJS.Timeout | null = null;
  #status: SessionStatus;

  constructor(options: TraceOptions) {
    const { assignment, outbox } = options;
    this.outbox = outbox;
    this.generation = assignment.generation;
    this.#options = options;
    this.#source = { name: assignment.jobName, text: assignment.script };
    this.#status = emptyStatus(assignment.jobUid, outbox.incarnation, assignment.generation);
    outbox.setStatus(this.#status);
    this.#lease = new Lease(assignment.leaseTtlMs, () => this.stop('leaseExpired'));
    this.#session = options.start(this.#source, {
      onState: (state) => this.#onState(state),
      onOutput: (text) => {
        outbox.addLine(options.nowNs(), text);
        options.wake();
      },
      onRound: (round) => {
        outbox.addRound(round);
        options.wake();
      },
    });
  }

  get state(): WireState {
    return this.#status.state;
  }

  renew(): void {
    if (!this.#ended()) this.#lease.renew();
  }

  /** Asks the session to end; its final snapshot goes through the outbox. */
  stop(reason: StopReason): void {
    this.#session.stop(reason);
  }

  /** Resolves when the session has ended and its final contents are in the outbox. */
  async done(): Promise<void> {
    await this.#session.done;
  }

  /** Frees the kernel's side: the operator has everything, or never will. */
  release(): void {
    this.#quiet();
    this.#session.release();
    this.outbox.clear();
  }

  #ended(): boolean {
    return this.#status.state === 'FINISHED' || this.#status.state === 'FAILED';
  }

  #quiet(): void {
    this.#lease.end();
    if (this.#timer !== null) clearInterval(this.#timer);
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
        this.#startSnapshots();
        this.#options.onAttached();
        return this.#update({ state: 'ATTACHED', attachedNs: state.attachedNs, probes: state.probes, maps: state.maps.map(wireSchema) });
      case 'stopping':
        return this.#update({ state: 'STOPPING', stopReason: wireStopReason(state.reason) });
      case 'finished':
        this.#quiet();
        this.outbox.setSnapshot(this.#session.snapshot(), true);
        return this.#update({ state: 'FINISHED', stopReason: wireStopReason(state.reason), exitCode: state.exitCode, detachedNs: state.detachedNs });
      case 'failed': {
        this.#quiet();
        const diagnostics = state.diagnostics.map((diagnostic) => wireDiagnostic(this.#source, diagnostic));
        return this.#update({ state: 'FAILED', stopReason: 'FAILURE', reason: state.reason, message: state.message, diagnostics });
      }
    }
  }

  #startSnapshots(): void {
    const intervalMs = Math.max(minimumIntervalMs, this.#options.assignment.intervalMs);
    this.#timer = setInterval(() => {
      this.outbox.setSnapshot(this.#session.snapshot(), false);
      this.#options.wake();
    }, intervalMs);
  }
}
