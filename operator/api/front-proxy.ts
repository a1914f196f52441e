/**
 * Who may speak to the result API: kube-apiserver alone, which has asked its own authorizer whether its user may.
 *
 * Needs: what kube-apiserver publishes about itself. Gives: the CA of its certificate and the names that it may have.
 * Reports: throws when it publishes nothing, as without --requestheader-client-ca-file.
 */
import type { TLSSocket } from 'node:tls';
import type { Api } from '../kube/api.ts';
import { at, text } from '../kube/json.ts';

export interface FrontProxy {
  /** PEM. */
  readonly ca: string;
  /** Common names of its certificate; empty: any that the CA signed. */
  readonly names: readonly string[];
}

const path = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication';

export async function readFrontProxy(api: Api): Promise<FrontProxy> {
  const published = at(await api.call({ method: 'GET', path }), 'data');
  const ca = text(at(published, 'requestheader-client-ca-file'));
  if (ca === '') throw new Error('kube-apiserver has no aggregation layer: results cannot be served through it');
  const names: unknown = JSON.parse(text(at(published, 'requestheader-allowed-names')) || '[]');
  return { ca, names: Array.isArray(names) ? names.map(String) : [] };
}

/** Null: it is the front proxy; else why not. */
export function strangerProblem(socket: TLSSocket, { names }: FrontProxy): string | null {
  if (!socket.authorized) return 'no certificate of kube-apiserver: ask it for results, it asks here';
  const name = socket.getPeerCertificate().subject.CN;
  const common = (Array.isArray(name) ? name[0] : name) ?? '';
  return names.length === 0 || names.includes(common)
    ? null
    : `the certificate of ${common} is not that of kube-apiserver`;
}
