/** Kubeconfig files: everything inside, so that each can be copied to where it is needed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { controlAddress } from '../machine/network.ts';

/** For the holder of `certificate`, a name in the PKI folder. */
export function kubeconfig(pki: string, index: number, cluster: string, certificate: string): string {
  const base64 = (file: string): string => readFileSync(path.join(pki, file)).toString('base64');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: cluster,
        cluster: { server: `https://${controlAddress(index)}:6443`, 'certificate-authority-data': base64('ca.crt') },
      },
    ],
    users: [
      {
        name: certificate,
        user: {
          'client-certificate-data': base64(`${certificate}.crt`),
          'client-key-data': base64(`${certificate}.key`),
        },
      },
    ],
    contexts: [{ name: cluster, context: { cluster, user: certificate } }],
    'current-context': cluster,
  });
}
