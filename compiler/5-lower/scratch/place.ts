/**
 * Moves what does not fit on the kernel's stack of 512 bytes into per-CPU memory.
 *
 * Needs: optimised IR, whose slots are as large as the script wants.
 * Gives: IR whose remaining slots leave room for spilled registers, and the maps that hold the others.
 * Reports: nothing; a function that wants more than a per-CPU value can hold is left as it is, and 6-select says so.
 *
 * Programs of kinds that the kernel never runs inside one another on one CPU share one frame, which is theirs while they
 * run. Any other program (the task that it runs for can be preempted) claims one of several frames; a run that finds none
 * free does nothing and is counted.
 */
import type { IrFunction, MapDefinition, Module } from '../../ir/ir.ts';
import { claimFrame, claimHeader, frameCopies } from './claim.ts';
import { scratchFrame, type ScratchFrame } from './frame.ts';
import { spillValues } from './spill.ts';

/** bpf_prog_active (kernel/trace/bpf_trace.c, kernel/events/core.c) lets only one of these run on a CPU. */
const exclusiveKinds: ReadonlySet<IrFunction['kind']> = new Set(['tracepoint', 'perf_event']);

/** PCPU_MIN_UNIT_SIZE: the kernel allocates no larger per-CPU value. */
const maxValueBytes = 32 * 1024;

export const scratchMap = 'scratch';
export const claimedMap = 'claimed';

export function placeSlots(crowded: Module): Module {
  const module = { ...crowded, functions: crowded.functions.map(spillValues) };
  const frames = new Map<IrFunction, ScratchFrame>();
  for (const fn of module.functions) {
    const frame = scratchFrame(fn);
    if (frame !== null && frame.bytes + claimHeader <= maxValueBytes) frames.set(fn, frame);
  }
  if (frames.size === 0) return module;
  const bytesOf = (exclusive: boolean): number =>
    [...frames].reduce((most, [fn, { bytes }]) => (isExclusive(fn) === exclusive ? Math.max(most, bytes) : most), 0);
  const [shared, each] = [bytesOf(true), bytesOf(false)];
  const functions = module.functions.map((fn) => {
    const frame = frames.get(fn);
    if (frame === undefined) return fn;
    if (isExclusive(fn)) return claimFrame(fn, frame, { map: scratchMap, claimed: false });
    return claimFrame(fn, frame, { map: claimedMap, claimed: true });
  });
  const maps = [
    ...(shared === 0 ? [] : [perCpu(scratchMap, shared, 1)]),
    ...(each === 0 ? [] : [perCpu(claimedMap, claimHeader + each, frameCopies)]),
  ];
  return { ...module, maps: [...module.maps, ...maps], functions };
}

function isExclusive(fn: IrFunction): boolean {
  return exclusiveKinds.has(fn.kind);
}

function perCpu(name: string, valueSize: number, maxEntries: number): MapDefinition {
  return { name, type: 'percpu_array', keySize: 4, valueSize, maxEntries, flags: 0 };
}
