/**
 * Work that follows whatever happens, without taking over: it runs on the next turn of the event loop, and then rests
 * in proportion to what it took. In a small fleet nobody waits; in a large one many messages share a run, and
 * heartbeats and acknowledgements stay ahead of it.
 *
 * Needs: the work, which looks at everything that is new. Gives: `ask`, to be called as often as one likes.
 * Reports: nothing; the work has no business throwing.
 */

/** At most a quarter of the time goes to the work. */
const restShare = 3;
/** However long it took: this late may news be looked at. */
const longestRestMs = 1000;

export class Paced {
  readonly #work: () => void;
  #restUntilMs = 0;
  /** Takes back what is scheduled; null when nothing is. */
  #cancel: (() => void) | null = null;

  constructor(work: () => void) {
    this.#work = work;
  }

  ask(): void {
    this.#cancel ??= this.#schedule(this.#restUntilMs - performance.now());
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #schedule(inMs: number): () => void {
    const run = (): void => this.#run();
    if (inMs <= 0) {
      const immediate = setImmediate(run);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(run, inMs);
    return () => clearTimeout(timer);
  }

  #run(): void {
    this.#cancel = null;
    const startMs = performance.now();
    this.#work();
    const endMs = performance.now();
    this.#restUntilMs = endMs + Math.min(longestRestMs, (endMs - startMs) * restShare);
  }
}
