/**
 * What one process has mapped, kept beyond its end.
 *
 * Needs: a process id. Gives: the mapping of an address and the file behind it, which is opened while the process lives and
 * known to the worker from then on. Reports: nothing; what is not to be had is null.
 */
import { closeSync, readFileSync, readlinkSync } from 'node:fs';
import { native } from '@bpfleet/native';
import { type ForeignFile, identityOf, type RootedFile, rootedFileIfThere } from '../../kernel/foreign-files.ts';
import { isFile, type Mapping, readMappings, rootOf } from './mappings.ts';
import { type Mounts, mountsOf } from './mounts.ts';

export interface MappedFile extends ForeignFile {
  readonly root: string;
  readonly path: string;
}

/** How old what is known of a living process may be before it is looked at again. */
const freshMillis = 200;

export class ProcessView {
  readonly pid: number;
  readonly root: string;
  #mappings: readonly Mapping[];
  readonly #mounts: Mounts;
  readonly #files = new Map<string, MappedFile | null>();
  #program: string;
  #lookedAt = Date.now();

  constructor(pid: number) {
    this.pid = pid;
    this.root = rootOf(pid);
    this.#mappings = readMappings(pid);
    this.#mounts = mountsOf(pid);
    this.#program = programOf(pid);
  }

  /** Null where the process has nothing to execute. */
  mappingAt(address: bigint): Mapping | null {
    this.#refresh(false);
    const found = find(this.#mappings, address);
    if (found !== null) return found;
    this.#refresh(true);
    return find(this.#mappings, address);
  }

  /** All that it executes from, opened while that can be done. */
  files(): readonly MappedFile[] {
    return this.#mappings
      .filter(isFile)
      .map((mapping) => this.fileOf(mapping))
      .filter((file) => file !== null);
  }

  fileOf(mapping: Mapping): MappedFile | null {
    const id = `${mapping.device} ${mapping.inode} ${mapping.path}`;
    const known = this.#files.get(id);
    if (known !== undefined) return known;
    const file = this.#mounts.isServed(mapping.device) ? null : openMapping(this.pid, this.root, mapping);
    this.#files.set(id, file);
    return file;
  }

  /** Whether a process answers for the file system at a path. */
  isServedAt(path: string): boolean {
    return this.#mounts.isServedAt(path);
  }

  /** What a JIT compiler in it wrote; by its id in its own namespace. */
  perfMap(): RootedFile | null {
    const path = `/tmp/perf-${innerPid(this.pid)}.map`;
    return this.#mounts.isServedAt(path) ? null : rootedFileIfThere(this.root, path, true);
  }

  /** After exec(2), and for new libraries, the mappings are others. */
  #refresh(missing: boolean): void {
    const now = Date.now();
    if (now - this.#lookedAt < freshMillis) return;
    this.#lookedAt = now;
    const program = programOf(this.pid);
    if (program === '' || (program === this.#program && !missing)) return;
    const mappings = readMappings(this.pid);
    if (mappings.length === 0) return;
    this.#program = program;
    this.#mappings = mappings;
  }
}

function find(mappings: readonly Mapping[], address: bigint): Mapping | null {
  return mappings.find(({ start, end }) => address >= start && address < end) ?? null;
}

function openMapping(pid: number, root: string, { start, end, path }: Mapping): MappedFile | null {
  const open = (): number => native.openMapped(pid, start, end);
  try {
    const descriptor = open();
    try {
      return { root, path, key: identityOf(descriptor), open };
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}

/** Which program runs, and since when: another process may have the id later. Empty when it has ended. */
function programOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? '';
    return `${started} ${readlinkSync(`/proc/${pid}/exe`)}`;
  } catch {
    return '';
  }
}

function innerPid(pid: number): string {
  try {
    const ids = /^NSpid:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.split(/\s+/);
    return ids?.at(-1) ?? `${pid}`;
  } catch {
    return `${pid}`;
  }
}
