/**
 * The stream to the operator, kept alive: dialled again with back-off whenever it ends, for whatever reason.
 *
 * Needs: an address, what to do with messages, and a source of messages to send. Gives: calls of the handlers,
 * all on the JavaScript thread. Reports: why a stream ended, to `onDown`; it never throws for what the other
 * side does. A message that the handlers refuse (ProtocolError) closes the stream only, and so does an operator that
 * does not answer hello. After close() nothing of it keeps the process alive.
 */
import type { Metadata } from '@grpc/grpc-js';
import { type AgentMessage, AgentServiceClient, type ClientStream, type OperatorMessage } from '@bpfleet/proto';
import { errorMessage } from '@bpfleet/proto/error-message';
import { type Backoff, delayFor, reconnectBackoff } from './backoff.ts';
import { channelCredentials, clientOptions, type Link, streamMetadata } from './link.ts';

/** The operator sent what this agent cannot accept. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

export interface ConnectionHandlers {
  /** The first message of every stream. */
  hello(): AgentMessage;
  onMessage(message: OperatorMessage): void;
  /** The next message to send, or null; asked for while the stream takes more, after every `wake`. */
  next(): AgentMessage | null;
  onDown(reason: string, retryMs: number): void;
}

export interface ConnectionTimes {
  readonly backoff: Backoff;
  /** How long an operator may take to answer hello. */
  readonly welcomeMs: number;
  /** A stream that was open for this long starts the back-off anew: one that ends at once, every time, does not. */
  readonly stableMs: number;
  /** How long an operator may take to take leave. */
  readonly goodbyeMs: number;
}

const defaultTimes: ConnectionTimes = {
  backoff: reconnectBackoff,
  welcomeMs: 10_000,
  stableMs: 10_000,
  goodbyeMs: 1000,
};

export class Connection {
  readonly #link: Link;
  readonly #handlers: ConnectionHandlers;
  readonly #times: ConnectionTimes;
  #stream: ClientStream | null = null;
  /** Of the stream: each attempt looks the address up and dials by itself. A channel that has failed once answers for half a minute
   * and longer with that failure, though the operator is there again. */
  #client: AgentServiceClient | null = null;
  /** When Welcome arrived on the current stream, by the monotonic clock; null before. */
  #openedMs: number | null = null;
  #full = false;
  #attempt = 0;
  /** Until Welcome, or until the next attempt. */
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  /** @throws when the CA's file cannot be read. */
  constructor(link: Link, handlers: ConnectionHandlers, times: Partial<ConnectionTimes> = {}) {
    this.#link = link;
    channelCredentials(link);
    this.#handlers = handlers;
    this.#times = { ...defaultTimes, ...times };
  }

  get open(): boolean {
    return this.#openedMs !== null;
  }

  start(): void {
    if (this.#closed || this.#stream !== null) return;
    const link = this.#link;
    let metadata: Metadata;
    try {
      metadata = streamMetadata(link);
      this.#client = new AgentServiceClient(link.address, channelCredentials(link), clientOptions(link));
    } catch (error) {
      return this.#again(`cannot read the token or the CA: ${errorMessage(error)}`);
    }
    const stream = this.#client.connect(metadata);
    this.#stream = stream;
    stream.on('data', (message: OperatorMessage) => this.#received(stream, message));
    stream.on('drain', () => this.#drained(stream));
    stream.on('error', (error: Error) => this.#down(stream, error.message));
    stream.on('end', () => this.#down(stream, 'the operator closed the stream'));
    this.#after(this.#times.welcomeMs, () =>
      this.#refuse(stream, `no answer to hello within ${this.#times.welcomeMs} ms`),
    );
    this.#full = !stream.write(this.#handlers.hello());
  }

  /** There is something to send: sends while the stream takes it. */
  wake(): void {
    while (this.open && !this.#full && this.#stream !== null) {
      const message = this.#handlers.next();
      if (message === null) return;
      this.#full = !this.#stream.write(message);
    }
  }

  /** Ends for good: what was written still goes out. `onDown` is not called. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const stream = this.#stream;
    this.#stream = null;
    if (stream !== null) {
      if (this.open) stream.end();
      else stream.cancel();
      // An operator that does not end its side would keep the process alive.
      setTimeout(() => stream.cancel(), this.#times.goodbyeMs).unref();
    }
    this.#openedMs = null;
    this.#hangUp();
  }

  #hangUp(): void {
    this.#client?.close();
    this.#client = null;
  }

  #received(stream: ClientStream, message: OperatorMessage): void {
    if (stream !== this.#stream) return;
    try {
      if (this.open === (message.kind === 'welcome'))
        throw new ProtocolError(this.open ? 'a second welcome' : `${message.kind} before welcome`);
      this.#handlers.onMessage(message);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refuse(stream, `refused what the operator sent: ${error.message}`);
      return;
    }
    if (message.kind === 'welcome') {
      this.#openedMs = performance.now();
      if (this.#timer !== null) clearTimeout(this.#timer);
    }
    this.wake();
  }

  #drained(stream: ClientStream): void {
    if (stream !== this.#stream) return;
    this.#full = false;
    this.wake();
  }

  #refuse(stream: ClientStream, reason: string): void {
    stream.cancel();
    this.#down(stream, reason);
  }

  #down(stream: ClientStream, reason: string): void {
    if (stream !== this.#stream) return;
    if (this.#openedMs !== null && performance.now() - this.#openedMs >= this.#times.stableMs) this.#attempt = 0;
    this.#stream = null;
    this.#openedMs = null;
    this.#full = false;
    this.#hangUp();
    this.#again(reason);
  }

  #again(reason: string): void {
    const retryMs = delayFor(this.#times.backoff, this.#attempt, Math.random());
    this.#attempt += 1;
    this.#handlers.onDown(reason, retryMs);
    this.#after(retryMs, () => this.start());
  }

  #after(milliseconds: number, action: () => void): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(action, milliseconds);
  }
}
