/** What the kernel itself says is loaded, by bpftool. */
import { execFileSync } from 'node:child_process';
import { z } from 'zod';

const programs = z.array(z.looseObject({ id: z.number(), type: z.string(), name: z.string().default('') }));

/** Ids of all tracing programs that are loaded now, whoever loaded them. */
export function loadedPrograms(): ReadonlySet<number> {
  const text = execFileSync('bpftool', ['prog', 'show', '--json'], { encoding: 'utf8' });
  const tracing = new Set(['tracepoint', 'perf_event', 'raw_tracepoint']);
  return new Set(programs.parse(JSON.parse(text)).filter(({ type }) => tracing.has(type)).map(({ id }) => id));
}
