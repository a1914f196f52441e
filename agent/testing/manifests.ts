/** Small manifests for tests that run without a kernel. */
import type { ColumnLayout, Manifest, MapPlan, RecordLayout } from '@bpfleet/compiler';
import type { MapSchema } from '@bpfleet/results';

const stringKey = { type: { kind: 'string' }, nodeLocal: false } as const;

export function stringColumn(offset: number, capacity: number): ColumnLayout {
  return { offset, size: capacity, type: { kind: 'string' }, form: { kind: 'string', capacity } };
}

export function numberColumn(offset: number, signed: boolean): ColumnLayout {
  return { offset, size: 8, type: { kind: 'int', size: 8, signed }, form: { kind: 'number', size: 8, signed } };
}

/** `@name[string] = count()` in a per-CPU hash. */
export function countPlan(index: number, name: string, cumulative: boolean): MapPlan {
  const schema: MapSchema = { name, keys: [stringKey], value: { kind: 'count' } };
  return {
    index,
    schema,
    kernelName: `m${index}`,
    type: 'percpu_hash',
    evicts: false,
    maxEntries: 16,
    keySize: 16,
    valueSize: 8,
    memoryBytes: 0,
    keys: [stringColumn(0, 16)],
    value: { kind: 'number', signed: false, presentOffset: null },
    cumulative,
    cellOffset: 0,
    undisturbed: false,
    churns: false,
    short: null,
    twin: null,
  };
}

export function manifestOf(
  maps: readonly MapPlan[],
  records: readonly RecordLayout[],
  prints: Manifest['prints'],
): Manifest {
  const source = { name: 'test', text: 'interval:ms:100 { }' };
  const interval = { provider: 'interval', text: 'interval:ms:100', periodNs: 100_000_000n } as const;
  return {
    source,
    programs: [
      { name: 'p0', kind: 'perf_event', attachPoints: [interval], guarded: false, span: { start: 0, end: 15 } },
    ],
    probes: 1,
    maps,
    records,
    prints,
    stacks: [],
    globals: {
      size: 80,
      cells: { cpus: 2, stride: 0, size: 0 },
      stop: 0,
      exit: 8,
      started: 72,
      sequence: 16,
      lostEvents: 24,
      lostControl: 32,
      mapFull: 40,
      failedReads: 48,
      emittedEvents: 56,
      emittedPrints: 64,
      missedRuns: 72,
    },
    settings: { printMapsOnExit: true, maxCatBytes: 10_240, demangles: true },
    names: { data: 'data', control: 'control', guard: null, containers: null, globals: '.bss' },
  };
}
