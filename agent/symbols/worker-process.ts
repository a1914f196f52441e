/**
 * The agent's side of the process that parses files of others.
 *
 * It is asked synchronously: output is made in the order of the script's records. It starts with the first question, and
 * anew after a crash, a hang or a wrong reply, each of which costs the answer and nothing else.
 *
 * Needs: root, to let it drop everything. Gives: answers; null where there is none. Reports: problems of files as null.
 */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { native } from '@bpfleet/native';
import type { ForeignFile } from '../kernel/foreign-files.ts';
import { type Answers, maxReplyBytes, type Question, type Reply, type Request } from './protocol.ts';

/** Of one question. A file of a gigabyte is parsed in less. */
const patienceMillis = 10_000;
/** Until it is there, on a machine that is busy. */
const startMillis = 20_000;
/** After so many failures in a row nothing is asked any more for a while. */
const maxFailures = 3;
const pauseMillis = 30_000;

/** Beside this file in the source tree, beside the bundle in dist/. */
const script = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './worker/main.ts' : './symbols.js', import.meta.url),
);

export class SymbolWorker {
  readonly #patienceMillis: number;
  #channel: number | null = null;
  #kill: (() => void) | null = null;
  #greeted = false;
  /** Files that the worker has been given. */
  #given = new Set<string>();
  #failures = 0;
  #pausedUntil = 0;
  /** Why the last question had no answer, null when it had one. */
  problem: string | null = null;

  constructor(patience = patienceMillis) {
    this.#patienceMillis = patience;
  }

  /** Null when the worker or the file failed: `problem` says how. */
  ask<K extends Question['kind']>(
    question: Question & { readonly kind: K },
    files: readonly ForeignFile[],
  ): Answers[K] | null {
    for (let tries = 0; tries < 3; tries += 1) {
      const reply = this.#exchange(question, files);
      if (reply === null) return null;
      switch (reply.kind) {
        case 'answer':
          this.problem = null;
          return reply.value as Answers[K];
        case 'problem':
          this.problem = reply.message;
          return null;
        case 'unknown':
          this.#given.delete(reply.file);
      }
    }
    this.problem = 'the worker forgets its files';
    return null;
  }

  /** Starts it before the first question. */
  start(): void {
    if (this.#channel === null && Date.now() >= this.#pausedUntil) this.#spawn();
  }

  close(): void {
    if (this.#channel !== null) closeSync(this.#channel);
    this.#kill?.();
    this.#channel = null;
    this.#kill = null;
    this.#given = new Set();
  }

  #exchange(question: Question, files: readonly ForeignFile[]): Reply | null {
    const missing = files.filter(({ key }) => !this.#given.has(key));
    const descriptors: number[] = [];
    try {
      for (const file of missing) descriptors.push(file.open());
    } catch (error) {
      for (const descriptor of descriptors) closeSync(descriptor);
      this.problem = messageOf(error);
      return null;
    }
    try {
      this.start();
      if (this.#channel === null) return null;
      this.#greet(this.#channel);
      const request: Request = { question, files: missing.map(({ key }) => key) };
      native.sendMessage(this.#channel, Buffer.from(JSON.stringify(request)), descriptors, this.#patienceMillis);
      for (const { key } of missing) this.#given.add(key);
      const message = native.receiveMessage(this.#channel, maxReplyBytes, this.#patienceMillis);
      if (message === null) throw new Error('the process that reads symbols has ended');
      const reply = replyOf(message.bytes);
      this.#failures = 0;
      return reply;
    } catch (error) {
      this.#fail(messageOf(error));
      return null;
    } finally {
      for (const descriptor of descriptors) closeSync(descriptor);
    }
  }

  /** Its first message says that it has given up its rights. */
  #greet(channel: number): void {
    if (this.#greeted) return;
    if (native.receiveMessage(channel, 0, startMillis) === null)
      throw new Error('the process that reads symbols did not start');
    this.#greeted = true;
  }

  #spawn(): void {
    const [ours, theirs] = native.makeChannel();
    // The fourth becomes the channelDescriptor of the protocol.
    const stdio = ['ignore', 'ignore', 'ignore', theirs] as const;
    const child = spawn(process.execPath, ['--max-old-space-size=768', script], {
      stdio: [...stdio],
      env: {},
      detached: true,
    });
    child.on('error', () => undefined); // the channel ends, which is seen there
    child.unref();
    closeSync(theirs);
    this.#channel = ours;
    this.#greeted = false;
    this.#kill = (): void => void child.kill('SIGKILL');
    this.#given = new Set();
  }

  #fail(problem: string): void {
    this.close();
    this.problem = problem;
    this.#failures += 1;
    if (this.#failures < maxFailures) return;
    this.#failures = 0;
    this.#pausedUntil = Date.now() + pauseMillis;
  }
}

/** The worker may be in the hands of who wrote a file: its word is checked here for its form, where it is used for the rest. */
function replyOf(bytes: Buffer): Reply {
  const reply: unknown = JSON.parse(bytes.toString());
  if (typeof reply === 'object' && reply !== null && 'kind' in reply) {
    if (reply.kind === 'answer' && 'value' in reply) return { kind: 'answer', value: reply.value };
    if (reply.kind === 'problem' && 'message' in reply) return { kind: 'problem', message: String(reply.message) };
    if (reply.kind === 'unknown' && 'file' in reply) return { kind: 'unknown', file: String(reply.file) };
  }
  throw new Error('the process that reads symbols gave a reply of no known form');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
