/**
 * Typed tree to IR and manifest.
 *
 * Needs: a typed program, the plans of its maps, and what it was made from.
 * Gives: the module, optimised, and the manifest that explains it.
 * Reports: nothing: no user error is left.
 */
import type { TypedProgram } from '../3-check/typed.ts';
import type { MapPlans } from '../4-plan-maps/planned.ts';
import type { MapDefinition, Module } from '../ir/ir.ts';
import { globalsMap, type Manifest, type MapPlan } from '../manifest.ts';
import type { Policy } from '../policy.ts';
import type { Source } from '../source/source.ts';
import type { Target } from '../target/target.ts';
import { containersMap } from './containers.ts';
import type { ModuleContext } from './context.ts';
import { withTrailers } from './cut-strings.ts';
import { controlRing, controlRingBytes } from './control.ts';
import { globalsLayout, globalsSymbol, zerosOffset } from './globals.ts';
import { guardMap } from './guard.ts';
import { dataRing } from './records.ts';
import { optimise } from './passes/optimise.ts';
import { processesMap } from './processes.ts';
import { stackMaps } from './stacks.ts';
import { placeSlots } from './scratch/place.ts';
import { type TaskLayout, taskLayout } from './task.ts';
import { lowerPrograms } from './programs.ts';

export interface Lowered {
  readonly module: Module;
  readonly manifest: Manifest;
}

export function lower(program: TypedProgram, plans: MapPlans, source: Source, target: Target, policy: Policy): Lowered {
  const lowered = lowerUnoptimised(program, plans, source, target, policy);
  return { module: placeSlots(optimise(lowered.module)), manifest: withTrailers(lowered.manifest, policy) };
}

/** For tests that compare the passes with doing nothing. */
export function lowerUnoptimised(
  program: TypedProgram,
  plans: MapPlans,
  source: Source,
  target: Target,
  policy: Policy,
): Lowered {
  const { cells } = plans;
  const context: ModuleContext = {
    target,
    policy,
    maps: plans.maps,
    cells,
    task: lazyTask(target),
    records: [],
    failureRecords: new Map(),
    prints: [],
    stacks: [],
    usesProcesses: false,
    callbacks: [],
    callbackCount: 0,
    zeroBytes: 0,
    usesContainers: false,
  };
  const { functions, programs, probes } = lowerPrograms(context, program, plans);
  const globalsSize = zerosOffset(cells, context.policy) + context.zeroBytes;
  const guarded = policy.guard.kind !== 'none';
  const { printMapsOnExit, maxCatBytes, demangles } = policy.settings;
  const maps = [
    ...plans.maps.flatMap(definitionsOf),
    ...stackMaps(context.stacks),
    ...(context.usesProcesses ? [processesMap] : []),
    ...fixedMaps(policy, guarded),
    ...(context.usesContainers ? [containersMap] : []),
  ];
  return {
    module: {
      maps,
      globals: { name: globalsSymbol, size: globalsSize },
      functions: [...functions, ...context.callbacks],
    },
    manifest: {
      source,
      programs,
      probes,
      maps: plans.maps,
      records: context.records,
      stacks: context.stacks,
      prints: context.prints,
      settings: { printMapsOnExit, maxCatBytes, demangles },
      globals: { size: globalsSize, cells, ...globalsLayout },
      names: {
        data: dataRing,
        control: controlRing,
        guard: guarded ? guardMap.name : null,
        containers: context.usesContainers ? containersMap.name : null,
        globals: globalsMap,
      },
    },
  };
}

/** Found when a program first asks for it. */
function lazyTask(target: Target): () => TaskLayout | null {
  let layout: TaskLayout | null | undefined;
  return () => (layout === undefined ? (layout = taskLayout(target)) : layout);
}

/** None for cells, two for maps with a twin or a short form. */
function definitionsOf(plan: MapPlan): readonly MapDefinition[] {
  const { kernelName, type, keySize, valueSize, maxEntries, evicts, twin, short } = plan;
  if (type === 'cell' || type === 'percpu_cell') return [];
  const forms = [
    { name: kernelName, keySize },
    ...(twin === null ? [] : [{ name: twin.kernelName, keySize }]),
    ...(short === null ? [] : [{ name: short.kernelName, keySize: short.keySize }]),
  ];
  return forms.map((form) => ({
    ...form,
    type: evicts ? (`lru_${type}` as const) : type,
    valueSize,
    maxEntries,
    flags: 0,
  }));
}

function fixedMaps(policy: Policy, guarded: boolean): readonly MapDefinition[] {
  return [
    ring(dataRing, policy.limits.dataRingBytes),
    ring(controlRing, controlRingBytes),
    ...(guarded ? [guardMap] : []),
  ];
}

function ring(name: string, bytes: number): MapDefinition {
  return { name, type: 'ringbuf', keySize: 0, valueSize: 0, maxEntries: bytes, flags: 0 };
}
