/** What the kernel itself says is loaded, by bpftool, and what of it a process holds, by /proc. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

const kinds = ['prog', 'map', 'link'] as const;
const shown = z.array(z.looseObject({ id: z.number() }));

/**
 * Collects the kernel objects that processes hold while they run, whoever else uses the kernel meanwhile, to see
 * afterwards that all are gone.
 */
export class KernelWatch {
  readonly #seen = new Map(kinds.map((kind): [string, Set<number>] => [kind, new Set()]));
  readonly #timer: NodeJS.Timeout;

  /** `pids`: of those that run now; asked again and again. */
  constructor(pids: () => readonly number[]) {
    this.#timer = setInterval(() => {
      for (const pid of pids()) this.#look(pid);
    }, 50);
  }

  /** Resolves when none is left; throws when that takes over 10 s, or when none was ever seen. */
  async gone(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#seen.get('link')?.size === 0) throw new Error('no link was ever seen: nothing was attached');
    await noneLeft(this.#seen);
  }

  #look(pid: number): void {
    for (const [kind, id] of heldBy(pid)) this.#seen.get(kind)?.add(id);
  }
}

/** Ids of the programs that processes hold now; what others load meanwhile does not count. */
export function programsOf(pids: readonly number[]): readonly number[] {
  return pids.flatMap((pid) => heldBy(pid)).flatMap(([kind, id]) => (kind === 'prog' ? [id] : []));
}

/** Resolves when the kernel has freed these programs; throws when that takes over 10 s, or when there are none. */
export async function programsGone(ids: readonly number[]): Promise<void> {
  if (ids.length === 0) throw new Error('no programs to wait for: nothing was attached');
  await noneLeft(new Map([['prog', new Set(ids)]]));
}

/** Resolves when the kernel has freed these objects, by kind; throws when that takes over 10 s. */
async function noneLeft(objects: ReadonlyMap<string, ReadonlySet<number>>): Promise<void> {
  for (const deadline = Date.now() + 10_000; ; await sleep(100)) {
    const left = [...objects].flatMap(([kind, ids]) => {
      const loaded = loadedIds(kind);
      return [...ids].filter((id) => loaded.has(id)).map((id) => `${kind} ${id}`);
    });
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`still in the kernel: ${left.join(', ')}`);
  }
}

function loadedIds(kind: string): ReadonlySet<number> {
  const text = execFileSync('bpftool', [kind, 'show', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return new Set(shown.parse(JSON.parse(text)).map(({ id }) => id));
}

/**
 * Kind and id of the kernel objects behind a process's descriptors, by fdinfo (proc(5)): `prog_id:`, `map_id:` and
 * `link_id:`. A link names its program, too, and a program no link.
 */
function heldBy(pid: number): readonly (readonly [string, number])[] {
  const folder = `/proc/${pid}/fdinfo`;
  return namesIn(folder).flatMap((file) =>
    [...textOf(`${folder}/${file}`).matchAll(/^(prog|map|link)_id:\s*(\d+)/gm)].map(
      ([, kind = '', id]) => [kind, Number(id)] as const,
    ),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
