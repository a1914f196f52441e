/**
 * Breakpoints in binaries.
 *
 * Needs: a loaded object, the uprobes of one of its programs. Gives: links: one for each binary where the kernel has links
 * for many places (6.7), else one for each place. Reports: AttachError naming the probe.
 */
import { closeSync } from 'node:fs';
import type { AttachPoint, ProgramSpec } from '@bpfleet/compiler';
import { native, type NativeObject } from '@bpfleet/native';
import { errorMessage } from '@bpfleet/proto/error-message';
import { AttachError } from './attach-error.ts';
import { reopen } from './foreign-files.ts';

export type UprobePoint = AttachPoint & { readonly provider: 'uprobe' | 'uretprobe' };

export function isUprobe(point: AttachPoint): point is UprobePoint {
  return point.provider === 'uprobe' || point.provider === 'uretprobe';
}

let multi: boolean | null = null;

/** Before the object is loaded. */
export function prepareUprobes(object: NativeObject, programs: readonly ProgramSpec[]): void {
  const ours = programs.filter(({ attachPoints }) => attachPoints.some(isUprobe));
  if (ours.length === 0) return;
  multi ??= native.probeUprobeMulti();
  if (multi) for (const { name } of ours) object.useUprobeMulti(name);
}

/** `pid` null: in every process. */
export function attachUprobes(object: NativeObject, { name, attachPoints }: ProgramSpec, pid: number | null): void {
  for (const points of byBinary(attachPoints.filter(isUprobe))) {
    const [first] = points;
    if (first === undefined) continue;
    try {
      attachIn(object, name, first, points, pid);
    } catch (cause) {
      const others = points.length === 1 ? '' : ` and ${points.length - 1} others`;
      throw new AttachError(`cannot attach ${first.text}${others}: ${errorMessage(cause)}`, { cause });
    }
  }
}

/** By descriptor: the file that was looked at gets the breakpoints, whatever has its name now. */
function attachIn(
  object: NativeObject,
  program: string,
  { binary, provider }: UprobePoint,
  points: readonly UprobePoint[],
  pid: number | null,
): void {
  const descriptor = reopen(binary.root, binary.path, true, binary.identity);
  try {
    object.attachUprobe(program, {
      path: `/proc/self/fd/${descriptor}`,
      offsets: points.map(({ offset }) => offset),
      atReturn: provider === 'uretprobe',
      pid: pid ?? -1,
    });
  } finally {
    closeSync(descriptor);
  }
}

function byBinary(points: readonly UprobePoint[]): readonly (readonly UprobePoint[])[] {
  const groups = new Map<string, UprobePoint[]>();
  for (const point of points) {
    const { root, path, identity } = point.binary;
    const key = [point.provider, root, path, identity].join('\0');
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()];
}
