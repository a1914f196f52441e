/**
 * The agent's side of the link: what the operator assigns becomes sessions, what they produce goes out, and
 * nothing is freed before the operator has it.
 *
 * Needs: a connection's messages and a way to start sessions. Gives: answers, in the order agent.proto asks for.
 * Reports: to the log; ProtocolError (which closes the stream only) for what an operator must not send.
 */
import type { Source } from '@bpfleet/compiler';
import {
  type AgentMessage,
  type Assignment,
  type ContainerTarget,
  isCompatible,
  type OperatorMessage,
  protocolVersion,
  type SessionState,
  type TargetChunk,
} from '@bpfleet/proto';
import type { Predecessor, Session, SessionListener } from '../sessions/session.ts';
import { Assigned, LimitExceeded } from './assigned.ts';
import { ProtocolError } from './connection.ts';
import { readFacts } from './facts.ts';
import { Budget } from './outbox/budget.ts';
import { Outbox } from './outbox/outbox.ts';
import type { PodTable } from '../pods/pod-table.ts';
import { Recovered } from './recovered.ts';
import { targetChunks, targetContent, type TargetFacts } from './target-chunks.ts';

export interface HubLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export interface HubOptions {
  readonly node: string;
  readonly version: string;
  readonly target: TargetFacts;
  readonly log: HubLog;
  readonly startSession: (
    incarnation: string,
    assignment: Assignment,
    source: Source,
    listener: SessionListener,
  ) => Session;
  /** A name no incarnation ever had. */
  readonly newIncarnation: () => string;
  readonly nowNs: () => bigint;
  /** There is something to send. */
  readonly wake: () => void;
  /** What the operator tells of this node's pods comes here. */
  readonly pods: PodTable;
  /** Something was told of pods, or of what jobs may see. */
  readonly onTargets: () => void;
  /** Unacknowledged lines and rounds over all incarnations, in bytes. */
  readonly bufferBytes?: number;
  /** How long an ended incarnation waits for its acknowledgement. */
  readonly keepFinalsMs?: number;
}

const defaultBufferBytes = 64 * 1024 * 1024;
const defaultKeepFinalsMs = 60 * 60 * 1000;

/** Each holds programs, maps and rings in the kernel, and a part of this process's one thread. */
const maxRunning = 64;
/** Running, or ended and not acknowledged: an operator that piles up more than this is none. */
const maxHeld = 512;

export class Hub {
  readonly #options: HubOptions;
  readonly #budget: Budget;
  /** By incarnation. */
  readonly #held = new Map<string, Assigned | Recovered>();
  readonly #expiries = new Map<string, NodeJS.Timeout>();
  /** Chunks of the Target and its parts that were asked for on this stream and not sent yet. */
  #target: TargetChunk[] = [];
  #healthDue = false;
  /** What the operator forgot and what has not ended yet: it hears nothing more of these. */
  readonly #forgotten = new Set<string>();
  #stopping = false;
  /** Where next() goes on, so that one incarnation cannot starve the others. */
  #turn = 0;
  #health: NodeJS.Timeout | null = null;

  constructor(options: HubOptions, predecessors: readonly Predecessor[]) {
    this.#options = options;
    this.#budget = new Budget(options.bufferBytes ?? defaultBufferBytes);
    for (const predecessor of predecessors) this.#recover(predecessor);
  }

  /** Whether every incarnation is delivered and freed. */
  get idle(): boolean {
    return this.#held.size === 0;
  }

