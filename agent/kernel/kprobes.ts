/**
 * Kernel functions: kprobes, and trampolines at their entry and return.
 *
 * Needs: a loaded object, one of its programs. Gives: links: one for all functions where the attach points ask for that, else one
 * for each. Reports: AttachError naming the probe.
 */
import type { AttachPoint, KprobePoint, ProgramSpec } from '@bpfleet/compiler';
import type { NativeObject } from '@bpfleet/native';
import { errorMessage } from '@bpfleet/proto/error-message';
import { AttachError } from './attach-error.ts';

function isKprobe(point: AttachPoint): point is KprobePoint {
  return point.provider === 'kprobe' || point.provider === 'kretprobe';
}

/** The kprobes or the kretprobes of a program; those of a session, which are at both, count as kprobes. */
export function attachKprobes(
  object: NativeObject,
  { name, kind, attachPoints }: ProgramSpec,
  provider: KprobePoint['provider'],
): void {
  const isSession = kind === 'kprobe_session';
  if (isSession && provider === 'kretprobe') return;
  const points: readonly KprobePoint[] = attachPoints.filter(isKprobe).filter((point) => point.provider === provider);
  const [first] = points;
  if (first === undefined) return;
  try {
    attachAll(object, name, first, points, isSession);
  } catch (cause) {
    const others = points.length === 1 ? '' : ` and ${points.length - 1} others`;
    throw new AttachError(`cannot attach ${first.text}${others}: ${errorMessage(cause)}`, { cause });
  }
}

function attachAll(
  object: NativeObject,
  program: string,
  { provider, mechanism }: KprobePoint,
  points: readonly KprobePoint[],
  isSession: boolean,
): void {
  const atReturn = provider === 'kretprobe';
  if (mechanism === 'multi') {
    const end = atReturn ? 'return' : 'entry';
    object.attachKprobeMulti(program, [...new Set(points.map(({ name }) => name))], isSession ? 'both' : end);
    return;
  }
  const places = points.map(({ module, name, offset }) => ({
    function: module === '' || module === 'vmlinux' ? name : `${module}:${name}`,
    offset,
  }));
  object.attachKprobes(program, places, atReturn);
}

/** A program of fentry or fexit was made for its function: the kernel knows where it belongs. */
export function attachTrampoline(object: NativeObject, { name, attachPoints }: ProgramSpec): void {
  for (const point of attachPoints) {
    if (point.provider !== 'fentry' && point.provider !== 'fexit') continue;
    try {
      object.attachTrace(name);
    } catch (cause) {
      throw new AttachError(`cannot attach ${point.text}: ${errorMessage(cause)}`, { cause });
    }
  }
}
