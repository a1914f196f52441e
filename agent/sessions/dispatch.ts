/**
 * What the records of a script do: print text, print maps, clear maps, end the session.
 *
 * Needs: the manifest, the maps' contents, records in order. Gives: calls of the listener in the script's order.
 * Reports: nothing.
 */
import type { Manifest } from '@bpfleet/compiler';
import { decoderOf, type Decoder } from '../events/output.ts';
import type { ControlRecord, DataRecord, ScriptRecord } from '../events/records.ts';
import { invariant } from '../kernel/invariant.ts';
import type { NameReader } from '../names/names.ts';
import { symbolizer } from '../symbols/shared.ts';
import { wallClockNs } from '../clock.ts';
import type { Contents } from './contents.ts';
import type { SessionListener } from './session.ts';

export class Dispatcher {
  readonly #manifest: Manifest;
  readonly #contents: Contents;
  readonly #listener: Pick<SessionListener, 'onOutput' | 'onRound'>;
  readonly #onExit: () => void;
  readonly #decoders: readonly Decoder[];

  constructor(
    manifest: Manifest,
    contents: Contents,
    listener: Pick<SessionListener, 'onOutput' | 'onRound'>,
    onExit: () => void,
    names: NameReader,
  ) {
    this.#manifest = manifest;
    this.#contents = contents;
    this.#listener = listener;
    this.#onExit = onExit;
    this.#decoders = manifest.records.map((layout) => decoderOf(layout, manifest, names));
  }

  /** Records of one batch, in order. */
  dispatch(records: readonly ScriptRecord[]): void {
    for (const record of records) {
      if (record.kind === 'data') this.#output(record);
      else this.#control(record);
    }
  }

  #output({ layout, bytes, start }: DataRecord): void {
    const decode = this.#decoders[layout.id];
    invariant(decode !== undefined, 'a record has no decoder');
    const { text, event } = decode(bytes, start);
    this.#listener.onOutput(text, event);
  }

  #control(record: ControlRecord): void {
    switch (record.kind) {
      case 'print':
        this.#print(record);
        return;
      case 'clear':
        this.#contents.clear(record.map, record.sequence);
        return;
      case 'zero':
        this.#contents.zero(record.map);
        return;
      case 'exit':
        this.#onExit();
        return;
      case 'process':
        symbolizer.see(record.pid);
        return;
    }
  }

  #print(record: ControlRecord & { readonly kind: 'print' }): void {
    const { program, map } = record;
    const call = this.#manifest.prints[record.print];
    invariant(call !== undefined, `a control record names print ${record.print}`);
    const takenNs = wallClockNs();
    const rows = call.reset ? this.#contents.readAndClear(map, record.sequence) : this.#contents.read(map).current;
    const { top, div, reset } = call;
    this.#listener.onRound({
      map,
      program,
      top,
      div,
      periodNs: periodOf(this.#manifest, program),
      takenNs,
      reset,
      rows,
    });
  }
}

function periodOf(manifest: Manifest, program: number): bigint | null {
  const point = manifest.programs[program]?.attachPoints[0];
  return point?.provider === 'interval' ? point.periodNs : null;
}
