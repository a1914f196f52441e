/**
 * Files of processes, held open until the worker has them: a process may have ended before anybody asks for a name.
 *
 * Needs: descriptors with their keys. Gives: each once, to who closes it then. Reports: nothing.
 */
import { closeSync } from 'node:fs';
import { BoundedMap } from '../bounded-map.ts';

const maxKnown = 8192;

export class HeldFiles {
  readonly #held = new Map<string, number>();
  /** Keys of those that were given away. */
  readonly #given = new BoundedMap<string, true>(maxKnown);

  get count(): number {
    return this.#held.size;
  }

  /** Takes the descriptor over. One that is held or was given away already is closed. */
  hold(key: string, descriptor: number): void {
    if (this.#held.has(key) || this.#given.get(key) !== undefined) closeSync(descriptor);
    else this.#held.set(key, descriptor);
  }

  /** A descriptor that is the caller's from now on; null for a file that is not held. */
  take(key: string): number | null {
    const descriptor = this.#held.get(key);
    if (descriptor === undefined) return null;
    this.#held.delete(key);
    this.#given.set(key, true);
    return descriptor;
  }
}