  /** Of every incarnation that is held. */
  get states(): readonly SessionState[] {
    return [...this.#held.values()].map(({ state }) => state);
  }

  /** The first message of a stream; everything that was not acknowledged on the last one will be sent again. */
  hello(): AgentMessage {
    const { node, version, target, nowNs } = this.#options;
    this.#target = [];
    this.#healthDue = false;
    for (const { outbox } of this.#held.values()) outbox.rewind();
    const held = this.#wanted().map(({ outbox, state }) => ({
      jobUid: outbox.jobUid,
      incarnation: outbox.incarnation,
      state,
    }));
    const { digest, architecture, kernelRelease } = target;
    return {
      kind: 'hello',
      value: {
        protocol: protocolVersion,
        node,
        version,
        targetDigest: digest,
        architecture,
        kernelRelease,
        wallClockNs: nowNs(),
        held,
      },
    };
  }

  /** Which containers a job of scope CONTAINERS sees now; none when it is not held. */
  targetsOf(incarnation: string): readonly ContainerTarget[] {
    const entry = this.#held.get(incarnation);
    return entry instanceof Assigned ? entry.targets : [];
  }

  next(): AgentMessage | null {
    const { nowNs } = this.#options;
    if (this.#healthDue) {
      this.#healthDue = false;
      return { kind: 'health', value: { wallClockNs: nowNs(), sessions: this.#assigned().length } };
    }
    const chunk = this.#target.shift();
    if (chunk !== undefined) return { kind: 'targetChunk', value: chunk };
    const all = this.#wanted();
    for (let step = 0; step < all.length; step += 1) {
      const entry = all[(this.#turn + step) % all.length];
      const message = entry?.outbox.next() ?? null;
      if (message === null) continue;
      this.#turn = (this.#turn + step + 1) % all.length;
      return message;
    }
    return null;
  }

  onMessage(message: OperatorMessage): void {
    switch (message.kind) {
      case 'welcome':
        return this.#welcome(message.value.protocol, message.value.heartbeatMs);
      case 'targetRequest':
        return this.#sendTarget(message.value.digest);
      case 'assignment':
        return this.#assign(message.value);
      case 'cancel':
        for (const one of this.#assignedOf(message.value.jobUid)) one.stop('cancelled');
        return;
      case 'ack':
        this.#held.get(message.value.incarnation)?.outbox.acknowledge(message.value);
        return this.#freeIfDelivered(message.value.incarnation);
      case 'leaseRenewal':
        for (const uid of message.value.jobUids) for (const one of this.#assignedOf(uid)) one.renew();
        return;
      case 'pods':
        this.#options.pods.update(message.value);
        return this.#options.onTargets();
      case 'targets':
        for (const one of this.#assignedOf(message.value.jobUid)) one.targets = message.value.containers;
        return this.#options.onTargets();
      case 'fullSnapshotRequest':
        this.#held.get(message.value.incarnation)?.outbox.baseLost();
        return;
      case 'forget':
        return this.#forget(message.value.incarnation, message.value.reason);
    }
  }

  /** The stream is gone: nothing is expected of this side until the next one. */
  onDown(): void {
    if (this.#health !== null) clearInterval(this.#health);
    this.#health = null;
  }

  /** Stops every session and takes no more; resolves when all final contents are in their outboxes. */
  async stopSessions(): Promise<void> {
    this.#stopping = true;
    const all = this.#assigned();
    for (const one of all) one.stop('agentShutdown');
    await Promise.all(all.map((one) => one.done()));
  }

  #welcome(protocol: number, heartbeatMs: number): void {
    if (!isCompatible(protocol)) throw new ProtocolError(`protocol ${protocol}; this agent speaks ${protocolVersion}`);
    if (heartbeatMs < 100 || heartbeatMs > 600_000) throw new ProtocolError(`a heartbeat of ${heartbeatMs} ms`);
    this.onDown();
    this.#health = setInterval(() => {
      this.#healthDue = true;
      this.#options.wake();
    }, heartbeatMs);
  }

  #sendTarget(digest: string): void {
    // Asked twice before it went out: once is enough.
    if (this.#target.some((chunk) => chunk.digest === digest)) return;
    const content = targetContent(this.#options.target, digest);
    if (content === null) throw new ProtocolError(`request for a Target ${digest} that this node does not have`);
    this.#target.push(...targetChunks(digest, content));
  }

  #assign(assignment: Assignment): void {
    if (assignment.jobUid === '' || assignment.leaseTtlMs === 0 || assignment.deadlineNs === 0n)
      throw new ProtocolError('an assignment without a job, a lease or a deadline');
    if (this.#stopping) return;
    const all = this.#assignedOf(assignment.jobUid);
    // Resent, or crossed with our status: it answers by itself. An older one is out of date.
    if (all.some((one) => one.generation >= assignment.generation)) return;
    if (this.#held.size >= maxHeld)
      throw new ProtocolError(`an assignment beside ${maxHeld} that are not acknowledged`);
    for (const one of all) one.stop('cancelled');
    this.#start(assignment);
  }

  #start(assignment: Assignment): void {
    const running = this.#assigned().filter(({ state }) => state !== 'FINISHED' && state !== 'FAILED').length;
    const incarnation = this.#options.newIncarnation();
    const outbox = new Outbox(assignment.jobUid, incarnation, this.#budget);
    const { wake, nowNs, startSession, log } = this.#options;
    const facts = { job: assignment.jobName, uid: assignment.jobUid, incarnation };
    log.info(facts, 'assigned');
    const start = (source: Source, listener: SessionListener): Session => {
      if (running >= maxRunning)
        throw new LimitExceeded(`the node traces ${running} jobs already, and no more at once`);
      return startSession(incarnation, assignment, source, listener);
    };
    const onAttached = (): void => log.info(facts, 'attached');
    const assigned = new Assigned({ assignment, outbox, start, wake, nowNs, onAttached });
    this.#held.set(incarnation, assigned);
    void assigned.done().then(() => {
      const { state, stopReason, reason, message } = assigned.status;
      log.info({ ...facts, state, stopReason, reason, message }, 'session ended');
      this.#expireLater(incarnation);
    });
  }

  #recover(predecessor: Predecessor): void {
    const facts = readFacts(predecessor.facts);
    if (facts === null) {
      this.#options.log.warn({ incarnation: predecessor.incarnation }, 'pins of an unknown owner removed');
      predecessor.release();
      return;
    }
    const outbox = new Outbox(facts.jobUid, predecessor.incarnation, this.#budget);
    this.#held.set(predecessor.incarnation, new Recovered(predecessor, facts, outbox));
    this.#options.log.info(
      { uid: facts.jobUid, incarnation: predecessor.incarnation, reason: predecessor.reason },
      'recovered',
    );
    this.#expireLater(predecessor.incarnation);
  }

  /** What the operator is to hear of. */
  #wanted(): readonly (Assigned | Recovered)[] {
    return [...this.#held].flatMap(([incarnation, entry]) => (this.#forgotten.has(incarnation) ? [] : [entry]));
  }

  #assigned(): readonly Assigned[] {
    return [...this.#held.values()].filter((entry) => entry instanceof Assigned);
  }

  #assignedOf(jobUid: string): readonly Assigned[] {
    return this.#assigned().filter(({ outbox }) => outbox.jobUid === jobUid);
  }

  #freeIfDelivered(incarnation: string): void {
    if (this.#held.get(incarnation)?.outbox.finished === true) this.#free(incarnation);
  }

  /** The operator wants nothing of it, or knows nothing of it: a running session of it must not go on. */
  #forget(incarnation: string, reason: string): void {
    const entry = this.#held.get(incarnation);
    if (entry === undefined || this.#forgotten.has(incarnation)) return;
    this.#options.log.info({ uid: entry.outbox.jobUid, incarnation, reason }, 'forgotten');
    if (entry instanceof Recovered) return this.#free(incarnation);
    this.#forgotten.add(incarnation);
    entry.stop('cancelled');
    void entry.done().then(() => this.#free(incarnation));
  }

  #free(incarnation: string): void {
    clearTimeout(this.#expiries.get(incarnation));
    this.#expiries.delete(incarnation);
    const entry = this.#held.get(incarnation);
    this.#held.delete(incarnation);
    this.#forgotten.delete(incarnation);
    try {
      entry?.release();
    } catch (error) {
      // The next agent finds the pins and asks the operator again.
      this.#options.log.warn({ incarnation, problem: String(error) }, 'cannot remove what the kernel holds of it');
    }
  }

  /** Finals that nobody acknowledges do not stay for ever: they are given up, and that is said. */
  #expireLater(incarnation: string): void {
    if (!this.#held.has(incarnation)) return;
    const keepMs = this.#options.keepFinalsMs ?? defaultKeepFinalsMs;
    const timer = setTimeout(() => {
      const uid = this.#held.get(incarnation)?.outbox.jobUid;
      this.#options.log.warn(
        { uid, incarnation, keepMs },
        'final contents were never acknowledged: given up, the counts are lost',
      );
      this.#free(incarnation);
    }, keepMs);
    timer.unref();
    this.#expiries.set(incarnation, timer);
  }
}
