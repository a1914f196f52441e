/**
 * How the agent reaches its operator and proves who it is.
 *
 * Needs: the configuration. Gives: credentials, channel options, and the metadata of each stream. Reports: throws when a file cannot
 * be read.
 */
import { readFileSync } from 'node:fs';
import { type ChannelCredentials, type ClientOptions, credentials, Metadata } from '@grpc/grpc-js';

export interface Link {
  readonly address: string;
  /** Null: the operator is on this machine, and nobody proves anything. */
  readonly secured: Secured | null;
}

export interface Secured {
  /** PEM file of the only CA that the operator's certificate may come from. */
  readonly caFile: string;
  /** File of the ServiceAccount token that kubelet keeps fresh. */
  readonly tokenFile: string;
  /** The name in the operator's certificate where it is not the one dialled, or null. */
  readonly serverName: string | null;
}

const channelOptions: ClientOptions = {
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5000,
  // Not one that another attempt has left.
  'grpc.use_local_subchannel_pool': 1,
  // Not by way of what the environment calls a proxy: the operator is on this machine, or in this cluster.
  'grpc.enable_http_proxy': 0,
};

export function channelCredentials({ secured }: Link): ChannelCredentials {
  return secured === null ? credentials.createInsecure() : credentials.createSsl(readFileSync(secured.caFile));
}

export function clientOptions({ secured }: Link): ClientOptions {
  if (secured === null || secured.serverName === null) return channelOptions;
  return { ...channelOptions, 'grpc.ssl_target_name_override': secured.serverName };
}

/** Read for each stream: the token is renewed while the agent runs. */
export function streamMetadata({ secured }: Link): Metadata {
  const metadata = new Metadata();
  if (secured !== null) metadata.set('authorization', `Bearer ${readFileSync(secured.tokenFile, 'utf8').trim()}`);
  return metadata;
}
