/**
 * What is attached to this machine's kernel, and by whom.
 *
 * Needs: root, bpftool. Gives: ids of BPF links: those that processes of a cgroup hold, and all that the kernel has.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import * as z from 'zod';
import { run } from '../../harness/process.ts';
import { processesIn } from './cgroups.ts';

/** Of every descriptor that says `anon_inode:bpf_link` (proc(5), kernel/bpf/syscall.c: bpf_link_show_fdinfo). */
export function linksHeldIn(group: string): ReadonlySet<number> {
  return new Set(processesIn(group).flatMap(linksOf));
}

function linksOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => linkId(pid, fd));
  } catch {
    return []; // ended meanwhile
  }
}

function linkId(pid: number, fd: string): readonly number[] {
  try {
    if (!readlinkSync(`/proc/${pid}/fd/${fd}`).includes('bpf_link')) return [];
    const id = /^link_id:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1];
    return id === undefined ? [] : [Number(id)];
  } catch {
    return []; // closed meanwhile
  }
}

const links = z.array(z.looseObject({ id: z.number() }));

/** Also those that nobody holds any more, should there be any. */
export async function linksInKernel(): Promise<ReadonlySet<number>> {
  const { stdout } = await run('bpftool link', 'bpftool', ['--json', 'link', 'show']);
  return new Set(links.parse(JSON.parse(stdout)).map(({ id }) => id));
}
