/**
 * Kubernetes for an operator: a store of jobs, the cluster, and the Lease of the one that leads.
 *
 * Needs: KUBECONFIG, or the ServiceAccount of the pod. Gives: what operator.ts takes, once this operator leads and
 * everything was listed. Reports: throws when there is no cluster; to the log, waits.
 */
import { KubeConfig } from '@kubernetes/client-node';
import type { AgentAccount, Authenticate } from '../agents/identity.ts';
import type { Log } from '../log.ts';
import { Api } from './api.ts';
import { KubernetesCluster } from './cluster.ts';
import { Lease } from './lease.ts';
import { KubernetesStore } from './store.ts';
import { tokenReview } from './token-review.ts';

export interface ConnectOptions {
  readonly log: Log;
  /** Of the Lease. */
  readonly namespace: string;
  /** Of this operator: its pod. */
  readonly identity: string;
  /** Another one may lead by now: end at once. */
  readonly onLost: (why: string) => void;
}

const leaseName = 'bpfleet-operator';

export class Kubernetes {
  readonly api: Api;
  readonly lease: Lease;
  readonly store: KubernetesStore;
  readonly cluster: KubernetesCluster;

  constructor({ log, namespace, identity, onLost }: ConnectOptions, api: Api = new Api(kubeConfig())) {
    this.api = api;
    this.lease = new Lease({ api, log, namespace, name: leaseName, identity, onLost });
    this.store = new KubernetesStore(api, log, identity);
    this.cluster = new KubernetesCluster(api, log);
  }

  /** Resolves when this operator leads and knows everything; false when it was closed before. */
  async lead(): Promise<boolean> {
    if (!(await this.lease.acquire())) return false;
    const listed = await Promise.all([this.store.start(), this.cluster.start()]);
    return listed.every((done) => done);
  }

  /** How agents prove who they are, by tokens of this account; null: they need not. */
  authenticate(account: AgentAccount | null): Authenticate | null {
    return account === null ? null : tokenReview(this.api, account);
  }

  /** After the operator has ended: what it wrote goes out before another one leads. */
  async close(): Promise<void> {
    this.cluster.close();
    await this.store.close();
    await this.lease.release();
    this.api.close();
  }
}

function kubeConfig(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromDefault();
  return config;
}
