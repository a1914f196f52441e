/** What the kernel itself says is loaded, by bpftool. */
import { execFileSync } from 'node:child_process';
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

/** Resolves when the kernel has freed every program that was loaded since; throws when that takes over 10 s. */
export async function programsGone(before: ReadonlySet<number>): Promise<void> {
  for (const deadline = Date.now() + 10_000; ; await sleep(100)) {
    const left = [...loadedPrograms()].filter((id) => !before.has(id));
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`programs ${left.join(', ')} are still loaded`);
  }
}
