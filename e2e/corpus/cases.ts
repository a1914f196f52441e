/**
 * The corpus: scripts/NAME.bt, each with what it must do in the comment lines at its top.
 *
 *     // exit 3                    exit status; 0 without this line
 *     // > text                    a line of exactly what it prints, maps at the end included
 *     // ~ regular expression      matches what it prints, for what depends on the machine
 *     // workload write 500        runs while a process named `corpus` makes so many calls; only that process's events count
 *     // workload exec true        runs while that command is executed; events of everything count
 *
 * A script without `>` and `~` is loaded and attached, and stopped again. The expected texts come from bpftrace's
 * documented behaviour and from bpftrace 0.27 itself, never from what this program prints.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CorpusScript {
  /** The file's name without `.bt`. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly exitCode: number;
  /** Exactly this on standard output; null when that is not determined. */
  readonly output: string | null;
  readonly patterns: readonly RegExp[];
  readonly workload: CorpusWorkload | null;
}

export type CorpusWorkload =
  | { readonly kind: 'calls'; readonly syscall: 'getppid' | 'write'; readonly count: number }
  | { readonly kind: 'command'; readonly command: string };

const folder = join(import.meta.dirname, 'scripts');

export function corpus(): CorpusScript[] {
  return readdirSync(folder)
    .toSorted()
    .map((file) => readScript(join(folder, file), file.replace(/\.bt$/, '')));
}

function readScript(path: string, name: string): CorpusScript {
  const text = readFileSync(path, 'utf8');
  const lines = (directive: string): string[] =>
    [...text.matchAll(new RegExp(`^// ${directive} ?(?<rest>.*)$`, 'gm'))].map(({ groups }) => groups?.['rest'] ?? '');
  const expected = lines('>');
  return {
    name,
    path,
    text,
    exitCode: Number(lines('exit')[0] ?? 0),
    output: expected.length === 0 ? null : `${expected.join('\n')}\n`,
    patterns: lines('~').map((pattern) => new RegExp(pattern)),
    workload: readWorkload(lines('workload')[0]?.split(' ') ?? []),
  };
}

function readWorkload([kind, value]: readonly string[]): CorpusWorkload | null {
  if (kind === undefined || value === undefined) return null;
  if (kind === 'exec') return { kind: 'command', command: value };
  return { kind: 'calls', syscall: kind === 'write' ? 'write' : 'getppid', count: Number(value) };
}
