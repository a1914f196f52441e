/**
 * Typed tree to IR and manifest.
 *
 * Needs: a typed program, the plans of its maps, and what it was made from.
 * Gives: the module, optimised, and the manifest that explains it.
 * Reports: nothing: no user error is left.
 */
import type { AttachPoint, TypedProbe, TypedProgram } from '../3-check/typed.ts';
import { familyOf, type MapPlans } from '../4-plan-maps/planned.ts';
import type { IrFunction, MapDefinition, Module } from '../ir/ir.ts';
import { globalsMap, type Manifest, type MapPlan, type ProgramSpec } from '../manifest.ts';
import type { Policy } from '../policy.ts';
import type { Source } from '../source/source.ts';
import type { Target } from '../target/target.ts';
import { containersMap } from './containers.ts';
import type { ModuleContext } from './context.ts';
import { withTrailers } from './cut-strings.ts';
import { controlRing, controlRingBytes } from './control.ts';
import { type Member, partsOf } from './families.ts';
import { globalsLayout, globalsSymbol, zerosOffset } from './globals.ts';
import { guardMap } from './guard.ts';
import { dataRing } from './records.ts';
import { optimise } from './passes/optimise.ts';
import { processesMap } from './processes.ts';
import { stackMaps } from './stacks.ts';
import { placeSlots } from './scratch/place.ts';
import { type TaskLayout, taskLayout } from './task.ts';
import { isGuarded, lowerProgram, type Shape, shapeOf, lowerSyscalls, rawSyscallShape } from './program.ts';

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
    prints: [],
    stacks: [],
    usesProcesses: false,
    callbacks: [],
    callbackCount: 0,
    zeroBytes: 0,
    usesContainers: false,
  };
  const functions: IrFunction[] = [];
  const programs: ProgramSpec[] = [];
  const families = new Set<string>();
  const add = (probe: TypedProbe, { shape, attachPoints }: Group, lowerOne: typeof lowerProgram): void => {
    const name = `p${programs.length}`;
    functions.push(lowerOne(context, probe, shape, name, programs.length));
    programs.push({ name, kind: shape.kind, attachPoints, guarded: isGuarded(context, shape), span: probe.span });
  };
  for (const probe of program.probes) {
    const syscalls = plans.syscalls.get(probe);
    if (syscalls === undefined) {
      for (const group of groupByShape(probe)) add(probe, group, lowerProgram);
      continue;
    }
    const family = familyOf(probe, syscalls);
    if (families.has(family)) continue;
    families.add(family);
    const members = [...plans.syscalls].filter(([member, other]) => familyOf(member, other) === family);
    const shape = rawSyscallShape(syscalls.event);
    for (const part of partsOf(context, members, shape)) add(probe, groupOf(part, shape), lowerPart(part));
  }
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

function groupOf(part: readonly Member[], shape: Shape): Group {
  return { shape, attachPoints: part.flatMap(([member]) => member.attachPoints) };
}

function lowerPart(part: readonly Member[]): typeof lowerProgram {
  return (module, _, shape, name, program) => lowerSyscalls(module, part, shape, name, program);
}

/** Found when a program first asks for it. */
function lazyTask(target: Target): () => TaskLayout | null {
  let layout: TaskLayout | null | undefined;
  return () => (layout === undefined ? (layout = taskLayout(target)) : layout);
}

/** Attach points that one program serves. */
interface Group {
  readonly shape: Shape;
  readonly attachPoints: readonly AttachPoint[];
}

/**
 * A probe's attach points by what they ask of the program. The kernel takes a program once at each event, so one that is listed
 * twice gets two.
 */
function groupByShape(probe: TypedProbe): readonly Group[] {
  const groups: { readonly key: string; readonly shape: Shape; readonly points: Map<string, AttachPoint> }[] = [];
  for (const point of probe.attachPoints) {
    const shape = shapeOf(point);
    const key = `${point.provider} ${shape.kind} ${shape.attachTo ?? ''}`;
    let group = groups.find((one) => one.key === key && !one.points.has(point.text));
    if (group === undefined) groups.push((group = { key, shape, points: new Map() }));
    group.points.set(point.text, point);
  }
  return groups.map(({ shape, points }) => ({ shape, attachPoints: [...points.values()] }));
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
