/**
 * What goes to an agent, held back while its stream is full.
 *
 * Needs: a stream. Gives: messages in order; of acknowledgements that wait only the newest of each incarnation.
 * Reports: false when so much waits that the agent cannot be alive.
 */
import type { OperatorMessage } from '@bpfleet/proto';

const maxWaiting = 10_000;

export interface Sink {
  /** False: no more until drained. */
  write(message: OperatorMessage): boolean;
}

export class Outgoing {
  readonly #sink: Sink;
  #waiting: OperatorMessage[] = [];
  #full = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  send(message: OperatorMessage): boolean {
    if (!this.#full) {
      this.#full = !this.#sink.write(message);
      return true;
    }
    // The next one of its kind says the same and more.
    if (message.kind === 'leaseRenewal') this.#waiting = this.#waiting.filter(({ kind }) => kind !== 'leaseRenewal');
    if (message.kind === 'ack')
      this.#waiting = this.#waiting.filter((other) => !isOlderAck(other, message.value.incarnation));
    this.#waiting.push(message);
    return this.#waiting.length <= maxWaiting;
  }

  drained(): void {
    this.#full = false;
    while (!this.#full) {
      const message = this.#waiting.shift();
      if (message === undefined) return;
      this.#full = !this.#sink.write(message);
    }
  }
}

function isOlderAck(message: OperatorMessage, incarnation: string): boolean {
  return message.kind === 'ack' && message.value.incarnation === incarnation;
}
