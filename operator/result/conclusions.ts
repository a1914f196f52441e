/**
 * Results, made by a thread of their own: merging and printing the maps of a fleet takes seconds, in which the operator would
 * renew no lease, neither its agents' nor its own.
 *
 * Needs: stored state. Gives: conclusions, one after the other; the thread starts with the first. Reports: rejects with what went wrong
 * in the thread, and with its end: what was asked for then can be asked for again.
 */
import { Worker } from 'node:worker_threads';
import type { Conclusion, ConclusionRequest } from './conclude.ts';
import type { Answer } from './worker.ts';

/** Beside this file in the source tree, beside the bundle in dist/. */
const script = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './conclusions.js', import.meta.url);

export interface Concluder {
  conclude(request: ConclusionRequest): Promise<Conclusion>;
}

interface Waiting {
  readonly resolve: (conclusion: Conclusion) => void;
  readonly reject: (error: Error) => void;
}

export class Conclusions implements Concluder {
  #worker: Worker | null = null;
  /** In the order of their requests, which is that of the answers. */
  #waiting: Waiting[] = [];

  get waiting(): number {
    return this.#waiting.length;
  }

  conclude(request: ConclusionRequest): Promise<Conclusion> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      worker.postMessage(request);
    });
  }

  /** Who waits is not answered any more. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#waiting = [];
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(script, { name: 'conclusions' });
    worker.on('message', (answer: Answer) => {
      if (this.#worker !== worker) return;
      const first = this.#waiting.shift();
      if (answer.kind === 'conclusion') first?.resolve(answer.conclusion);
      else first?.reject(new Error(answer.message));
    });
    worker.on('error', (error: unknown) =>
      this.#ended(worker, error instanceof Error ? error : new Error(String(error))),
    );
    worker.on('exit', (code) => this.#ended(worker, new Error(`the thread of results ended with ${code}`)));
    return worker;
  }

  /** Also of a thread that took too much memory: the operator goes on, and the next request starts another one. */
  #ended(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  }
}
