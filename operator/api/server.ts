/**
 * The result API, which kube-apiserver fronts (APIService): plain kubectl rights decide who reads results.
 *
 * Needs: an address, a certificate, who kube-apiserver is, the jobs. Gives: answers over HTTPS to kube-apiserver and to nobody else.
 * Reports: throws when it cannot listen.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { errorMessage } from '@bpfleet/proto/error-message';
import type { TlsFiles } from '../agents/link.ts';
import type { Log } from '../log.ts';
import { type Answer, answer, failure, type ResultSource } from './answer.ts';
import { type FrontProxy, strangerProblem } from './front-proxy.ts';
import { readRequest } from './request.ts';

export interface ResultApiOptions {
  /** Address and port. */
  readonly listen: string;
  readonly tls: TlsFiles;
  readonly proxy: FrontProxy;
  /** Null while there is nothing to serve from. */
  readonly source: () => ResultSource | null;
  readonly log: Log;
}

export interface ResultApi {
  readonly port: number;
  close(): void;
}

export async function serveResults(options: ResultApiOptions): Promise<ResultApi> {
  const { listen, tls, proxy } = options;
  const server = createServer(
    {
      cert: readFileSync(tls.certificate),
      key: readFileSync(tls.key),
      ca: proxy.ca,
      requestCert: true,
      // Who has none is told why, and probes of kubelet have none.
      rejectUnauthorized: false,
    },
    (request, response) => void answerTo(request, options).then((answered) => send(response, answered)),
  );
  server.requestTimeout = 10_000;
  const colon = listen.lastIndexOf(':');
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Error(`--api ${listen}: ${error.message}`, { cause: error })));
    server.listen(Number(listen.slice(colon + 1)), listen.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answerTo(request: IncomingMessage, { proxy, source, log }: ResultApiOptions): Promise<Answer> {
  const url = request.url ?? '/';
  try {
    const asked = readRequest(url);
    const stranger = asked.kind === 'health' ? null : strangerProblem(request.socket as TLSSocket, proxy);
    if (stranger !== null) return failure(401, 'Unauthorized', stranger);
    if (request.method !== 'GET') return failure(405, 'MethodNotAllowed', 'results are read, with GET');
    const there = source();
    if (there === null) return failure(503, 'ServiceUnavailable', 'the operator is starting');
    if (asked.kind === 'result')
      log.info({ user: request.headers['x-remote-user'] ?? '', ...asked.job, view: asked.view.kind }, 'result read');
    return await answer(there, asked, url.split('?')[0] ?? '');
  } catch (error) {
    log.error({ url, err: error }, 'a result could not be served');
    return failure(500, 'InternalError', `the operator could not read it: ${errorMessage(error)}`);
  }
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}
