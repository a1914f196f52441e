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
  const plans = { maps, memoryBytes };
  const report = reporter();
  checkMemory(program, plans, target, policy, report);
  return { output: plans, diagnostics: report.diagnostics };
}

function planMap(map: MapSymbol, use: Readonly<MapUse>, target: Target, policy: Policy): MapPlan {
  const additive = isAdditive(map, use);
  // A value that the script itself reads is kept in one place and added to atomically, so that reads are exact.
  const perCpu = additive && !use.read;
  const subtractable = map.value.kind !== 'min' && map.value.kind !== 'max';
  const keyless = map.keys.length === 0;
  // What is more than a number would be replaced part by part under its readers.
  const inArray = keyless && !(map.value.kind === 'scalar' && inMemory(map.value.type));
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
    cumulative: perCpu && (subtractable || !use.cleared),
  };
}

/** Whether values of two CPUs, or of two nodes, add up to the whole. */
function isAdditive(map: MapSymbol, use: Readonly<MapUse>): boolean {
  if (map.value.kind !== 'scalar') return true;
  const { type } = map.value;
  return type.kind === 'int' && type.size === 8 && use.added && !use.replaced;
}

function checkMemory(program: TypedProgram, plans: MapPlans, target: Target, policy: Policy, report: Reporter): void {
  const limit = policy.limits.maxMapBytes;
  const [largest] = plans.maps.toSorted((a, b) => b.memoryBytes - a.memoryBytes);
  const symbol = largest === undefined ? undefined : program.maps[largest.index];
  if (largest === undefined || symbol === undefined || plans.memoryBytes <= limit) return;
  const cpus = largest.cumulative ? ` on each of ${target.possibleCpus} CPUs` : '';
  const share = `${symbol.name} has ${largest.maxEntries} entries of ${largest.keySize} + ${largest.valueSize} bytes${cpus}, ${formatBytes(largest.memoryBytes)}`;
  const message = `maps could grow to ${formatBytes(plans.memoryBytes)}, the limit is ${formatBytes(limit)}: ${share}`;
  const hint = 'lower the number of keys, use fewer histogram bits, or raise the memory limit';
  report.error('map-memory', symbol.span, message, { hint });
}
