/**
 * The objects of one kind as they are at the API server, kept current.
 *
 * Needs: where they are listed, and what of each is kept. Gives: objects by uid, and what changed.
 * Reports: to the log, what keeps it from listing or watching; it goes on trying, ever more seldom, and meanwhile what it
 * has is what was there last.
 *
 * Lists in pages, then watches from there with bookmarks. A watch that ends is taken up where it was; one whose past is
 * gone (410) is listed anew, and so is everything now and then, for what a watch may have missed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '@bpfleet/proto/error-message';
import type { Log } from '../log.ts';
import { type Api, type Query } from './api.ts';
import { ApiError, isGone } from './api-error.ts';
import { type Backoff, delayMs } from './backoff.ts';
import { at, list, text } from './json.ts';

export interface ReflectorOptions<T> {
  readonly api: Api;
  /** `/api/v1/pods`. */
  readonly path: string;
  readonly log: Log;
  /** What is kept of an object; null: nothing. */
  readonly prune: (object: unknown) => T | null;
  /** After a change; `before` null: new, `after` null: gone. */
  readonly onChange: (before: T | null, after: T | null) => void;
  readonly times?: Partial<Times>;
}

export interface Times {
  readonly backoff: Backoff;
  /** The server ends a watch after so long. */
  readonly watchSeconds: number;
  /** Bookmarks come every minute or so. */
  readonly silenceMs: number;
  /** So often everything is listed anew. */
  readonly resyncMs: number;
}

const defaultTimes: Times = {
  backoff: { leastMs: 200, mostMs: 10_000 },
  watchSeconds: 290,
  silenceMs: 150_000,
  resyncMs: 15 * 60_000,
};

const pageSize = 500;

export class Reflector<T> {
  readonly #options: ReflectorOptions<T>;
  readonly #times: Times;
  readonly #ending = new AbortController();
  #objects = new Map<string, T>();
  #version = '';
  #listedMs = 0;
  #attempt = 0;
  /** Lists and watches that had to be started, for metrics. */
  restarts = 0;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#times = { ...defaultTimes, ...options.times };
  }

  get objects(): ReadonlyMap<string, T> {
    return this.#objects;
  }

  /** Resolves when everything was listed once, and goes on from then on; with false when it was closed before. */
  start(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#ending.signal.addEventListener('abort', () => resolve(false), { once: true });
      void this.#run(() => resolve(true));
    });
  }

  close(): void {
    this.#ending.abort();
  }

  async #run(onListed: () => void): Promise<void> {
    const { path, log } = this.#options;
    while (!this.#ending.signal.aborted) {
      try {
        if (this.#version === '' || performance.now() - this.#listedMs > this.#times.resyncMs) {
          await this.#list();
          onListed();
        }
        await this.#watch();
        this.#attempt = 0;
      } catch (error) {
        if (this.#ending.signal.aborted) return;
        // Its past is gone: what is there now is listed.
        if (isGone(error)) this.#version = '';
        else log.warn({ path, problem: errorMessage(error), attempt: this.#attempt }, 'API server: trying again');
        await this.#rest();
      }
    }
  }

  async #rest(): Promise<void> {
    const waitMs = delayMs(this.#times.backoff, this.#attempt, Math.random());
    this.#attempt += 1;
    await sleep(waitMs, null, { signal: this.#ending.signal }).catch(() => undefined);
  }

  async #list(): Promise<void> {
    const { api, path, prune } = this.#options;
    const found = new Map<string, T>();
    let next = '';
    let version = '';
    this.restarts += 1;
    do {
      const query: Query = { limit: pageSize, ...(next === '' ? {} : { continue: next }) };
      const page = await api.call({ method: 'GET', path, query });
      // Items of a list of built-in kinds carry no kind of their own.
      for (const item of list(at(page, 'items'))) {
        const kept = prune(item);
        if (kept !== null) found.set(text(at(item, 'metadata', 'uid')), kept);
      }
      version = text(at(page, 'metadata', 'resourceVersion'));
      next = text(at(page, 'metadata', 'continue'));
    } while (next !== '');
    const before = this.#objects;
    this.#objects = found;
    this.#version = version;
    this.#listedMs = performance.now();
    this.#attempt = 0;
    for (const [uid, object] of before) if (!found.has(uid)) this.#options.onChange(object, null);
    for (const [uid, object] of found) this.#options.onChange(before.get(uid) ?? null, object);
  }

  async #watch(): Promise<void> {
    const { api, path } = this.#options;
    const { watchSeconds, silenceMs } = this.#times;
    const jitter = Math.floor(Math.random() * (watchSeconds / 5));
    const failures: ApiError[] = [];
    this.restarts += 1;
    await api.watch({
      path,
      query: { resourceVersion: this.#version, allowWatchBookmarks: true, timeoutSeconds: watchSeconds - jitter },
      silenceMs,
      signal: this.#ending.signal,
      onLine: (line) => {
        const failure = this.#take(line);
        if (failure === null) this.#attempt = 0;
        else failures.push(failure);
      },
    });
    const [failure] = failures;
    if (failure !== undefined) throw failure;
  }

  /** Gives what the server says went wrong. */
  #take(line: string): ApiError | null {
    const event: unknown = JSON.parse(line);
    const object = at(event, 'object');
    const type = at(event, 'type');
    if (type === 'ERROR')
      return new ApiError(Number(at(object, 'code') ?? 0), text(at(object, 'reason')), text(at(object, 'message')));
    this.#version = text(at(object, 'metadata', 'resourceVersion')) || this.#version;
    if (type === 'BOOKMARK') return null;
    const uid = text(at(object, 'metadata', 'uid'));
    const before = this.#objects.get(uid) ?? null;
    const after = type === 'DELETED' ? null : this.#options.prune(object);
    if (after === null) this.#objects.delete(uid);
    else this.#objects.set(uid, after);
    if (before !== null || after !== null) this.#options.onChange(before, after);
    return null;
  }
}
