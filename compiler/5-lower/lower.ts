/**
 * Typed tree to IR and manifest.
 *
 * Needs: a typed program, the plans of its maps, and what it was made from.
 * Gives: the module, optimised, and the manifest that explains it.
 * Reports: nothing: no user error is left.
 */
import type { AttachPoint, TypedProbe, TypedProgram } from '../3-check/typed.ts';
import type { MapPlans } from '../4-plan-maps/planned.ts';
import type { IrFunction, MapDefinition, Module } from '../ir/ir.ts';
import type { Manifest, MapPlan, ProgramSpec } from '../manifest.ts';
import type { Policy } from '../policy.ts';
import type { Source } from '../source/source.ts';
import type { Target } from '../target/target.ts';
import { containersMap } from './containers.ts';
import type { ModuleContext } from './context.ts';
import { controlRing, controlRingBytes } from './control.ts';
import { globalsLayout, globalsMap, globalsSymbol, zerosOffset } from './globals.ts';
import { guardMap } from './guard.ts';
import { dataRing } from './output.ts';
import { optimise } from './passes/optimise.ts';
import { isGuarded, lowerProgram, type Shape, shapes } from './program.ts';

export interface Lowered {
  readonly module: Module;
  readonly manifest: Manifest;
}

export function lower(program: TypedProgram, plans: MapPlans, source: Source, target: Target, policy: Policy): Lowered {
  const lowered = lowerUnoptimised(program, plans, source, target, policy);
  return { ...lowered, module: optimise(lowered.module) };
}

/** For tests that compare the passes with doing nothing. */
export function lowerUnoptimised(
  program: TypedProgram,
  plans: MapPlans,
  source: Source,
  target: Target,
  policy: Policy,
): Lowered {
  const context: ModuleContext = {
    target,
    policy,
    maps: plans.maps,
    records: [],
    prints: [],
    callbacks: [],
    callbackCount: 0,
    zeroBytes: 0,
    usesContainers: false,
  };
  const functions: IrFunction[] = [];
  const programs: ProgramSpec[] = [];
  for (const probe of program.probes) {
    for (const [shape, attachPoints] of groupByShape(probe)) {
      const name = `p${programs.length}`;
      functions.push(lowerProgram(context, probe, shape, name, programs.length));
      programs.push({ name, kind: shape.kind, attachPoints, guarded: isGuarded(context, shape), span: probe.span });
    }
  }
  const globalsSize = zerosOffset + context.zeroBytes;
  const guarded = policy.guard.kind !== 'none';
  const maps = [
    ...plans.maps.map(definitionOf),
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
      maps: plans.maps,
      records: context.records,
      prints: context.prints,
      globals: { size: globalsSize, ...globalsLayout },
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

/**
 * A probe's attach points by what they ask of the program; one program serves each group. The kernel takes a program once
 * at each event, so one that is listed twice gets two.
 */
function groupByShape(probe: TypedProbe): readonly (readonly [Shape, readonly AttachPoint[]])[] {
  const groups: { readonly shape: Shape; readonly points: Map<string, AttachPoint> }[] = [];
  for (const point of probe.attachPoints) {
    const shape = shapes[point.provider];
    let group = groups.find((one) => one.shape === shape && !one.points.has(point.text));
    if (group === undefined) groups.push((group = { shape, points: new Map() }));
    group.points.set(point.text, point);
  }
  return groups.map(({ shape, points }) => [shape, [...points.values()]]);
}

/** BPF_F_NO_PREALLOC. */
const noPreallocation = 1;

function definitionOf(plan: MapPlan): MapDefinition {
  const { kernelName, type, keySize, valueSize, maxEntries, preallocated } = plan;
  return { name: kernelName, type, keySize, valueSize, maxEntries, flags: preallocated ? 0 : noPreallocation };
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
