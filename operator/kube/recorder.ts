/**
 * Sends happenings as events.k8s.io/v1 Events; the same again within minutes is a series with a count, not another Event.
 *
 * Needs: the API server. Gives: `record`. Reports: nothing but what Calls does: an event is no reason to stop.
 */
import { randomBytes } from 'node:crypto';
import { group, version } from '@bpfleet/proto';
import type { JobRef } from '../store/store.ts';
import { type Api, mergePatch } from './api.ts';
import type { Calls } from './calls.ts';
import type { Happening } from './events.ts';

interface Series {
  readonly path: string;
  readonly name: string;
  count: number;
  lastMs: number;
}

/** As client-go: after so long without a repetition it is another one. */
const seriesMs = 6 * 60_000;
const maxSeries = 5000;
/** A namespace that is being deleted takes no more events. */
const mostAttempts = 10;

export class Recorder {
  readonly #api: Api;
  readonly #calls: Calls;
  readonly #identity: string;
  readonly #series = new Map<string, Series>();

  constructor(api: Api, calls: Calls, identity: string) {
    this.#api = api;
    this.#calls = calls;
    this.#identity = identity;
  }

  record(job: JobRef, happening: Happening): void {
    const key = `${job.uid ?? ''} ${happening.type} ${happening.reason} ${happening.action}`;
    const series = this.#series.get(key);
    if (series !== undefined && Date.now() - series.lastMs < seriesMs) return this.#repeat(series);
    const [oldest] = this.#series.keys();
    if (this.#series.size >= maxSeries && oldest !== undefined) this.#series.delete(oldest);
    // Events of objects without a namespace are in `default`.
    const namespace = job.namespace === '' ? 'default' : job.namespace;
    const name = `${job.name.slice(0, 200)}.${randomBytes(8).toString('hex')}`;
    const path = `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
    this.#series.delete(key);
    this.#series.set(key, { path, name, count: 1, lastMs: Date.now() });
    const body = this.#event(job, happening, name, namespace);
    this.#calls.ask(
      `event ${name}`,
      async () => void (await this.#api.call({ method: 'POST', path, body })),
      mostAttempts,
    );
  }

  #repeat(series: Series): void {
    series.count += 1;
    series.lastMs = Date.now();
    const body = { series: { count: series.count, lastObservedTime: microTime() } };
    const path = `${series.path}/${series.name}`;
    this.#calls.ask(
      `event ${series.name} series`,
      async () => void (await this.#api.call({ method: 'PATCH', path, body, contentType: mergePatch })),
      mostAttempts,
    );
  }

  #event(job: JobRef, { type, reason, action, note }: Happening, name: string, namespace: string): object {
    const { kind, uid } = job;
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name, namespace },
      eventTime: microTime(),
      reportingController: `${group}/operator`,
      reportingInstance: this.#identity.slice(0, 128),
      type,
      reason: reason.slice(0, 128),
      action,
      note,
      regarding: {
        apiVersion: `${group}/${version}`,
        kind,
        name: job.name,
        ...(job.namespace === '' ? {} : { namespace: job.namespace }),
        ...(uid === null ? {} : { uid }),
      },
    };
  }
}

function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}
