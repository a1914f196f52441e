/**
 * What the script's maps hold, in total and since the last clear.
 *
 * The kernel map of a cumulative plan is never reset: clear() moves a baseline here, so no event can fall between a
 * reading and a reset, and a killed agent's map still holds the total. Other maps are cleared in the kernel.
 *
 * Where clears come faster than maps are read, those that were asked for before the last reading find that it took what
 * was theirs, and there is nothing left to read.
 *
 * Needs: the maps of a loaded script. Gives: tables; clear(). Reports: the kernel's failures.
 */
import type { Manifest, MapPlan } from '@bpfleet/compiler';
import { emptyTable, subtractTable, type Table } from '@bpfleet/results';
import { invariant } from '../kernel/invariant.ts';
import { namedTable, type NameReader } from '../names/names.ts';
import type { MapSource } from '../kernel/sources.ts';

export interface Reading {
  /** Running totals for cumulative maps, current contents for the others. */
  readonly totals: Table;
  /** Since the last clear. */
  readonly current: Table;
}

export class Contents {
  readonly #maps: readonly { readonly plan: MapPlan; readonly source: MapSource }[];
  /** As they lie in the kernel, without names: what a name is may be found out later. */
  readonly #baselines: Table[];
  readonly #names: NameReader;
  readonly #nextSequence: () => bigint;
  /** By map: records before this sequence number were asked for before the map was taken the last time. */
  readonly #takenBefore: bigint[];

  /** `nextSequence`: of the record that comes next. */
  constructor(manifest: Manifest, sources: readonly MapSource[], names: NameReader, nextSequence: () => bigint) {
    this.#names = names;
    this.#nextSequence = nextSequence;
    this.#takenBefore = manifest.maps.map(() => 0n);
    this.#maps = manifest.maps.map((plan, index) => {
      const source = sources[index];
      invariant(source !== undefined, `${plan.schema.name} has no kernel map`);
      return { plan, source };
    });
    this.#baselines = manifest.maps.map(({ schema }) => emptyTable(schema));
  }

  read(map: number): Reading {
    const { plan } = this.#at(map);
    const { totals, current } = this.#read(map);
    const named = namedTable(totals, plan, this.#names);
    return { totals: named, current: current === totals ? named : namedTable(current, plan, this.#names) };
  }

  #read(map: number): Reading {
    const { plan, source } = this.#at(map);
    const totals = source.readTable();
    const baseline = this.#baselines[map];
    invariant(baseline !== undefined, `map ${map} has no baseline`);
    return { totals, current: plan.cumulative ? subtractTable(totals, baseline) : totals };
  }

  readAll(): readonly Reading[] {
    return this.#maps.map((_, map) => this.read(map));
  }

  /** clear(@map), by the record of this sequence number. */
  clear(map: number, sequence: number): void {
    this.readAndClear(map, sequence);
  }

  /** zero(@map): all keys stay. Such a map is never cumulative. */
  zero(map: number): void {
    const { plan, source } = this.#at(map);
    invariant(!plan.cumulative, `${plan.schema.name} is set to zero but cumulative`);
    source.zero();
  }

  /** print(@map) and clear(@map) at once: what comes after the reading stays for the next one. Gives what was since the last clear. */
  readAndClear(map: number, sequence: number): Table {
    const { plan, source } = this.#at(map);
    if (BigInt(sequence) < (this.#takenBefore[map] ?? 0n)) return emptyTable(plan.schema);
    this.#takenBefore[map] = this.#nextSequence();
    if (!plan.cumulative) return namedTable(source.takeTable(), plan, this.#names);
    const { totals, current } = this.#read(map);
    this.#baselines[map] = totals;
    return namedTable(current, plan, this.#names);
  }

  #at(map: number): { readonly plan: MapPlan; readonly source: MapSource } {
    const found = this.#maps[map];
    invariant(found !== undefined, `a control record names map ${map} of ${this.#maps.length}`);
    return found;
  }
}
