/**
 * What stands before a stream's first message: the agent's token is checked, where tokens are asked for.
 *
 * Needs: how a token is checked, or null. Gives: who opened the stream, or null when it has been closed.
 * Reports: UNAUTHENTICATED to the agent, and a line to the log; RESOURCE_EXHAUSTED while too many tokens are being checked, so that
 *   a flood of strangers does not become one of TokenReviews.
 */
import { status } from '@grpc/grpc-js';
import { errorMessage } from '@bpfleet/proto/error-message';
import type { ServerStream } from '@bpfleet/proto';
import type { Log } from '../log.ts';
import type { Authenticate, Authentication, Identity } from './identity.ts';
import type { Objection } from './objection.ts';

const maxChecks = 64;
/** A projected token has about 1 KiB. */
const maxTokenBytes = 16 * 1024;

export interface Opened {
  /** Null: nobody asked. */
  readonly identity: Identity | null;
}

export class Gate {
  readonly #authenticate: Authenticate | null;
  readonly #log: Log;
  #checks = 0;

  constructor(authenticate: Authenticate | null, log: Log) {
    this.#authenticate = authenticate;
    this.#log = log;
  }

  async open(stream: ServerStream): Promise<Opened | null> {
    const authenticate = this.#authenticate;
    if (authenticate === null) return { identity: null };
    // Nobody else listens yet: without this a stream that breaks meanwhile would end the process.
    const ignore = (): void => undefined;
    stream.on('error', ignore);
    const authentication = await this.#check(authenticate, tokenOf(stream));
    stream.off('error', ignore);
    if (stream.cancelled) return null;
    if (authentication.kind === 'identity') return { identity: authentication.identity };
    const { reason: text, retry } = authentication;
    this.#log.warn({ peer: stream.getPeer(), refused: text }, 'stream closed: who opened it is no agent');
    refuse(stream, { code: retry ? status.UNAVAILABLE : status.UNAUTHENTICATED, text });
    return null;
  }

  async #check(authenticate: Authenticate, token: string | null): Promise<Authentication> {
    if (token === null)
      return { kind: 'refused', reason: 'agents present a token: authorization: Bearer …', retry: false };
    if (this.#checks >= maxChecks)
      return { kind: 'refused', reason: `${maxChecks} tokens are being checked at this moment`, retry: true };
    this.#checks += 1;
    try {
      return await authenticate(token);
    } catch (error) {
      return { kind: 'refused', reason: `the token could not be checked: ${errorMessage(error)}`, retry: true };
    } finally {
      this.#checks -= 1;
    }
  }
}

function tokenOf(stream: ServerStream): string | null {
  const [header] = stream.metadata.get('authorization');
  if (typeof header !== 'string' || header.length > maxTokenBytes) return null;
  return /^Bearer (?<token>\S+)$/.exec(header)?.groups?.['token'] ?? null;
}

function refuse(stream: ServerStream, { code, text: details }: Objection): void {
  stream.emit('error', { code, details });
}
