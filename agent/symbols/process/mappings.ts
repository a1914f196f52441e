/**
 * What a process has mapped, by what the kernel says of it.
 *
 * Needs: /proc. Gives: its executable mappings, the folder that is `/` to it. Reports: nothing; a process that is gone has
 * none.
 */
import { readFileSync, readlinkSync } from 'node:fs';

export interface Mapping {
  readonly start: bigint;
  readonly end: bigint;
  /** Where its first byte lies in the file. */
  readonly offset: bigint;
  /** `major:minor` and inode number; inode 0 for memory without a file. */
  readonly device: string;
  readonly inode: string;
  /** As the process sees it: a path, `[vdso]`, `//anon`, or empty. */
  readonly path: string;
}

/** A process with more has given up being symbolised. */
const maxMappings = 100_000;

export function readMappings(pid: number): readonly Mapping[] {
  const text = readIfThere(`/proc/${pid}/maps`);
  const mappings: Mapping[] = [];
  const line = /^([0-9a-f]+)-([0-9a-f]+) ..x. ([0-9a-f]+) ([0-9a-f]+:[0-9a-f]+) ([0-9]+) *(.*)$/gm;
  for (const [, start, end, offset, device = '', inode = '', path = ''] of text.matchAll(line)) {
    mappings.push({
      start: BigInt(`0x${start}`),
      end: BigInt(`0x${end}`),
      offset: BigInt(`0x${offset}`),
      device,
      inode,
      path,
    });
    if (mappings.length === maxMappings) break;
  }
  return mappings;
}

/** JIT compilers make their code in memory without a file, or in one that nobody else can open. */
export function isFile({ inode, path }: Mapping): boolean {
  return inode !== '0' && path.startsWith('/') && !path.startsWith('/memfd:') && !path.startsWith('/dev/');
}

/** Paths of the binaries that it executes from, in the order of their addresses. */
export function executableFiles(pid: number): readonly string[] {
  const paths = readMappings(pid)
    .filter(({ path }) => path.startsWith('/') && !path.endsWith(' (deleted)'))
    .map(({ path }) => path);
  return [...new Set(paths)];
}

/** `/` for a process that sees what we see. */
export function rootOf(pid: number): string {
  const view = (process: string): string => `${linkOf(`/proc/${process}/ns/mnt`)} ${linkOf(`/proc/${process}/root`)}`;
  return view(`${pid}`) === view('self') ? '/' : `/proc/${pid}/root`;
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
