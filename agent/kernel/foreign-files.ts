/** Files of others, opened with care and known by what they are. */
import { closeSync, fstatSync } from 'node:fs';
import { native } from '@bpfleet/native';

/** A file that is called by what it is, and opened when it is needed. */
export interface ForeignFile {
  /** Equal for equal contents. */
  readonly key: string;
  /** A descriptor, the caller's to close. Throws when the file is not to be had. */
  readonly open: () => number;
}

/** A file below a root folder. The key is its identity: another file that takes its name has another one. */
export interface RootedFile extends ForeignFile {
  readonly root: string;
  readonly path: string;
}

const ofProcess = /^(\/proc\/(self|[0-9]+)\/root)(\/.+)$/;

/** Of `/proc/PID/root/PATH`: which process that is, and its PATH; null for other paths. */
export function inProcess(path: string): { readonly pid: number; readonly root: string; readonly path: string } | null {
  const [, root, pid, inside] = ofProcess.exec(path) ?? [];
  if (root === undefined || inside === undefined) return null;
  return { pid: pid === 'self' ? process.pid : Number(pid), root, path: inside };
}

/** What a process has as its root is no link that a file can have: only where it is written are links below it its own. */
function openIn(root: string, path: string, acrossMounts: boolean): number {
  const other = root === '/' ? inProcess(path) : null;
  return native.openInRoot(other?.root ?? root, other?.path ?? path, acrossMounts);
}

/** Throws when there is no such regular file. `acrossMounts`: also where something else is mounted below the root. */
export function rootedFile(root: string, path: string, acrossMounts: boolean): RootedFile {
  const descriptor = openIn(root, path, acrossMounts);
  try {
    const key = identityOf(descriptor);
    return { root, path, key, open: () => reopen(root, path, acrossMounts, key) };
  } finally {
    closeSync(descriptor);
  }
}

/** Null when there is no such regular file. */
export function rootedFileIfThere(root: string, path: string, acrossMounts: boolean): RootedFile | null {
  try {
    return rootedFile(root, path, acrossMounts);
  } catch {
    return null;
  }
}

/** Opens the file of this identity; throws when another one has its name now. */
export function reopen(root: string, path: string, acrossMounts: boolean, key: string): number {
  const descriptor = openIn(root, path, acrossMounts);
  if (identityOf(descriptor) === key) return descriptor;
  closeSync(descriptor);
  throw new Error(`${path} has been changed meanwhile`);
}

export function identityOf(descriptor: number): string {
  const { dev, ino, size, mtimeNs } = fstatSync(descriptor, { bigint: true });
  return `${dev}:${ino}:${size}:${mtimeNs}`;
}
