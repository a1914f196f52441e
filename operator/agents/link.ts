/** How the operator listens for agents. */
import { readFileSync } from 'node:fs';
import { ServerCredentials } from '@grpc/grpc-js';
import { errorMessage } from '@bpfleet/proto/error-message';
import { addressProblem, loopbackProblem } from '@bpfleet/proto/link-address';
import type { Authenticate } from './identity.ts';

export interface Link {
  /** Address and port; without TLS and an authentication of agents, of loopback only. */
  readonly listen: string;
  readonly tls: TlsFiles | null;
  /** Null: an agent is who it says it is, as any process of this machine may. */
  readonly authenticate: Authenticate | null;
}

/** PEM files: the certificate with what leads to its CA, and its key. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** To be said behind the address; null when it may be listened on. */
export function linkProblem({ listen, tls, authenticate }: Link): string | null {
  return tls === null || authenticate === null ? loopbackProblem(listen, 0) : addressProblem(listen, 0);
}

/** @throws when the files cannot be read or do not go together. */
export function serverCredentials({ tls }: Link): ServerCredentials {
  if (tls === null) return ServerCredentials.createInsecure();
  const pair = { cert_chain: readPem('--tls-cert', tls.certificate), private_key: readPem('--tls-key', tls.key) };
  return ServerCredentials.createSsl(null, [pair], false);
}

function readPem(flag: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`${flag} ${file}: ${errorMessage(error)}`, { cause: error });
  }
}
