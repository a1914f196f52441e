/**
 * What the records of a script do: print text, print maps, clear maps, end the session.
 *
 * Needs: the manifest, the maps' contents, records in order. Gives: calls of the listener in the script's order.
 * Reports: nothing.
 */
import type { Manifest } from '@bpfleet/compiler';
import { decoderOf, type Decoder } from '../events/output.ts';
import type { ControlRecord, ScriptRecord } from '../events/records.ts';
import { invariant } from '../kernel/invariant.ts';
import { wallClockNs } from './clock.ts';
import type { Contents, Reading } from './contents.ts';
import { OrderedDelivery } from './ordered.ts';
import type { SessionListener } from './session.ts';

/** How long a print waits for the clear of the same handler when they fall into two batches. */
const pairingMillis = 50;

export class Dispatcher {
  readonly #manifest: Manifest;
  readonly #contents: Contents;
  readonly #listener: Pick<SessionListener, 'onOutput' | 'onRound'>;
  readonly #onExit: () => void;
  readonly #decoders: readonly Decoder[];
  readonly #delivery = new OrderedDelivery<Reading>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(manifest: Manifest, contents: Contents, listener: Pick<SessionListener, 'onOutput' | 'onRound'>, onExit: () => void) {
    this.#manifest = manifest;
    this.#contents = contents;
    this.#listener = listener;
    this.#onExit = onExit;
    this.#decoders = manifest.records.map(decoderOf);
  }

  /** Records of one batch, in order. */
  dispatch(records: readonly ScriptRecord[]): void {
    for (const record of records) {
      if (record.kind === 'data') this.#output(record.layout.id, record.bytes);
      else this.#control(record);
    }
    this.#watchPending();
  }

  /** No more records come for now that could belong to what was dispatched: delivers everything that waits. */
  settle(): void {
    this.#delivery.settle(this.#delivery.waiting);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #output(id: number, bytes: Buffer): void {
    const decode = this.#decoders[id];
    invariant(decode !== undefined, `record ${id} has no decoder`);
    // Decoded now: the bytes belong to the batch.
    const { text, event } = decode(bytes);
    this.#delivery.ready(() => this.#listener.onOutput(text, event));
  }

  #control(record: ControlRecord): void {
    switch (record.kind) {
      case 'print':
        this.#print(record);
        return;
      case 'clear':
        this.#contents.clear(record.map, this.#delivery.clear(record.program, record.map));
        return;
      case 'exit':
        this.#delivery.ready(this.#onExit);
        return;
    }
  }

  #print(record: ControlRecord & { readonly kind: 'print' }): void {
    const { program, map } = record;
    const call = this.#manifest.prints[record.print];
    invariant(call !== undefined, `a control record names print ${record.print}`);
    const takenNs = wallClockNs();
    const reading = this.#contents.read(map);
    const round = { map, program, top: call.top, div: call.div, periodNs: periodOf(this.#manifest, program), takenNs, rows: reading.current };
    const deliver = (reset: boolean): void => this.#listener.onRound({ ...round, reset });
    this.#delivery.print({ program, map, reading, deliver });
  }

  /** Gives each print that waits its time from now: its clear can be in the next batch. */
  #watchPending(): void {
    const prints = this.#delivery.waiting;
    if (prints.length === 0) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#delivery.settle(prints);
    }, pairingMillis);
    this.#timers.add(timer);
  }
}

function periodOf(manifest: Manifest, program: number): bigint | null {
  const point = manifest.programs[program]?.attachPoints[0];
  return point?.provider === 'interval' ? point.periodNs : null;
}
