/**
 * The events of the providers software and hardware, by every name the language gives them.
 *
 * Numbers are those of include/uapi/linux/perf_event.h (enum perf_sw_ids, perf_hw_id), which never change.
 */
export type CountingProvider = 'software' | 'hardware';

export interface CountingEvent {
  readonly config: bigint;
  /** Events between two runs where the script names no count. */
  readonly defaultCount: bigint;
}

/** [names, number, default count] */
type Entry = readonly [readonly string[], bigint, bigint];

const software: readonly Entry[] = [
  [['cpu-clock', 'cpu'], 0n, 1_000_000n],
  [['task-clock'], 1n, 1n],
  [['page-faults', 'faults'], 2n, 100n],
  [['context-switches', 'cs'], 3n, 1000n],
  [['cpu-migrations'], 4n, 1n],
  [['minor-faults'], 5n, 100n],
  [['major-faults'], 6n, 1n],
  [['alignment-faults'], 7n, 1n],
  [['emulation-faults'], 8n, 1n],
  [['dummy'], 9n, 1n],
  [['bpf-output'], 10n, 1n],
];

const hardware: readonly Entry[] = [
  [['cpu-cycles', 'cycles'], 0n, 1_000_000n],
  [['instructions'], 1n, 1_000_000n],
  [['cache-references'], 2n, 1_000_000n],
  [['cache-misses'], 3n, 1_000_000n],
  [['branch-instructions', 'branches'], 4n, 100_000n],
  [['branch-misses'], 5n, 100_000n],
  [['bus-cycles'], 6n, 100_000n],
  [['frontend-stalls'], 7n, 1_000_000n],
  [['backend-stalls'], 8n, 1_000_000n],
  [['ref-cycles'], 9n, 1_000_000n],
];

/** PERF_TYPE_HARDWARE, PERF_TYPE_SOFTWARE. */
export const perfTypes: Readonly<Record<CountingProvider, number>> = { hardware: 0, software: 1 };

const tables: Readonly<Record<CountingProvider, ReadonlyMap<string, CountingEvent>>> = {
  software: tableOf(software),
  hardware: tableOf(hardware),
};

function tableOf(entries: readonly Entry[]): ReadonlyMap<string, CountingEvent> {
  return new Map(
    entries.flatMap(([names, config, defaultCount]) =>
      names.map((name): [string, CountingEvent] => [name, { config, defaultCount }]),
    ),
  );
}

export function findCountingEvent(provider: CountingProvider, name: string): CountingEvent | null {
  return tables[provider].get(name) ?? null;
}

/** All names, aliases included, sorted. */
export function countingEventNames(provider: CountingProvider): readonly string[] {
  return [...tables[provider].keys()].toSorted();
}
