/**
 * Chooses one kernel representation for each map of the script.
 *
 * Needs: a typed program, the target's CPUs, the policy's limits.
 * Gives: a MapPlan for each map symbol, in order of id.
 * Reports: `map-memory` when the maps together could outgrow the limit.
 */
import type { MapSymbol, TypedProgram } from '../3-check/typed.ts';
import { inMemory } from '../3-check/types.ts';
import type { PhaseResult } from '../diagnostics/diagnostic.ts';
import { invariant } from '../diagnostics/invariant.ts';
import { reporter, type Reporter } from '../diagnostics/report.ts';
import { globalsMap, type MapPlan } from '../manifest.ts';
import type { Policy } from '../policy.ts';
import type { Target } from '../target/target.ts';
import { CellLayouter } from './cells.ts';
import { layColumns, valueLayout, valueSize } from './layout.ts';
import { formatBytes, plannedBytes } from './memory.ts';
import type { MapPlans } from './planned.ts';
import { schemaOf } from './schema.ts';
import { shortKeys } from './short.ts';
import { syscallProbes } from './syscall-programs.ts';
import { isUndisturbed } from './undisturbed.ts';
import { type MapUse, mapUses } from './uses.ts';

/**
 * Above this a keyed map has one value for all CPUs. All elements are allocated when the map is made: those that the kernel
 * allocates on use come from small caches, which events in quick succession find empty, and then a map seems full that is not.
 */
const perCpuLimit = 32 * 1024 * 1024;

export function planMaps(program: TypedProgram, target: Target, policy: Policy): PhaseResult<MapPlans> {
  const uses = mapUses(program);
  const syscalls = syscallProbes(program, target);
  const plan = (spreads: boolean): MapPlans => planAll(program, uses, syscalls, target, policy, spreads);
  const spread = plan(true);
  // Values on each CPU cost their number of times the memory. Where that is too much, one value for all CPUs serves too.
  const plans = spread.memoryBytes <= policy.limits.maxMapBytes ? spread : plan(false);
  const report = reporter();
  checkMemory(program, plans, policy, report);
  return { output: plans, diagnostics: report.diagnostics };
}

/** `spreads`: keyed aggregates may have a value on each CPU. */
function planAll(
  program: TypedProgram,
  uses: readonly Readonly<MapUse>[],
  syscalls: MapPlans['syscalls'],
  target: Target,
  policy: Policy,
  spreads: boolean,
): MapPlans {
  const cells = new CellLayouter(target.possibleCpus);
  const maps = program.maps
    .map((map, index) => {
      const use = uses[map.id];
      invariant(map.id === index && use !== undefined, `map ${map.name} has id ${map.id} at place ${index}`);
      return planMap(map, use, { target, policy, cells, syscalls, spreads });
    })
    // Shared cells lie behind those of all CPUs: their offsets are known when all are laid.
    .map((finish) => finish());
  const memoryBytes = maps.reduce((sum, map) => sum + map.memoryBytes, 0);
  return { maps, cells: cells.layout(), syscalls, memoryBytes };
}

interface Planning {
  readonly target: Target;
  readonly policy: Policy;
  readonly cells: CellLayouter;
  readonly syscalls: MapPlans['syscalls'];
  readonly spreads: boolean;
}

function planMap(
  map: MapSymbol,
  use: Readonly<MapUse>,
  { target, policy, cells, syscalls, spreads }: Planning,
): () => MapPlan {
  const additive = isAdditive(map, use);
  const keyless = map.keys.length === 0;
  // What is more than a number would be replaced part by part under its readers.
  const inCell = keyless && !(map.value.kind === 'scalar' && inMemory(map.value.type));
  const value = valueLayout(map, additive, inCell);
  const keys = layColumns(map.keys, 0);
  const sizes = {
    maxEntries: keyless
      ? 1
      : (map.declared?.capacity ?? Math.max(policy.limits.maxMapKeys, map.series?.intervals ?? 0)),
    keySize: inCell ? 0 : keyless ? 4 : keys.end,
    valueSize: valueSize(value),
  };
  const spread = spreads && plannedBytes({ type: 'percpu_hash', ...sizes }, target.possibleCpus) <= perCpuLimit;
  // A value that the script itself reads is kept in one place and added to atomically, so that reads are exact.
  const perCpu = additive && !use.read && (keyless || spread);
  const type = inCell ? (perCpu ? 'percpu_cell' : 'cell') : perCpu ? 'percpu_hash' : 'hash';
  const shape = { type, ...sizes } as const;
  const cell = inCell ? cells.add(shape.valueSize, perCpu) : null;
  // Of a least or greatest number the difference of two readings says nothing.
  const subtractable = map.value.kind !== 'min' && map.value.kind !== 'max';
  // Of intervals the oldest go, which are not shown any more.
  const evicts = !keyless && (map.declared?.evicts === true || map.series !== null);
  // What is evicted and comes again starts anew: no total of it goes on.
  const cumulative = !evicts && additive && !use.read && (subtractable || !use.cleared);
  const twin = !inCell && use.cleared && !cumulative ? cells.add(8, false) : null;
  const narrow = !inCell && !evicts && cumulative && use.readsString ? shortKeys(map) : null;
  const elements = narrow === null ? null : cells.add(8, false);
  const shortBytes = narrow === null ? 0 : plannedBytes({ ...shape, keySize: narrow.end }, target.possibleCpus);
  const memoryBytes = plannedBytes(shape, target.possibleCpus) * (twin === null ? 1 : 2) + shortBytes;
  return () => ({
    index: map.id,
    schema: schemaOf(map, additive),
    kernelName: inCell ? globalsMap : `m${map.id}`,
    ...shape,
    evicts,
    memoryBytes,
    cellOffset: cell === null ? 0 : cells.offsetOf(cell),
    churns: use.deleted,
    undisturbed: perCpu && isUndisturbed(use.probes, syscalls),
    keys: keys.columns,
    value,
    cumulative,
    twin: twin === null ? null : { kernelName: `m${map.id}b`, wordOffset: cells.offsetOf(twin) },
    short:
      narrow === null || elements === null
        ? null
        : {
            kernelName: `m${map.id}s`,
            keySize: narrow.end,
            keys: narrow.columns,
            elementsOffset: cells.offsetOf(elements),
          },
  });
}

/** Whether values of two CPUs, or of two nodes, add up to the whole. */
function isAdditive(map: MapSymbol, use: Readonly<MapUse>): boolean {
  if (map.value.kind !== 'scalar') return true;
  const { type } = map.value;
  return type.kind === 'int' && type.size === 8 && use.added && !use.replaced;
}

function checkMemory(program: TypedProgram, plans: MapPlans, policy: Policy, report: Reporter): void {
  const limit = policy.limits.maxMapBytes;
  const [largest] = plans.maps.toSorted((a, b) => b.memoryBytes - a.memoryBytes);
  const symbol = largest === undefined ? undefined : program.maps[largest.index];
  if (largest === undefined || symbol === undefined || plans.memoryBytes <= limit) return;
  const share = `${symbol.name} has ${largest.maxEntries} entries of ${largest.keySize} + ${largest.valueSize} bytes, ${formatBytes(largest.memoryBytes)}`;
  const message = `maps could grow to ${formatBytes(plans.memoryBytes)}, the limit is ${formatBytes(limit)}: ${share}`;
  const hint = 'lower the number of keys, use fewer histogram bits, or raise the memory limit';
  report.error('map-memory', symbol.span, message, { hint });
}
