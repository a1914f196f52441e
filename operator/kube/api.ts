/**
 * Requests to the API server, over connections that are kept.
 *
 * Needs: KubeConfig, which knows server and credentials, and reads a token anew that is rotated.
 * Gives: answers as plain data, and a watch as its lines. Reports: ApiError.
 *
 * Not client-node's generated APIs: they build whole objects of everything (a list of 50,000 pods costs 1.6 GB), and its
 * informer stops at the first lost connection.
 */
import type { IncomingMessage } from 'node:http';
import { Agent, request, type RequestOptions } from 'node:https';
import { createInterface } from 'node:readline';
import type { KubeConfig } from '@kubernetes/client-node';
import { ApiError, apiError, noAnswer } from './api-error.ts';

export type Query = Readonly<Record<string, string | number | boolean>>;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Query;
  readonly body?: object;
  /** Of the body; application/json unless it says something else. */
  readonly contentType?: string;
  readonly timeoutMs?: number;
}

export interface WatchCall {
  readonly path: string;
  readonly query: Query;
  /** Nothing for so long: the connection is dead. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

export const applyPatch = 'application/apply-patch+yaml';
export const mergePatch = 'application/merge-patch+json';

const defaultTimeoutMs = 30_000;

/** More than any list of 500 pods. */
const maxBodyBytes = 256 * 1024 * 1024;

export class Api {
  readonly #config: KubeConfig;
  readonly #server: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  /** Answers by HTTP status, for metrics. */
  readonly answers = new Map<number, number>();

  /** @throws Error when there is no cluster to talk to. */
  constructor(config: KubeConfig) {
    const server = config.getCurrentCluster()?.server ?? '';
    if (!server.startsWith('https://'))
      throw new Error(
        `no API server to talk to${server === '' ? '' : ` at ${server}: https only`}: set KUBECONFIG, or run in a pod with a ServiceAccount`,
      );
    this.#config = config;
    this.#server = server.replace(/\/$/, '');
  }

  async call({ timeoutMs = defaultTimeoutMs, ...call }: Call): Promise<unknown> {
    const what = `${call.method} ${call.path}`;
    try {
      const response = await this.#send(call, AbortSignal.timeout(timeoutMs));
      const body = await textOf(response, maxBodyBytes);
      if ((response.statusCode ?? 0) >= 300) throw apiError(response.statusCode ?? 0, what, body);
      return JSON.parse(body) as unknown;
    } catch (error) {
      throw noAnswer(what, error);
    }
  }

  /** Resolves when the server ends the watch. */
  async watch({ path, query, silenceMs, signal, onLine }: WatchCall): Promise<void> {
    const what = `watch ${path}`;
    try {
      const response = await this.#send({ method: 'GET', path, query: { ...query, watch: true } }, signal);
      if ((response.statusCode ?? 0) >= 300)
        throw apiError(response.statusCode ?? 0, what, await textOf(response, maxBodyBytes));
      response.setTimeout(silenceMs, () => response.destroy(new Error(`nothing heard for ${silenceMs} ms`)));
      for await (const line of createInterface({ input: response, crlfDelay: Infinity })) if (line !== '') onLine(line);
      if (!response.complete) throw new ApiError(0, '', `${what}: the connection broke`);
    } catch (error) {
      throw noAnswer(what, error);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(call: Call, signal: AbortSignal): Promise<IncomingMessage> {
    const body = call.body === undefined ? null : Buffer.from(JSON.stringify(call.body));
    const headers: Record<string, string | number> = { accept: 'application/json', 'user-agent': 'bpfleet-operator' };
    if (body !== null) {
      headers['content-type'] = call.contentType ?? 'application/json';
      headers['content-length'] = body.length;
    }
    const options: RequestOptions = { method: call.method, headers, signal };
    await this.#config.applyToHTTPSOptions(options);
    // The given one keeps no connection; only to a proxy does it know the way.
    if (this.#config.getCurrentCluster()?.proxyUrl === undefined) options.agent = this.#agent;
    const url = new URL(this.#server + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, String(value));
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request(url, options, resolve);
      outgoing.on('error', reject);
      outgoing.on('socket', (socket) => socket.setKeepAlive(true, 15_000));
      outgoing.end(body ?? undefined);
    });
    const status = response.statusCode ?? 0;
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    return response;
  }
}

async function textOf(response: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) throw new Error(`an answer of more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
