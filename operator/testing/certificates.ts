/** A certificate of a CA of its own, made by openssl. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** For a client of that common name, by the same CA. */
  readonly client: { readonly certificate: string; readonly key: string };
}

/** For a DNS name. The files lie in `folder`. */
export function makeCertificates(folder: string, name: string): Certificates {
  const file = (short: string): string => join(folder, short);
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-subj',
    '/CN=test CA',
    '-days',
    '1',
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.crt'),
  );
  openssl('req', ...key, '-subj', '/CN=test operator', '-keyout', file('tls.key'), '-out', file('tls.csr'));
  writeFileSync(file('san'), `subjectAltName=DNS:${name}\n`);
  const ca = ['-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    file('tls.csr'),
    ...ca,
    '-days',
    '1',
    '-extfile',
    file('san'),
    '-out',
    file('tls.crt'),
  );
  openssl('req', ...key, '-subj', '/CN=front-proxy', '-keyout', file('client.key'), '-out', file('client.csr'));
  openssl('x509', '-req', '-in', file('client.csr'), ...ca, '-days', '1', '-out', file('client.crt'));
  const client = { certificate: file('client.crt'), key: file('client.key') };
  return { ca: file('ca.crt'), certificate: file('tls.crt'), key: file('tls.key'), client };
}
