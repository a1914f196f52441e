/**
 * /healthz, /readyz and /metrics over HTTP: what a cluster asks of agent and operator alike.
 *
 * Needs: an address, what is ready, the metrics. Gives: answers. Reports: throws when it cannot listen.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorMessage } from './error-message.ts';

export interface HealthOptions {
  /** Address and port. */
  readonly listen: string;
  /** Null: it does its work. Else what it waits for. */
  readonly notReady: () => string | null;
  readonly metrics: () => Promise<string>;
}

export interface HealthServer {
  readonly port: number;
  close(): void;
}

export async function serveHealth({ listen, notReady, metrics }: HealthOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, 'GET only\n');
    switch (path) {
      case '/healthz':
        // It answers, so the event loop goes round.
        return answer(response, 200, 'ok\n');
      case '/readyz': {
        const reason = notReady();
        return reason === null ? answer(response, 200, 'ok\n') : answer(response, 503, `${reason}\n`);
      }
      case '/metrics':
        metrics().then(
          (text) => answer(response, 200, text, 'text/plain; version=0.0.4; charset=utf-8'),
          (error: unknown) => answer(response, 500, `${errorMessage(error)}\n`),
        );
        return;
      default:
        return answer(response, 404, 'there are /healthz, /readyz and /metrics\n');
    }
  });
  server.requestTimeout = 5000;
  await listenOn(server, listen);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}

function listenOn(server: Server, listen: string): Promise<void> {
  const colon = listen.lastIndexOf(':');
  const host = listen.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new Error(`--metrics ${listen}: ${error.message}`, { cause: error })));
    server.listen(Number(listen.slice(colon + 1)), host === '' ? '0.0.0.0' : host, resolve);
  });
}
