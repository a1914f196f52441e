/**
 * Where the script's output goes: a descriptor, written in order and in blocks. Writing waits for the reader: then the
 * kernel's ring fills up, and what does not fit is counted as lost instead of filling this process's memory.
 *
 * `line` writes what has come when nothing more is waiting to be written, which is never later than a line's end.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Buffering } from './requests.ts';
import type { ByteText } from '@bpfleet/results';
import { fileProblem, UsageError } from './usage.ts';

/** Bytes that are kept for one write at most. */
const blockSize = 64 * 1024;

export class Sink {
  readonly #descriptor: number;
  readonly #name: string;
  readonly #buffering: Buffering;
  readonly #onClosed: () => void;
  #chunks: Uint8Array[] = [];
  /** Behind the chunks, one char per byte: a flood of short texts is made bytes at once. */
  #text: ByteText = '';
  #size = 0;
  #flushing: NodeJS.Immediate | null = null;
  #closed = false;
  #problem: string | null = null;

  /** `path` null is standard output. `onClosed`: nothing can be written any more; once. */
  constructor(path: string | null, buffering: Buffering, onClosed: () => void) {
    this.#descriptor = path === null ? 1 : openFile(path);
    this.#buffering = buffering;
    this.#name = path ?? 'standard output';
    this.#onClosed = onClosed;
  }

  /** Why nothing could be written any more, null when the reader just went away. */
  get problem(): string | null {
    return this.#problem;
  }

  write(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (this.#closed || bytes.length === 0) return;
    this.#endText();
    this.#chunks.push(bytes);
    this.#grow(bytes.length);
  }

  /** One char per byte (latin1). */
  writeBytes(text: ByteText): void {
    if (this.#closed || text === '') return;
    this.#text += text;
    this.#grow(text.length);
  }

  #endText(): void {
    if (this.#text !== '') this.#chunks.push(Buffer.from(this.#text, 'latin1'));
    this.#text = '';
  }

  #grow(size: number): void {
    this.#size += size;
    if (this.#size >= blockSize || this.#buffering === 'none') this.flush();
    else if (this.#buffering === 'line') this.#flushing ??= setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.#flushing !== null) clearImmediate(this.#flushing);
    this.#flushing = null;
    this.#endText();
    const [only] = this.#chunks;
    const block = only !== undefined && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#size = 0;
    this.#writeAll(block);
  }

  close(): void {
    this.flush();
    if (this.#descriptor !== 1) closeSync(this.#descriptor);
  }

  #writeAll(block: Uint8Array): void {
    for (let at = 0; at < block.length && !this.#closed; ) {
      try {
        at += writeSync(this.#descriptor, block, at);
      } catch (error) {
        this.#handle(error);
      }
    }
  }

  #handle(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EAGAIN') {
      // Someone made the pipe non-blocking: wait a little for its reader.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      return;
    }
    this.#closed = true;
    if (code !== 'EPIPE') this.#problem = `cannot write to ${this.#name}: ${fileProblem(error)}`;
    this.#onClosed();
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw new UsageError(`cannot write to ${path}: ${fileProblem(error)}`, { cause: error });
  }
}
