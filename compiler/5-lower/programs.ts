/**
 * Which programs a script becomes: one for each kind of attach point that a probe has, one for a family of system calls, one for
 * both ends of functions.
 *
 * Needs: a typed program and the plans of its maps. Gives: their IR, and what the manifest says of each. Reports: nothing.
 */
import type { AttachPoint, TypedProbe, TypedProgram } from '../3-check/typed.ts';
import { familyOf, type MapPlans } from '../4-plan-maps/planned.ts';
import type { IrFunction } from '../ir/ir.ts';
import type { ProgramSpec } from '../manifest.ts';
import type { ModuleContext } from './context.ts';
import { type Member, partsOf } from './families.ts';
import {
  isGuarded,
  lowerProgram,
  lowerSession,
  lowerSyscalls,
  rawSyscallShape,
  sessionShape,
  type Shape,
  shapeOf,
} from './program.ts';
import { countedOnce, type Group, sessionsAmong } from './sessions.ts';

export interface LoweredPrograms {
  readonly functions: readonly IrFunction[];
  /** In the same order. */
  readonly programs: readonly ProgramSpec[];
  /** As in the manifest. */
  readonly probes: number;
}

export function lowerPrograms(context: ModuleContext, program: TypedProgram, plans: MapPlans): LoweredPrograms {
  const functions: IrFunction[] = [];
  const programs: ProgramSpec[] = [];
  const families = new Set<string>();
  const groups = new Map(program.probes.map((probe) => [probe, plans.syscalls.has(probe) ? [] : groupByShape(probe)]));
  const all = [...groups.values()].flat();
  const sessions = sessionsAmong(all, context.target);
  const sessionEnds = new Set(sessions.values());
  const add = ({ probe, shape, attachPoints }: Group, lowerOne: typeof lowerProgram): void => {
    const name = `p${programs.length}`;
    functions.push(lowerOne(context, probe, shape, name, programs.length));
    programs.push({ name, kind: shape.kind, attachPoints, guarded: isGuarded(context, shape), span: probe.span });
  };
  for (const probe of program.probes) {
    const syscalls = plans.syscalls.get(probe);
    if (syscalls === undefined) {
      for (const group of groups.get(probe) ?? []) {
        const partner = sessions.get(group);
        if (partner !== undefined) add(sessionOf(group, partner), lowerEnds(group, partner));
        else if (!sessionEnds.has(group)) add(group, lowerProgram);
      }
      continue;
    }
    const family = familyOf(probe, syscalls);
    if (families.has(family)) continue;
    families.add(family);
    const members = [...plans.syscalls].filter(([member, other]) => familyOf(member, other) === family);
    const shape = rawSyscallShape(syscalls.event);
    for (const part of partsOf(context, members, shape)) add(groupOf(probe, part, shape), lowerPart(part));
  }
  const attachPoints = programs.reduce((sum, one) => sum + one.attachPoints.length, 0);
  return { functions, programs, probes: attachPoints - countedOnce(all, sessions, context.target) };
}

function sessionOf(one: Group, other: Group): Group {
  return { probe: one.probe, shape: sessionShape, attachPoints: [...one.attachPoints, ...other.attachPoints] };
}

function lowerEnds(one: Group, other: Group): typeof lowerProgram {
  const [entry, end] = one.shape.kind === 'kprobe_multi' ? [one, other] : [other, one];
  return (module, _, shape, name, program) => lowerSession(module, entry.probe, end.probe, shape, name, program);
}

function groupOf(probe: TypedProbe, part: readonly Member[], shape: Shape): Group {
  return { probe, shape, attachPoints: part.flatMap(([member]) => member.attachPoints) };
}

function lowerPart(part: readonly Member[]): typeof lowerProgram {
  return (module, _, shape, name, program) => lowerSyscalls(module, part, shape, name, program);
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
  return groups.map(({ shape, points }) => ({ probe, shape, attachPoints: [...points.values()] }));
}
