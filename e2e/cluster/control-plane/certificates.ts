/**
 * The cluster's certificates: one authority for servers and clients, one for the front proxy, and the key of service account tokens.
 *
 * Needs: openssl. Gives: NAME.crt and NAME.key in the folder; what is there already stays.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../harness/process.ts';

interface Certificate {
  readonly name: string;
  /** Common name: the user, for Kubernetes. */
  readonly user: string;
  /** Organisation: the group, for Kubernetes. */
  readonly group: string | null;
  readonly usage: 'serverAuth' | 'clientAuth' | 'serverAuth,clientAuth';
  /** Such as `IP:10.0.0.1` and `DNS:kubernetes`. */
  readonly names: readonly string[];
}

export interface Authority {
  readonly folder: string;
  readonly name: string;
}

const days = '365';

export async function makeAuthority({ folder, name }: Authority): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (existsSync(path.join(folder, `${name}.crt`))) return;
  const request = `${newCertificate(folder)} -subj /CN=${name} -keyout ${name}.key -out ${name}.crt`;
  const extensions = [
    'basicConstraints=critical,CA:TRUE',
    'keyUsage=critical,keyCertSign,cRLSign',
    'subjectKeyIdentifier=hash',
  ];
  await openssl(folder, `${request} ${added(extensions)}`);
}

/** No name has a space in it: the command is a line. */
export async function issue(authority: Authority, { name, user, group, usage, names }: Certificate): Promise<void> {
  const { folder } = authority;
  if (existsSync(path.join(folder, `${name}.crt`))) return;
  const subject = `-subj ${group === null ? '' : `/O=${group}`}/CN=${user}`;
  const signer = `-CA ${authority.name}.crt -CAkey ${authority.name}.key`;
  const extensions = [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature',
    `extendedKeyUsage=${usage}`,
  ];
  if (names.length > 0) extensions.push(`subjectAltName=${names.join(',')}`);
  const request = `${newCertificate(folder)} ${subject} ${signer} -keyout ${name}.key -out ${name}.crt`;
  await openssl(folder, `${request} ${added(extensions)}`);
}

const added = (extensions: readonly string[]): string => extensions.map((text) => `-addext ${text}`).join(' ');

/** The system's own configuration would add extensions. */
function newCertificate(folder: string): string {
  writeFileSync(path.join(folder, 'openssl.cnf'), '[req]\ndistinguished_name = name\n[name]\n');
  return `req -x509 -config openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days ${days}`;
}

/** The pair that signs service account tokens and that they are checked with. */
export async function makeTokenKey(folder: string): Promise<void> {
  if (existsSync(path.join(folder, 'tokens.pub'))) return;
  await openssl(folder, 'genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out tokens.key');
  await openssl(folder, 'pkey -in tokens.key -pubout -out tokens.pub');
}

async function openssl(folder: string, line: string): Promise<void> {
  const args = line.split(' ');
  await run(`openssl ${args[0] ?? ''}`, 'openssl', args, { cwd: folder });
}
