/**
 * File systems that a process may serve itself: to open a file there can take for ever.
 *
 * Needs: /proc/PID/mountinfo. Gives: whether a device or a path of the process is of such a file system. Reports: nothing.
 */
import { readFileSync } from 'node:fs';

export interface Mounts {
  /** `major:minor`, in hex as in maps. */
  isServed(device: string): boolean;
  /** As the process calls it. */
  isServedAt(path: string): boolean;
}

export const noMounts: Mounts = { isServed: () => false, isServedAt: () => false };

const served = /^fuse/;

export function mountsOf(pid: number): Mounts {
  const devices = new Set<string>();
  const points: { readonly path: string; readonly served: boolean }[] = [];
  for (const line of textOf(`/proc/${pid}/mountinfo`).split('\n')) {
    const [, , device = '', , path = ''] = line.split(' ');
    const type = / - (\S+)/.exec(line)?.[1] ?? '';
    if (served.test(type)) devices.add(inHex(device));
    points.push({ path, served: served.test(type) });
  }
  return {
    isServed: (device) => devices.has(device),
    isServedAt(path) {
      const around = points.filter(
        (point) => point.path === '/' || path === point.path || path.startsWith(`${point.path}/`),
      );
      const nearest = around.toSorted((a, b) => b.path.length - a.path.length)[0];
      return nearest?.served ?? false;
    },
  };
}

/** maps has `fd:00`, mountinfo `253:0`. */
function inHex(device: string): string {
  return device
    .split(':')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':');
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
