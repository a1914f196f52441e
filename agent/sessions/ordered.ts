/**
 * Delivers what the script said in the script's order, although what a print is (alone, or one read-and-reset with the
 * clear behind it) shows only with the next control record of its program.
 *
 * Needs: records in order, a reading for each print. Gives: deliveries in order; nothing waits longer than its owner lets
 * it (settle). Reports: nothing.
 *
 * print(@x) and clear(@x) of one handler come one right after the other, but can be split over two batches, and records
 * of other programs can stand between them.
 */
export interface PendingPrint<R> {
  readonly program: number;
  readonly map: number;
  readonly reading: R;
  readonly deliver: (reset: boolean) => void;
}

interface PrintEntry<R> {
  readonly kind: 'print';
  readonly print: PendingPrint<R>;
  /** Null until it is known. */
  reset: boolean | null;
}

type Entry<R> = PrintEntry<R> | { readonly kind: 'ready'; readonly deliver: () => void };

export class OrderedDelivery<R> {
  /** From the oldest undelivered print on. */
  #queue: Entry<R>[] = [];
  /** By program: its last control record, when that was a print and is undecided. */
  readonly #pending = new Map<number, PrintEntry<R>>();

  /** Anything that is complete in itself. */
  ready(deliver: () => void): void {
    if (this.#queue.length === 0) deliver();
    else this.#queue.push({ kind: 'ready', deliver });
  }

  print(print: PendingPrint<R>): void {
    this.#settle(print.program, false);
    const entry: PrintEntry<R> = { kind: 'print', print, reset: null };
    this.#pending.set(print.program, entry);
    this.#queue.push(entry);
  }

  /** The reading of the print that this clear belongs to, or null. */
  clear(program: number, map: number): R | null {
    const entry = this.#pending.get(program);
    const fused = entry !== undefined && entry.print.map === map;
    this.#settle(program, fused);
    return fused ? entry.print.reading : null;
  }

  /** The prints that wait, oldest first. */
  get waiting(): readonly PendingPrint<R>[] {
    return [...this.#pending.values()].map(({ print }) => print);
  }

  /** No clear comes any more for these. */
  settle(prints: readonly PendingPrint<R>[]): void {
    for (const print of prints) {
      if (this.#pending.get(print.program)?.print === print) this.#settle(print.program, false);
    }
  }

  #settle(program: number, reset: boolean): void {
    const entry = this.#pending.get(program);
    if (entry === undefined) return;
    this.#pending.delete(program);
    entry.reset = reset;
    this.#flush();
  }

  #flush(): void {
    const undecided = this.#queue.findIndex((entry) => entry.kind === 'print' && entry.reset === null);
    const decided = this.#queue.splice(0, undecided === -1 ? this.#queue.length : undecided);
    for (const entry of decided) {
      if (entry.kind === 'print') entry.print.deliver(entry.reset === true);
      else entry.deliver();
    }
  }
}
