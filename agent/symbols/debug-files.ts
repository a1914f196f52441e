/**
 * Where the symbols are that were stripped from a binary.
 *
 * Needs: a binary, the folder that is `/` to it. Gives: its debug file, found by build id or by .gnu_debuglink in the usual
 * places, also in the host's own for a binary of a container; null when there is none that belongs to it. Reports: nothing.
 */
import { basename, dirname, join } from 'node:path';
import { BoundedMap } from './bounded-map.ts';
import { type ForeignFile, type RootedFile, rootedFileIfThere } from '../kernel/foreign-files.ts';
import type { Description } from './protocol.ts';
import type { SymbolWorker } from './worker-process.ts';

const folder = '/usr/lib/debug';
const maxKnown = 4096;

export class DebugFiles {
  readonly #worker: SymbolWorker;
  /** By the binary's key; null: it has none. */
  readonly #known = new BoundedMap<string, RootedFile | null>(maxKnown);

  constructor(worker: SymbolWorker) {
    this.#worker = worker;
  }

  /** `isServed`: whether a process serves what is at a path, and may never answer. */
  find(binary: ForeignFile, root: string, path: string, isServed: (path: string) => boolean): RootedFile | null {
    const known = this.#known.get(binary.key);
    if (known !== undefined) return known;
    const found = this.#search(binary, root, path, isServed);
    this.#known.set(binary.key, found);
    return found;
  }

  #search(binary: ForeignFile, root: string, path: string, isServed: (path: string) => boolean): RootedFile | null {
    const description = this.#worker.ask({ kind: 'describe', file: binary.key }, [binary]);
    if (description === null || !description.stripped) return null;
    for (const [where, candidate] of candidates(description, root, path)) {
      if (where === root && isServed(candidate)) continue;
      const debug = rootedFileIfThere(where, candidate, true);
      if (debug === null || debug.key === binary.key) continue;
      if (this.#worker.ask({ kind: 'belongs', file: binary.key, debug: debug.key }, [binary, debug]) === true)
        return debug;
    }
    return null;
  }
}

function candidates(
  { buildId, debugLink }: Description,
  root: string,
  path: string,
): readonly (readonly [string, string])[] {
  const roots = root === '/' ? ['/'] : [root, '/'];
  const byId = buildId === null ? [] : [join(folder, '.build-id', buildId.slice(0, 2), `${buildId.slice(2)}.debug`)];
  // A debug link is the last part of a path: the worker refuses others.
  const name = debugLink === null ? null : basename(debugLink);
  const beside = dirname(path);
  const byLink = name === null ? [] : [join(beside, name), join(beside, '.debug', name), join(folder, beside, name)];
  return [
    ...roots.flatMap((where) => byId.map((candidate) => [where, candidate] as const)),
    ...byLink.map((candidate) => [root, candidate] as const),
  ];
}
