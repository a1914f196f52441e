/**
 * The corpus: scripts/NAME.bt, each with what it must do in the comment lines at its top.
 *
 *     // exit 3                    exit status; 0 without this line
 *     // > text                    a line of exactly what it prints, maps at the end included
 *     // ~ regular expression      matches what it prints, for what depends on the machine
 *     // workload write 500        runs while a process named `corpus` makes so many calls; only that process's events count
 *     // provider kprobe           this script shows that provider in docs/providers.md
 *     // needs kprobe kprobe-multi skipped, with the reason, on a kernel that lacks one of these (e2e/harness/feature.ts)
 *     // workload signal 3         runs while the tracer gets SIGUSR1 so often
 *     // workload exec true        runs while that command is executed; events of everything count
 *
 * A script without `>` and `~` is loaded and attached, and stopped again. The expected texts come from bpftrace's
 * documented behaviour and from bpftrace 0.27 itself, never from what this program prints.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Feature, isFeature } from '../harness/feature.ts';

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
  readonly provider: string | null;
  readonly needs: readonly Feature[];
}

export type CorpusWorkload =
  | { readonly kind: 'calls'; readonly syscall: 'getppid' | 'write' | 'read'; readonly count: number }
  | { readonly kind: 'signal'; readonly count: number }
  | { readonly kind: 'command'; readonly command: string; readonly args: readonly string[] };

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
    provider: lines('provider')[0] ?? null,
    needs: readNeeds(path, lines('needs')),
  };
}

function readNeeds(path: string, lines: readonly string[]): readonly Feature[] {
  const names = lines.flatMap((line) => line.split(' '));
  const features = names.filter(isFeature);
  if (features.length < names.length) throw new Error(`${path}: // needs ${names.join(' ')}: no such feature`);
  return features;
}

function readWorkload([kind, value, ...args]: readonly string[]): CorpusWorkload | null {
  if (kind === undefined || value === undefined) return null;
  if (kind === 'signal') return { kind, count: Number(value) };
  if (kind === 'exec') return { kind: 'command', command: value, args };
  if (kind === 'getppid' || kind === 'write' || kind === 'read')
    return { kind: 'calls', syscall: kind, count: Number(value) };
  throw new Error(`// workload ${kind}: no such workload`);
}
