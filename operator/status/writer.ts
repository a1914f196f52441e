/**
 * Writes statuses, seldom: at once when a condition changed, otherwise at most once in a while for each job.
 *
 * Needs: a store. Gives: `offer`, to be called as often as one likes. Reports: to the log, a write that failed; it is
 * tried again with the next offer.
 */
import { stringify } from 'yaml';
import { group, kind, type TraceJobStatus, version } from '@bpfleet/proto';
import type { JobStore } from '../store/store.ts';

export interface StatusOwner {
  readonly name: string;
  readonly namespace: string;
  /** Null for a file that is no job. */
  readonly uid: string | null;
  readonly generation: number;
}

export interface WriterOptions {
  readonly store: JobStore;
  /** Between two writes of one job that change no condition. */
  readonly intervalMs: number;
  readonly log: { error(facts: object, text: string): void };
}

interface Written {
  /** Of owner and status: cheaper to compare than what is written. */
  readonly content: string;
  readonly conditions: string;
  readonly atMs: number;
}

interface Waiting {
  readonly timer: NodeJS.Timeout;
  owner: StatusOwner;
  status: TraceJobStatus;
}

export class StatusWriter {
  readonly #options: WriterOptions;
  readonly #written = new Map<string, Written>();
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  offer(owner: StatusOwner, status: TraceJobStatus): void {
    const before = this.#written.get(owner.name);
    if (before?.content === contentOf(owner, status)) return this.#forgetWaiting(owner.name);
    const dueInMs =
      before === undefined || before.conditions !== conditionsText(status)
        ? 0
        : before.atMs + this.#options.intervalMs - performance.now();
    if (dueInMs <= 0) return this.#write(owner, status);
    const waiting = this.#waiting.get(owner.name);
    if (waiting !== undefined) {
      waiting.owner = owner;
      waiting.status = status;
      return;
    }
    const timer = setTimeout(() => {
      const due = this.#waiting.get(owner.name);
      if (due !== undefined) this.#write(due.owner, due.status);
    }, dueInMs);
    this.#waiting.set(owner.name, { timer, owner, status });
  }

  remove(name: string): void {
    this.#forgetWaiting(name);
    this.#written.delete(name);
    this.#options.store.removeStatus(name);
  }

  /** Writes what waits. */
  flush(): void {
    for (const { owner, status } of this.#waiting.values()) this.#write(owner, status);
  }

  #forgetWaiting(name: string): void {
    clearTimeout(this.#waiting.get(name)?.timer);
    this.#waiting.delete(name);
  }

  #write(owner: StatusOwner, status: TraceJobStatus): void {
    this.#forgetWaiting(owner.name);
    try {
      this.#options.store.writeStatus(owner.name, statusText(owner, status));
      this.#written.set(owner.name, {
        content: contentOf(owner, status),
        conditions: conditionsText(status),
        atMs: performance.now(),
      });
    } catch (error) {
      this.#options.log.error({ job: `${owner.namespace}/${owner.name}`, err: error }, 'status could not be written');
    }
  }
}

function contentOf(owner: StatusOwner, status: TraceJobStatus): string {
  return JSON.stringify([owner, status]);
}

function conditionsText({ conditions }: TraceJobStatus): string {
  return conditions.map(({ type, status, reason }) => `${type}=${status}:${reason}`).join(' ');
}

function statusText({ name, namespace, uid, generation }: StatusOwner, status: TraceJobStatus): string {
  const metadata = { name, namespace, ...(uid === null ? {} : { uid, generation }) };
  const object = { apiVersion: `${group}/${version}`, kind, metadata, status };
  return `# Written by the operator; changes here are lost.\n${stringify(object, { lineWidth: 120, aliasDuplicateObjects: false })}`;
}
