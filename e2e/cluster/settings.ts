/**
 * What a test cluster is called, how big it is, and where its parts are.
 *
 * Needs: the environment. Gives: settings and every path below the state folder. Reports: names and paths that cannot be used.
 */
import { homedir } from 'node:os';
import path from 'node:path';

export const repository = path.resolve(import.meta.dirname, '../..');

/** All clusters of this machine, one folder each. Outside the checkouts: their files are removed with the cluster. */
export const clustersFolder = '/var/lib/bpfleet/clusters';

export interface ClusterSettings {
  /** Tells clusters on one machine apart; part of the names of its cgroups, namespaces and folders. */
  readonly name: string;
  readonly nodes: number;
  /** Built programs and images, by version; shared by all checkouts of this machine. */
  readonly cache: string;
}

/** A wrong option or environment: told in one line, without a stack. */
export class SettingsError extends Error {}

/** The cluster's name is the checkout's folder unless BPFLEET_CLUSTER names another, so that each checkout has its own. */
export function clusterSettings(
  env: NodeJS.ProcessEnv,
  options: { readonly name: string | null; readonly nodes: number | null } = { name: null, nodes: null },
): ClusterSettings {
  const name = options.name ?? env['BPFLEET_CLUSTER'] ?? defaultName();
  if (!/^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/.test(name)) {
    throw new SettingsError(
      `cluster name '${name}': at most 20 of a-z, 0-9 and '-', beginning with a letter; set BPFLEET_CLUSTER or --name`,
    );
  }
  const nodes = options.nodes ?? 2;
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > 20) throw new SettingsError('--nodes: from 1 to 20');
  return { name, nodes, cache: cacheFolder(env) };
}

function defaultName(): string {
  const name = path
    .basename(repository)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return (
    name
      .replace(/^[^a-z]+/, '')
      .slice(0, 20)
      .replace(/-+$/, '') || 'bpfleet'
  );
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  const folder = path.resolve(env['BPFLEET_CACHE'] ?? path.join(base, 'bpfleet'));
  // A node has its own /var/lib and /run, and runs programs out of this folder.
  if (/^\/(var\/lib|run)(\/|$)/.test(folder)) {
    throw new SettingsError(`cache folder ${folder}: must not be below /var/lib or /run; set BPFLEET_CACHE`);
  }
  return folder;
}

export function stateFolder(name: string): string {
  return path.join(clustersFolder, name);
}

/** Files of the control plane; a node's own are in node/node.ts. */
export function statePaths(name: string): {
  readonly facts: string;
  readonly pki: string;
  readonly logs: string;
  readonly etcd: string;
  readonly kubeconfig: string;
  readonly audit: string;
} {
  const at = (...parts: string[]): string => path.join(stateFolder(name), ...parts);
  return {
    facts: at('cluster.json'),
    pki: at('pki'),
    logs: at('logs'),
    etcd: at('etcd'),
    kubeconfig: at('kubeconfig'),
    audit: at('logs', 'audit.log'),
  };
}
