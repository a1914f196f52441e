/**
 * From attach points to links.
 *
 * Needs: a loaded object, its programs' specs, the live Target (event ids). Gives: a link per attach point (per CPU for
 * profile). Reports: AttachError naming the probe; the links made so far are the object's and go with it.
 */
import { constants } from 'node:os';
import type { AttachPoint, ProgramSpec, Target } from '@bpfleet/compiler';
import { NativeError, type NativeObject, type PerfEventSpec } from '@bpfleet/native';
import { errorMessage } from '@bpfleet/proto/error-message';
import { AttachError } from './attach-error.ts';
import { onlineCpus } from './cpus.ts';
import { attachKprobes, attachTrampoline } from './kprobes.ts';
import { attachUprobes } from './uprobes.ts';

const PERF_TYPE_SOFTWARE = 1;
const PERF_COUNT_SW_CPU_CLOCK = 0n;
const anyCpu = -1;

/** Processes to which attaching is limited; null: all. */
export interface AttachOnly {
  /** Whose time and counters are followed: of its first thread. */
  readonly counters: number | null;
  /** Whose breakpoints run programs: in all its threads. */
  readonly breakpoints: number | null;
}

/**
 * Attaches everything that events run; begin and end programs are left to runPrograms. The kernel runs the newest uprobe, kprobe or
 * trampoline of a place first: they are attached from the last to the first, so that programs run in the script's order
 * (inventory P2.07).
 */
export function attachPrograms(
  object: NativeObject,
  programs: readonly ProgramSpec[],
  target: Target,
  only: AttachOnly,
): void {
  for (const program of programs) {
    // At a raw event one attachment serves all of the program's tracepoints.
    const points = program.kind === 'tp_btf' ? program.attachPoints.slice(0, 1) : program.attachPoints;
    for (const point of points) attachPoint(object, program, point, target, only.counters);
    attachKprobes(object, program, 'kretprobe');
  }
  for (const program of programs.toReversed()) {
    attachKprobes(object, program, 'kprobe');
    attachTrampoline(object, program);
    attachUprobes(object, program, only.breakpoints);
  }
}

/** Runs the programs of one of the providers that the kernel does not run, once each, in the script's order. */
export function runPrograms(
  object: NativeObject,
  programs: readonly ProgramSpec[],
  provider: 'begin' | 'end' | 'self',
): void {
  for (const program of programs) {
    for (const point of program.attachPoints) {
      if (point.provider === provider) object.runOnce(program.name, anyCpu);
    }
  }
}

function attachPoint(
  object: NativeObject,
  { name: program, kind }: ProgramSpec,
  point: AttachPoint,
  target: Target,
  pid: number | null,
): void {
  try {
    switch (point.provider) {
      case 'begin':
      case 'end':
      case 'self':
      case 'uprobe':
      case 'uretprobe':
      case 'kprobe':
      case 'kretprobe':
      case 'fentry':
      case 'fexit':
        return;
      case 'rawtracepoint':
        object.attachTrace(program);
        return;
      case 'tracepoint':
        if (kind === 'tp_btf') object.attachTrace(program);
        else attachTracepoint(object, program, eventId(point, target));
        return;
      case 'interval':
        object.attachPerfEvent(program, clock(point.periodNs, null, onlineCpus().slice(0, 1), null));
        return;
      case 'profile':
        object.attachPerfEvent(program, clock(point.periodNs, point.frequency, onlineCpus(), pid));
        return;
      case 'software':
      case 'hardware':
        attachCounting(object, program, point, pid);
        return;
    }
  } catch (cause) {
    throw new AttachError(`cannot attach ${point.text}: ${errorMessage(cause)}`, {
      cause,
    });
  }
}

function attachTracepoint(object: NativeObject, program: string, event: number): void {
  try {
    object.attachTracepoint(program, event);
  } catch (error) {
    if (!(error instanceof NativeError) || error.errno !== constants.errno.E2BIG) throw error;
    // BPF_TRACE_MAX_PROGS of kernel/trace/bpf_trace.c
    throw new Error('the kernel runs at most 64 programs at one tracepoint, those of others included', {
      cause: error,
    });
  }
}

/** What perf_event_open(2) says of an event that no counter of the machine counts. */
const { ENOENT, EOPNOTSUPP, ENODEV } = constants.errno;
const notCounted: ReadonlySet<number> = new Set([ENOENT, EOPNOTSUPP, ENODEV]);

function attachCounting(
  object: NativeObject,
  program: string,
  { type, config, count }: AttachPoint & { readonly provider: 'software' | 'hardware' },
  pid: number | null,
): void {
  try {
    object.attachPerfEvent(program, { type, config, period: count, frequency: null, cpus: onlineCpus(), pid });
  } catch (error) {
    if (!(error instanceof NativeError) || !notCounted.has(error.errno)) throw error;
    throw new Error('this machine does not count this event (a virtual machine often has no such counters)', {
      cause: error,
    });
  }
}

function clock(
  period: bigint | null,
  frequency: bigint | null,
  cpus: readonly number[],
  pid: number | null,
): PerfEventSpec {
  return { type: PERF_TYPE_SOFTWARE, config: PERF_COUNT_SW_CPU_CLOCK, period, frequency, cpus, pid };
}

function eventId(point: AttachPoint & { readonly provider: 'tracepoint' }, target: Target): number {
  const format = target.tracepoints.format(point.category, point.name);
  if (format === null) throw new Error('the tracepoint is gone');
  return format.id;
}
