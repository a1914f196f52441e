/**
 * Finds the binaries that a name in a script stands for, as bpftrace does.
 *
 * Needs: a name, the folder that is `/`. Gives: files: of a path, of a pattern, of a program on the PATH, of a library by its
 * name without version. Reports: nothing; what is not there is not among them.
 */
import { globSync, realpathSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { inProcess, type RootedFile, rootedFileIfThere } from '../kernel/foreign-files.ts';
import { mountsOf } from './process/mounts.ts';
import type { SymbolWorker } from './worker-process.ts';

const cachePath = '/etc/ld.so.cache';
const maxMatches = 1000;
/** What libraries of this machine's programs have in the cache: FLAG_X8664_LIB64, FLAG_AARCH64_LIB64, with FLAG_ELF_LIBC6. */
const ownFlags = process.arch === 'arm64' ? 0x0a03 : 0x0303;

export function locate(name: string, root: string, worker: SymbolWorker): readonly RootedFile[] {
  if (name.includes('/')) {
    const path = resolve(name);
    const other = root === '/' ? inProcess(path) : null;
    // The file system of a process that may never answer.
    if (other !== null && mountsOf(other.pid).isServedAt(other.path)) return [];
    if (!path.includes('*')) return there(root, [path]);
    const found = globSync(root === '/' ? path : join(root, path))
      .toSorted()
      .slice(0, maxMatches);
    return there(root, root === '/' ? found : found.map((one) => one.slice(root.length)));
  }
  const folders = (process.env['PATH'] ?? '/usr/bin:/bin').split(delimiter).filter((folder) => folder.startsWith('/'));
  const programs = there(
    root,
    folders.map((folder) => join(folder, name)),
  );
  return programs.length > 0 ? programs.slice(0, 1) : libraries(name, root, worker).slice(0, 1);
}

function there(root: string, paths: readonly string[]): readonly RootedFile[] {
  return paths.map((path) => rootedFileIfThere(root, path, true)).filter((file) => file !== null);
}

/** `libc`, `libc.so`, `libc.so.6`. */
function libraries(name: string, root: string, worker: SymbolWorker): readonly RootedFile[] {
  const cache = rootedFileIfThere(root, cachePath, true);
  if (cache === null) return [];
  const known = worker.ask({ kind: 'libraries', file: cache.key }, [cache]) ?? [];
  const paths = known
    .filter((one) => one.flags === ownFlags && (one.name === name || one.name.startsWith(`${name}.so`)))
    .map(({ path }) => (root === '/' ? canonical(path) : path));
  return there(
    root,
    paths.filter((path) => path.startsWith('/')),
  );
}

function canonical(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
