/** What the kernel itself says is loaded, by bpftool. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const programs = z.array(z.looseObject({ id: z.number(), type: z.string(), name: z.string().default('') }));

/** Ids of all tracing programs that are loaded now, whoever loaded them. */
export function loadedPrograms(): ReadonlySet<number> {
  const text = execFileSync('bpftool', ['prog', 'show', '--json'], { encoding: 'utf8' });
  const tracing = new Set(['tracepoint', 'perf_event', 'raw_tracepoint']);
  return new Set(
    programs
      .parse(JSON.parse(text))
      .filter(({ type }) => tracing.has(type))
      .map(({ id }) => id),
  );
}

const kinds = ['prog', 'map', 'link'] as const;
const objects = z.array(z.looseObject({ id: z.number() }));

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
    for (const deadline = Date.now() + 10_000; ; await sleep(100)) {
      const left = kinds.flatMap((kind) => this.#left(kind));
      if (left.length === 0) return;
      if (Date.now() > deadline) throw new Error(`still in the kernel: ${left.join(', ')}`);
    }
  }

  #left(kind: string): readonly string[] {
    const text = execFileSync('bpftool', [kind, 'show', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    const ids = new Set(objects.parse(JSON.parse(text)).map(({ id }) => id));
    return [...(this.#seen.get(kind) ?? [])].filter((id) => ids.has(id)).map((id) => `${kind} ${id}`);
  }

  /** By fdinfo (proc(5)): `prog_id:`, `map_id:` and `link_id:` of its descriptors. */
  #look(pid: number): void {
    const folder = `/proc/${pid}/fdinfo`;
    for (const file of namesIn(folder)) {
      const text = textOf(`${folder}/${file}`);
      const ids = new Map(
        [...text.matchAll(/^(prog|map|link)_id:\s*(\d+)/gm)].map(([, kind = '', id]) => [kind, Number(id)]),
      );
      // A link names its program, too, and a program no link.
      for (const [kind, id] of ids) this.#seen.get(kind)?.add(id);
    }
  }
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
