/**
 * Chooses one kernel representation for each map of the script.
 *
 * Needs: a typed program, the target's CPUs, the policy's limits.
 * Gives: a MapPlan for each map symbol, in order of id.
 * Reports: `map-memory` when the maps together could outgrow the limit.
 */
import type { MapSymbol, TypedProgram } from '../3-check/typed.ts';
import { type Diagnostic, type PhaseResult } from '../diagnostics/diagnostic.ts';
import { invariant } from '../diagnostics/invariant.ts';
import type { MapPlan } from '../manifest.ts';
import type { Policy } from '../policy.ts';
import type { Target } from '../target/target.ts';
import { layColumns, valueLayout, valueSize } from './layout.ts';
import { formatBytes, plannedBytes } from './memory.ts';
import type { MapPlans } from './planned.ts';
import { schemaOf } from './schema.ts';
import { type MapUse, mapUses } from './uses.ts';

/** Above this a map's elements are allocated when first used: most maps never fill, and memory is the tenant's. */
const preallocationLimit = 8 * 1024 * 1024;

export function planMaps(program: TypedProgram, target: Target, policy: Policy): PhaseResult<MapPlans> {
  const uses = mapUses(program);
  const maps = program.maps.map((map, index) => {
    const use = uses[map.id];
    invariant(map.id === index && use !== undefined, `map ${map.name} has id ${map.id} at place ${index}`);
    return planMap(map, use, target, policy);
  });
  const memoryBytes = maps.reduce((sum, map) => sum + map.memoryBytes, 0);
  const diagnostics = checkMemory(program, maps, memoryBytes, target, policy);
  return { output: { maps, memoryBytes }, diagnostics };
}

function planMap(map: MapSymbol, use: Readonly<MapUse>, target: Target, policy: Policy): MapPlan {
  const additive = isAdditive(map, use);
  // A value that the script itself reads is kept in one place and added to atomically, so that reads are exact.
  const perCpu = additive && !use.read;
  const keyless = map.keys.length === 0;
  // A string in an array would be replaced byte by byte under its readers.
  const inArray = keyless && !(map.value.kind === 'scalar' && map.value.type.kind === 'string');
  const value = valueLayout(map, additive, inArray);
  const keys = layColumns(map.keys, 0);
  const shape = {
    type: inArray ? (perCpu ? 'percpu_array' : 'array') : perCpu ? 'percpu_hash' : 'hash',
    maxEntries: keyless ? 1 : policy.limits.maxMapKeys,
    keySize: keyless ? 4 : keys.end,
    valueSize: valueSize(value),
  } as const;
  const memoryBytes = plannedBytes(shape, target.possibleCpus);
  return {
    index: map.id,
    schema: schemaOf(map, additive),
    kernelName: `m${map.id}`,
    ...shape,
    preallocated: inArray || memoryBytes <= preallocationLimit,
    memoryBytes,
    keys: keys.columns,
    value,
    cumulative: perCpu,
  };
}

/** Whether values of two CPUs, or of two nodes, add up to the whole. */
function isAdditive(map: MapSymbol, use: Readonly<MapUse>): boolean {
  if (map.value.kind !== 'scalar') return true;
  const { type } = map.value;
  return type.kind === 'int' && type.size === 8 && use.added && !use.replaced;
}

function checkMemory(
  program: TypedProgram,
  maps: readonly MapPlan[],
  total: number,
  target: Target,
  policy: Policy,
): readonly Diagnostic[] {
  const limit = policy.limits.maxMapBytes;
  const largest = maps.reduce<MapPlan | null>(
    (best, map) => (best !== null && best.memoryBytes >= map.memoryBytes ? best : map),
    null,
  );
  const symbol = largest === null ? undefined : program.maps[largest.index];
  if (largest === null || symbol === undefined || total <= limit) return [];
  const cpus = largest.cumulative ? ` on each of ${target.possibleCpus} CPUs` : '';
  const share = `${symbol.name} has ${largest.maxEntries} entries of ${largest.keySize} + ${largest.valueSize} bytes${cpus}, ${formatBytes(largest.memoryBytes)}`;
  return [
    {
      severity: 'error',
      code: 'map-memory',
      span: symbol.span,
      message: `maps could grow to ${formatBytes(total)}, the limit is ${formatBytes(limit)}: ${share}`,
      hint: 'lower the number of keys (max_map_keys), use fewer histogram bits, or raise the memory limit',
      cause: 'script',
    },
  ];
}
