/**
 * One agent's stream: nothing but a Hello first, everything checked, and closed alone when something is wrong.
 *
 * Needs: a gRPC stream, and who takes the messages. Gives: `AgentConnection` to send by.
 * Reports: to the agent, a status with what was wrong; to the log, the same.
 */
import { status } from '@grpc/grpc-js';
import { DecodeError } from '@bpfleet/results';
import {
  type AgentMessage,
  type EventBatch,
  type Hello,
  isCompatible,
  type OperatorMessage,
  protocolVersion,
  type Received,
  type Rounds,
  type ServerStream,
  type SessionStatus,
} from '@bpfleet/proto';
import type { Log } from '../log.ts';
import type { WholeSnapshot } from '../merge/accept-snapshot.ts';
import { Refused } from '../merge/change.ts';
import { addChunk, type Assembly, maxSnapshotBytes } from './assembly.ts';
import { checkMessage } from './check.ts';
import type { Objection } from './objection.ts';
import { Outgoing } from './outgoing.ts';
import { addTargetChunk, type TargetFetch } from './targets.ts';

export interface AgentConnection {
  readonly hello: Hello;
  /** Wall clock, ns. */
  readonly sinceNs: bigint;
  send(message: OperatorMessage): void;
  /** Asks for a Target or a part of one; its chunks are taken from then on. */
  fetchTarget(digest: string): void;
  /** Closes the stream over something that the agent said, or that could not be done with it. */
  refuse(error: unknown): void;
}

/** What a stream's messages come to. All are called on the JavaScript thread, in the order of the messages. */
export interface AgentHandlers {
  /** Gives why this agent cannot be taken, or null. */
  admit(hello: Hello): Objection | null;
  onConnected(connection: AgentConnection): void;
  onTarget(connection: AgentConnection, digest: string, packed: Uint8Array): void;
  onStatus(connection: AgentConnection, value: SessionStatus): void;
  onSnapshot(connection: AgentConnection, jobUid: string, snapshot: WholeSnapshot): void;
  onRounds(connection: AgentConnection, value: Rounds): void;
  onLines(connection: AgentConnection, value: EventBatch): void;
  onGone(connection: AgentConnection, why: string): void;
}

export interface ConnectionOptions {
  readonly heartbeatMs: number;
  readonly nowNs: () => bigint;
  readonly log: Log;
}

/** Heartbeats without a word after which an agent counts as gone. */
const patience = 3;

export class Connection implements AgentConnection {
  readonly sinceNs: bigint;
  readonly #stream: ServerStream;
  readonly #handlers: AgentHandlers;
  readonly #options: ConnectionOptions;
  readonly #outgoing: Outgoing;
  readonly #watch: NodeJS.Timeout;
  readonly #assemblies = new Map<string, Assembly>();
  #hello: Hello | null = null;
  #fetch: TargetFetch | null = null;
  /** Heartbeats since the last message; counted, so that a pause of our own does not look like the agent's. */
  #silent = 0;
  #closed = false;

