/** An incarnation whose agent died: nothing is left to trace, only its final contents to deliver. */
import { emptyStatus, type SessionState as WireState } from '@bpfleet/proto';
import type { Predecessor } from '../sessions/session.ts';
import type { Facts } from './facts.ts';
import type { Outbox } from './outbox/outbox.ts';
import { wireSchema, wireStopReason } from './wire.ts';

export class Recovered {
  readonly outbox: Outbox;
  readonly generation: bigint;
  readonly state: WireState = 'RECOVERED';
  readonly #predecessor: Predecessor;

  constructor(predecessor: Predecessor, facts: Facts, outbox: Outbox) {
    this.outbox = outbox;
    this.generation = facts.generation;
    this.#predecessor = predecessor;
    const { attachedNs, detachedNs, reason, exitCode, maps, probes, snapshot } = predecessor;
    outbox.setStatus({
      ...emptyStatus(facts.jobUid, predecessor.incarnation, facts.generation),
      state: 'RECOVERED',
      attachedNs,
      detachedNs,
      stopReason: wireStopReason(reason),
      exitCode,
      maps: maps.map(wireSchema),
      probes,
    });
    outbox.setSnapshot(snapshot, true);
  }

  release(): void {
    this.#predecessor.release();
    this.outbox.clear();
  }
}
