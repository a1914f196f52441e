/** One session of a TestAgent that counts by name: what a real agent would send of it. */
import { encodeRows, tableOf } from '@bpfleet/results';
import type { Ack, Assignment, SessionStatus } from '@bpfleet/proto';
import { nowNs, type TestAgent } from './agent.ts';
import { countByName, statusMessage } from './jobs.ts';

export class TestSession {
  readonly incarnation: string;
  #agent: TestAgent;
  readonly #jobUid: string;
  #seq = 0n;
  #lines = 0n;

  constructor(agent: TestAgent, jobUid: string, incarnation: string) {
    this.#agent = agent;
    this.#jobUid = jobUid;
    this.incarnation = incarnation;
  }

  /** Takes the next assignment and attaches. */
  static async start(
    agent: TestAgent,
    incarnation: string,
  ): Promise<{ readonly session: TestSession; readonly assignment: Assignment }> {
    const assignment = await agent.next('assignment');
    const session = new TestSession(agent, assignment.jobUid, incarnation);
    session.status({ state: 'COMPILING', attachedNs: 0n, maps: [] });
    session.status({});
    return { session, assignment };
  }

  status(change: Partial<SessionStatus>): void {
    const facts = { jobUid: this.#jobUid, incarnation: this.incarnation, attachedNs: nowNs() };
    this.#agent.send({ kind: 'sessionStatus', value: statusMessage({ ...facts, ...change }) });
  }

  /** Its agent has dialled anew. */
  moveTo(agent: TestAgent): void {
    this.#agent = agent;
  }

  /** Counts so far, whole unless there is a base; and lines. */
  send(counts: Readonly<Record<string, bigint>>, { final = false, baseSeq = 0n } = {}): void {
    const table = Object.entries(counts).map(([name, value]) => ({
      key: [new TextEncoder().encode(name)],
      value: { kind: 'number' as const, value, saturated: false },
    }));
    this.#seq += 1n;
    const maps = [
      { map: 0, ...encodeRows(tableOf(countByName, table)), deletedCount: 0, deletedKeys: new Uint8Array(0) },
    ];
    const facts = {
      jobUid: this.#jobUid,
      incarnation: this.incarnation,
      seq: this.#seq,
      baseSeq,
      chunk: 0,
      last: true,
      final,
    };
    this.#agent.send({
      kind: 'snapshotChunk',
      value: { ...facts, takenNs: nowNs(), maps, losses: null, emittedEvents: this.#lines, emittedRounds: 0n },
    });
  }

  print(...texts: readonly string[]): void {
    const lines = texts.map((text) => ({ atNs: nowNs(), text: Buffer.from(text) }));
    this.#agent.send({
      kind: 'eventBatch',
      value: { jobUid: this.#jobUid, incarnation: this.incarnation, firstSeq: this.#lines + 1n, lines },
    });
    this.#lines += BigInt(texts.length);
  }

  finish(counts: Readonly<Record<string, bigint>>, change: Partial<SessionStatus> = {}): void {
    this.status({ state: 'FINISHED', stopReason: 'DEADLINE', detachedNs: nowNs(), ...change });
    this.send(counts, { final: true });
  }

  /** Waits for the acknowledgement of the final snapshot. */
  async acknowledged(): Promise<Ack> {
    for (;;) {
      const ack = await this.#agent.next('ack');
      if (ack.incarnation === this.incarnation && ack.final) return ack;
    }
  }
}
