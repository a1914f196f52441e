/**
 * What one process has mapped, kept beyond its end.
 *
 * Needs: a process id. Gives: the mapping of an address and the file behind it, which is opened while the process lives and
 * held. Reports: nothing; what is not to be had is null.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { native } from '@bpfleet/native';
import { type ForeignFile, identityOf, type RootedFile, rootedFileIfThere } from '../../kernel/foreign-files.ts';
import type { HeldFiles } from './held-files.ts';
import { isFile, type Mapping, readMappings, rootOf } from './mappings.ts';
import { type Mounts, mountsOf, noMounts } from './mounts.ts';

export interface MappedFile extends ForeignFile {
  readonly root: string;
  readonly path: string;
}

/** How old what is known of a living process may be before it is looked at again. */
const freshMillis = 200;
/** For an address that is missed for the first time: looking takes at most one part of the time in so many. */
const lookShare = 3;
/** Stacks without frame pointers end in what is no address; those are known to be missing. */
const maxMissing = 1024;
/** Mappings that it has no more: of the program before exec(2), of libraries that were unloaded. */
const maxFormer = 4096;

export class ProcessView {
  readonly pid: number;
  readonly #held: HeldFiles;
  #root = '/';
  #mounts: Mounts = noMounts;
  #innerPid: string;
  #mappings: readonly Mapping[] = [];
  #former: readonly Mapping[] = [];
  readonly #missing = new Set<bigint>();
  readonly #files = new Map<string, MappedFile | null>();
  /** Null before the first look. */
  #program: string | null = null;
  #checkedAt = 0;
  #readAt = 0;
  #readMillis = 0;

  constructor(pid: number, held: HeldFiles) {
    this.pid = pid;
    this.#held = held;
    this.#innerPid = `${pid}`;
    this.look();
  }

  /** Null where the process had nothing to execute. */
  mappingAt(address: bigint): Mapping | null {
    const now = performance.now();
    if (now - this.#checkedAt >= freshMillis) {
      this.#checkedAt = now;
      if (programOf(this.pid) !== this.#program) this.look();
    }
    const found = find(this.#mappings, address);
    if (found !== null) return found;
    const patience = this.#missing.has(address) ? freshMillis : this.#readMillis * (lookShare - 1);
    if (now - this.#readAt >= patience) this.look();
    const late = find(this.#mappings, address) ?? find(this.#former, address);
    if (late === null && this.#missing.size < maxMissing) this.#missing.add(address);
    return late;
  }

  /** All that it executes from now, opened while that can be done. */
  files(): readonly MappedFile[] {
    return this.#mappings
      .filter(isFile)
      .map((mapping) => this.fileOf(mapping))
      .filter((file) => file !== null);
  }

  /** Reads what it has mapped now: others after exec(2), more with each library. Whether it is still there. */
  look(): boolean {
    const began = performance.now();
    const program = programOf(this.pid);
    const mappings = readMappings(this.pid);
    if (mappings.length > 0) {
      if (program !== this.#program) this.#begin(program);
      const current = new Set(mappings.map(identityOfMapping));
      const gone = this.#mappings.filter((mapping) => !current.has(identityOfMapping(mapping)));
      if (gone.length > 0) this.#former = [...gone, ...this.#former].slice(0, maxFormer);
      this.#mappings = mappings;
    }
    this.#readAt = performance.now();
    this.#readMillis = this.#readAt - began;
    return mappings.length > 0;
  }

  fileOf(mapping: Mapping): MappedFile | null {
    const id = `${mapping.device} ${mapping.inode} ${mapping.path}`;
    const known = this.#files.get(id);
    if (known !== undefined) return known;
    const file = this.#mounts.isServed(mapping.device) ? null : openMapping(this.pid, this.#root, mapping, this.#held);
    this.#files.set(id, file);
    return file;
  }

  /** Whether a process answers for the file system at a path. */
  isServedAt(path: string): boolean {
    return this.#mounts.isServedAt(path);
  }

  /** What a JIT compiler in it wrote; by its id in its own namespace. */
  perfMap(): RootedFile | null {
    const path = `/tmp/perf-${this.#innerPid}.map`;
    return this.#mounts.isServedAt(path) ? null : rootedFileIfThere(this.#root, path, true);
  }

  /** Another program may see other files: runtimes of containers enter namespaces before exec(2). */
  #begin(program: string): void {
    this.#program = program;
    this.#root = rootOf(this.pid);
    this.#mounts = mountsOf(this.pid);
    this.#innerPid = innerPid(this.pid);
  }
}

function identityOfMapping({ start, device, inode, path }: Mapping): string {
  return `${start} ${device} ${inode} ${path}`;
}

function find(mappings: readonly Mapping[], address: bigint): Mapping | null {
  return mappings.find(({ start, end }) => address >= start && address < end) ?? null;
}

function openMapping(pid: number, root: string, mapping: Mapping, held: HeldFiles): MappedFile | null {
  const { start, end, path } = mapping;
  try {
    const descriptor = native.openMapped(pid, start, end);
    const key = identityOf(descriptor);
    held.hold(key, descriptor);
    return { root, path, key, open: () => held.take(key) ?? native.openMapped(pid, start, end) };
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