  constructor(stream: ServerStream, handlers: AgentHandlers, options: ConnectionOptions) {
    this.#stream = stream;
    this.#handlers = handlers;
    this.#options = options;
    this.sinceNs = options.nowNs();
    this.#outgoing = new Outgoing(stream);
    this.#watch = setInterval(() => this.#checkAlive(), options.heartbeatMs);
    stream.on('data', (received: Received) => this.#received(received));
    stream.on('drain', () => this.#outgoing.drained());
    stream.on('end', () => {
      this.#gone('the agent closed the stream');
      stream.end();
    });
    stream.on('cancelled', () => this.#gone('the connection broke'));
    stream.on('error', (error: Error) => this.#gone(error.message));
  }

  /** Known after the first message. */
  get hello(): Hello {
    if (this.#hello === null) throw new Error('a connection is not used before its Hello');
    return this.#hello;
  }

  get isAlive(): boolean {
    return !this.#closed && this.#silent < patience;
  }

  send(message: OperatorMessage): void {
    if (this.#closed) return;
    if (!this.#outgoing.send(message)) this.close(status.RESOURCE_EXHAUSTED, 'the agent does not read what it is sent');
  }

  fetchTarget(digest: string): void {
    // Asked for by this stream already: its chunks are on the way.
    if (this.#fetch?.digest === digest) return;
    this.#fetch = { digest, chunks: [] };
    this.send({ kind: 'targetRequest', value: { digest } });
  }

  close(code: status, text: string): void {
    if (this.#closed) return;
    this.#gone(text);
    this.#stream.emit('error', { code, details: text });
  }

  #gone(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#watch);
    if (this.#hello !== null) this.#handlers.onGone(this, why);
  }

  #checkAlive(): void {
    this.#silent += 1;
    if (this.#silent <= patience) return;
    this.close(status.DEADLINE_EXCEEDED, `nothing heard for ${patience} heartbeats of ${this.#options.heartbeatMs} ms`);
  }

  #received(received: Received): void {
    if (this.#closed) return;
    this.#silent = 0;
    try {
      if ('malformed' in received) throw new Refused(received.malformed);
      checkMessage(received.message);
      if (this.#hello === null) this.#open(received.message);
      else this.#take(received.message);
    } catch (error) {
      this.refuse(error);
    }
  }

  refuse(error: unknown): void {
    if (this.#closed) return;
    const node = this.#hello?.node ?? null;
    if (error instanceof Refused || error instanceof DecodeError) {
      this.#options.log.warn({ node, refused: error.message }, 'stream closed: a message that no agent may send');
      this.close(status.INVALID_ARGUMENT, error.message);
      return;
    }
    // Ours (a full disk, a bug): nothing was committed, so nothing was acknowledged, and the agent still has it.
    this.#options.log.error({ node, err: error }, 'stream closed: the operator could not take a message');
    this.close(status.INTERNAL, 'the operator could not take a message; it says why in its log');
  }

  #open(message: AgentMessage): void {
    if (message.kind !== 'hello') throw new Refused(`${message.kind} before hello`);
    const hello = message.value;
    if (!isCompatible(hello.protocol)) {
      return this.close(
        status.FAILED_PRECONDITION,
        `protocol ${hello.protocol}: this operator speaks ${protocolVersion} and its neighbours`,
      );
    }
    const objection = this.#handlers.admit(hello);
    if (objection !== null) return this.close(objection.code, objection.text);
    this.#hello = hello;
    this.send({ kind: 'welcome', value: { protocol: protocolVersion, heartbeatMs: this.#options.heartbeatMs } });
    this.#handlers.onConnected(this);
  }

  #take(message: AgentMessage): void {
    switch (message.kind) {
      case 'hello':
        throw new Refused('a second hello');
      case 'health':
        return;
      case 'sessionStatus':
        return this.#handlers.onStatus(this, message.value);
      case 'rounds':
        return this.#handlers.onRounds(this, message.value);
      case 'eventBatch':
        return this.#handlers.onLines(this, message.value);
      case 'targetChunk': {
        const fetched = addTargetChunk(this.#fetch, message.value);
        this.#fetch = fetched.kind === 'partial' ? fetched.fetch : null;
        if (fetched.kind === 'whole') this.#handlers.onTarget(this, message.value.digest, fetched.packed);
        return;
      }
      case 'snapshotChunk': {
        const { jobUid, incarnation } = message.value;
        const assembled = addChunk(this.#assemblies.get(incarnation) ?? null, message.value);
        this.#assemblies.delete(incarnation);
        if (assembled.kind === 'whole') return this.#handlers.onSnapshot(this, jobUid, assembled.snapshot);
        this.#assemblies.set(incarnation, assembled.assembly);
        const bytes = [...this.#assemblies.values()].reduce((sum, assembly) => sum + assembly.bytes, 0);
        if (bytes > maxSnapshotBytes) throw new Refused(`unfinished snapshots of more than ${maxSnapshotBytes} bytes`);
      }
    }
  }
}
