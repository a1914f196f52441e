/**
 * Tracepoints as the kernel describes them.
 *
 * Needs: a readable tracefs: the usual mounts, else one that is mounted nowhere and known by its descriptor only.
 * Gives: a TracepointTable that reads a format when it is asked for it, once.
 * Reports: TracefsUnreadable when there is no way to tracefs.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseTracepointFormat, TargetError, type TracepointFormat, type TracepointTable } from '@bpfleet/compiler';
import { native } from '@bpfleet/native';

export class TracefsUnreadable extends Error {
  override readonly name = 'TracefsUnreadable';
}

/** The usual mount points, newest convention first. */
const mounts = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'];

/** A folder that shows tracefs for as long as this process lives. Nothing is mounted anywhere. */
export function findTracefs(): string {
  const mounted = mounts.find((folder) => existsSync(`${folder}/available_events`));
  if (mounted !== undefined) return mounted;
  try {
    return `/proc/self/fd/${native.openTracefs()}`;
  } catch (cause) {
    throw new TracefsUnreadable(
      `cannot read the kernel's tracepoints: no tracefs at ${mounts.join(' or ')}, and a private one was refused`,
      { cause },
    );
  }
}

export function liveTracepoints(root: string): TracepointTable {
  const formats = new Map<string, TracepointFormat | null>();
  let names: readonly string[] | null = null;
  return {
    names(): readonly string[] {
      names ??= readFileSync(`${root}/available_events`, 'utf8').trimEnd().split('\n').toSorted();
      return names;
    },
    format(category, name): TracepointFormat | null {
      const key = `${category}:${name}`;
      const known = formats.get(key);
      if (known !== undefined) return known;
      const format = readFormat(root, category, name);
      formats.set(key, format);
      return format;
    },
  };
}

function readFormat(root: string, category: string, name: string): TracepointFormat | null {
  // Both come from scripts: they must stay one path component each.
  if (!isComponent(category) || !isComponent(name)) return null;
  const text = readIfThere(`${root}/events/${category}/${name}/format`);
  if (text === null) return null;
  try {
    return parseTracepointFormat(category, text);
  } catch (error) {
    // Someone's dynamic event of a shape that we do not know: to scripts it is not there.
    if (error instanceof TargetError) return null;
    throw error;
  }
}

function isComponent(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && !text.includes('/') && !text.includes('\0');
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}
