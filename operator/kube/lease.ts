/**
 * One of several operators leads: it holds the Lease, and renews it.
 *
 * Needs: the API server, a name for the Lease and one for who holds it. Gives: `acquire`, which resolves when this one
 * leads; `onLost` when it does no more, and then it has to stop at once. `release` lets the next one begin without a wait.
 * Reports: to the log.
 *
 * Another holder's Lease is judged by how long it has not changed by the local monotonic clock, never by the times written
 * in it: clocks of two machines differ. Writes carry the resourceVersion, so of two that try only one succeeds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '@bpfleet/proto/error-message';
import type { Log } from '../log.ts';
import type { Api } from './api.ts';
import { ApiError } from './api-error.ts';
import { at, text } from './json.ts';

export interface LeaseOptions {
  readonly api: Api;
  readonly log: Log;
  readonly namespace: string;
  readonly name: string;
  /** Unique among those who want it. */
  readonly identity: string;
  readonly times?: Partial<LeaseTimes>;
  readonly onLost: (why: string) => void;
}

export interface LeaseTimes {
  /** Others wait for so long before they take it. */
  readonly leaseMs: number;
  /** Without a renewal for so long this one leads no more; well before others may take it. */
  readonly renewMs: number;
  readonly retryMs: number;
}

const defaultTimes: LeaseTimes = { leaseMs: 40_000, renewMs: 30_000, retryMs: 2000 };

interface Seen {
  readonly version: string;
  /** By the monotonic clock. */
  readonly atMs: number;
}

export class Lease {
  readonly #options: LeaseOptions;
  readonly #times: LeaseTimes;
  readonly #ending = new AbortController();
  #seen: Seen | null = null;
  #leading = false;
  #transitions = 0;
  #acquiredAt = '';
  #renewing: Promise<void> = Promise.resolve();

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#times = { ...defaultTimes, ...options.times };
  }

  get isLeading(): boolean {
    return this.#leading;
  }

  /** Resolves when this one leads, or with false when it was released before. */
  async acquire(): Promise<boolean> {
    const { log, identity, name } = this.#options;
    let holder = '';
    while (!this.#ending.signal.aborted) {
      const taken = await this.#try().catch((error: unknown) => {
        log.warn({ lease: name, problem: errorMessage(error) }, 'the Lease cannot be had: trying again');
        return '';
      });
      if (taken === identity) {
        this.#leading = true;
        log.info({ lease: name, identity }, 'leading');
        this.#renewing = this.#renew();
        return true;
      }
      if (taken !== holder && taken !== '') log.info({ lease: name, holder: taken }, 'another operator leads: waiting');
      holder = taken;
      await this.#rest(this.#times.retryMs);
    }
    return false;
  }

  /** Lets go of it. */
  async release(): Promise<void> {
    this.#ending.abort();
    await this.#renewing;
    if (!this.#leading) return;
    this.#leading = false;
    try {
      const lease = await this.#read();
      if (lease === null || holderOf(lease) !== this.#options.identity) return;
      await this.#write('PUT', this.#lease(lease, '', 1));
    } catch (error) {
      this.#options.log.warn(
        { problem: errorMessage(error) },
        'the Lease could not be given back: it runs out by itself',
      );
    }
  }

  async #renew(): Promise<void> {
    let renewedMs = performance.now();
    while (!this.#ending.signal.aborted) {
      await this.#rest(this.#times.retryMs);
      if (this.#ending.signal.aborted) return;
      const askedMs = performance.now();
      try {
        const holder = await this.#try();
        if (holder !== this.#options.identity) return this.#lost(`${holder} has the Lease`);
        renewedMs = askedMs;
      } catch (error) {
        if (performance.now() - renewedMs > this.#times.renewMs)
          return this.#lost(`the Lease could not be renewed for ${this.#times.renewMs} ms: ${errorMessage(error)}`);
      }
    }
  }

  #lost(why: string): void {
    this.#leading = false;
    this.#options.onLost(why);
  }

  /** Takes it, renews it, or leaves it; gives who holds it then. */
  async #try(): Promise<string> {
    const { identity } = this.#options;
    const lease = await this.#read();
    try {
      if (lease === null) {
        await this.#write('POST', this.#lease(null, identity));
        return identity;
      }
      const holder = holderOf(lease);
      if (holder !== identity && holder !== '' && !this.#isStale(lease)) return holder;
      await this.#write('PUT', this.#lease(lease, identity));
      return identity;
    } catch (error) {
      // Another one was faster.
      if (error instanceof ApiError && error.status === 409) return '';
      throw error;
    }
  }

  /** It has not changed for its length, as seen from here. */
  #isStale(lease: unknown): boolean {
    const version = text(at(lease, 'metadata', 'resourceVersion'));
    const nowMs = performance.now();
    if (this.#seen?.version !== version) this.#seen = { version, atMs: nowMs };
    const seconds = Number(at(lease, 'spec', 'leaseDurationSeconds') ?? 0);
    return nowMs - this.#seen.atMs > seconds * 1000;
  }

  #lease(before: unknown, holder: string, seconds = Math.ceil(this.#times.leaseMs / 1000)): object {
    const { name, namespace } = this.#options;
    const now = new Date().toISOString().replace('Z', '000Z');
    const isNew = before === null || holderOf(before) !== holder;
    if (isNew) this.#transitions = Number(at(before, 'spec', 'leaseTransitions') ?? -1) + 1;
    if (isNew || this.#acquiredAt === '') this.#acquiredAt = now;
    const resourceVersion = text(at(before, 'metadata', 'resourceVersion'));
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace, ...(resourceVersion === '' ? {} : { resourceVersion }) },
      spec: {
        holderIdentity: holder,
        leaseDurationSeconds: seconds,
        acquireTime: this.#acquiredAt,
        renewTime: now,
        leaseTransitions: this.#transitions,
      },
    };
  }

  async #read(): Promise<unknown> {
    const { api } = this.#options;
    try {
      return await api.call({ method: 'GET', path: this.#path(), timeoutMs: this.#times.renewMs / 3 });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }

  async #write(method: 'POST' | 'PUT', body: object): Promise<void> {
    const { api, name } = this.#options;
    const path = method === 'POST' ? this.#path().slice(0, -name.length - 1) : this.#path();
    await api.call({ method, path, body, timeoutMs: this.#times.renewMs / 3 });
  }

  #path(): string {
    const { name, namespace } = this.#options;
    return `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`;
  }

  async #rest(ms: number): Promise<void> {
    await sleep(ms * (0.9 + Math.random() * 0.2), null, { signal: this.#ending.signal }).catch(() => undefined);
  }
}

function holderOf(lease: unknown): string {
  return text(at(lease, 'spec', 'holderIdentity'));
}
