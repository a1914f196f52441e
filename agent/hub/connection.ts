/**
 * The stream to the operator, kept alive: dialled again with back-off whenever it ends, for whatever reason.
 *
 * Needs: an address, what to do with messages, and a source of messages to send. Gives: calls of the handlers,
 * all on the JavaScript thread. Reports: why a stream ended, to `onDown`; it never throws for what the other
 * side does. A message that the handlers refuse (ProtocolError) closes the stream only.
 */
import { credentials, Metadata } from '@grpc/grpc-js';
import { type AgentMessage, AgentServiceClient, type ClientStream, type OperatorMessage } from '@bpfleet/proto';
import { type Backoff, delayFor, reconnectBackoff } from './backoff.ts';

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

export class Connection {
  readonly #client: AgentServiceClient;
  readonly #handlers: ConnectionHandlers;
  readonly #backoff: Backoff;
  #stream: ClientStream | null = null;
  /** Welcome has arrived on the current stream. */
  #open = false;
  #full = false;
  #attempt = 0;
  #retry: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(address: string, handlers: ConnectionHandlers, backoff: Backoff = reconnectBackoff) {
    const options = { 'grpc.keepalive_time_ms': 10_000, 'grpc.keepalive_timeout_ms': 5000, 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1000 };
    this.#client = new AgentServiceClient(address, credentials.createInsecure(), options);
    this.#handlers = handlers;
    this.#backoff = backoff;
  }

  get open(): boolean {
    return this.#open;
  }

  start(): void {
    if (this.#closed || this.#stream !== null) return;
    const stream = this.#client.connect(new Metadata());
    this.#stream = stream;
    stream.on('data', (message: OperatorMessage) => this.#received(stream, message));
    stream.on('drain', () => {
      if (stream !== this.#stream) return;
      this.#full = false;
      this.wake();
    });
    stream.on('error', (error: Error) => this.#down(stream, error.message));
    stream.on('end', () => this.#down(stream, 'the operator closed the stream'));
    this.#full = !stream.write(this.#handlers.hello());
  }

  /** There is something to send: sends while the stream takes it. */
  wake(): void {
    while (this.#open && !this.#full && this.#stream !== null) {
      const message = this.#handlers.next();
      if (message === null) return;
      this.#full = !this.#stream.write(message);
    }
  }

  /** Ends for good. */
  close(): void {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#stream?.end();
    this.#stream = null;
    this.#open = false;
    this.#client.close();
  }

  #received(stream: ClientStream, message: OperatorMessage): void {
    if (stream !== this.#stream) return;
    try {
      if (!this.#open && message.kind !== 'welcome') throw new ProtocolError(`${message.kind} before welcome`);
      this.#handlers.onMessage(message);
      if (message.kind === 'welcome') {
        this.#open = true;
        this.#attempt = 0;
      }
      this.wake();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      stream.cancel();
      this.#down(stream, `refused what the operator sent: ${error.message}`);
    }
  }

  #down(stream: ClientStream, reason: string): void {
    if (stream !== this.#stream) return;
    this.#stream = null;
    this.#open = false;
    this.#full = false;
    const retryMs = delayFor(this.#backoff, this.#attempt, Math.random());
    this.#attempt += 1;
    this.#handlers.onDown(reason, retryMs);
    this.#retry = setTimeout(() => this.start(), retryMs);
  }
}
