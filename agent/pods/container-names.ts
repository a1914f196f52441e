/**
 * Names of containers by cgroup id, kept beyond the container's end: what it counted is still there, and so must its name be.
 *
 * Needs: a file that survives the agent, or null. Gives: the names that were known last. Reports: nothing; a file that cannot be
 * read or written costs names that are not known any more, never counts.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

export interface ContainerName {
  readonly pod: string;
  readonly container: string;
  readonly namespace: string;
  readonly workload: string;
}

/** Of as many containers as a node starts in days; the oldest are forgotten first. */
const maxNames = 16_384;

const stored = z.array(
  z.tuple([
    z.string(),
    z.object({ pod: z.string(), container: z.string(), namespace: z.string(), workload: z.string() }),
  ]),
);

export class ContainerNames {
  readonly #file: string | null;
  /** By cgroup id in decimal, oldest first. */
  readonly #names: Map<string, ContainerName>;

  constructor(file: string | null) {
    this.#file = file;
    this.#names = new Map(file === null ? [] : read(file));
  }

  get(cgroupId: bigint): ContainerName | null {
    return this.#names.get(cgroupId.toString()) ?? null;
  }

  /** Remembers all of them, and writes when something is new. */
  remember(names: Iterable<readonly [bigint, ContainerName]>): void {
    let changed = false;
    for (const [id, name] of names) {
      const key = id.toString();
      const before = this.#names.get(key);
      if (before !== undefined && sameName(before, name)) continue;
      this.#names.set(key, name);
      changed = true;
    }
    if (!changed) return;
    for (const key of [...this.#names.keys()].slice(0, Math.max(0, this.#names.size - maxNames)))
      this.#names.delete(key);
    if (this.#file !== null) write(this.#file, [...this.#names]);
  }
}

function sameName(a: ContainerName, b: ContainerName): boolean {
  return a.pod === b.pod && a.container === b.container && a.namespace === b.namespace && a.workload === b.workload;
}

function read(file: string): readonly (readonly [string, ContainerName])[] {
  try {
    return stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}

function write(file: string, names: readonly (readonly [string, ContainerName])[]): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(names), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // A full disk: the names live as long as this process.
  }
}
