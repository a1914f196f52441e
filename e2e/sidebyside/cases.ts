/**
 * The scripts that run side by side: scripts/NAME.bt, each with what it needs in the comment lines at its top.
 *
 *     // workload reads         the part of workload.c that runs under -c; without this line the script ends by itself
 *     // flags -f json          more flags of the command
 *     // mask @\[\d+\]          what matches becomes ~ in both outputs: what no two runs have in common
 *     // sort                   lines are compared in any order
 *     // shapes                 only the forms of lines are compared: numbers are #, bars are |, each form once
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SideBySideCase {
  /** The file's name without `.bt`. */
  readonly name: string;
  readonly path: string;
  readonly workload: string | null;
  readonly flags: readonly string[];
  readonly masks: readonly RegExp[];
  readonly order: 'exact' | 'sorted' | 'shapes';
}

const folder = join(import.meta.dirname, 'scripts');

/** Where bpftrace's output lies. */
export function expectedPath({ name }: SideBySideCase): string {
  return join(import.meta.dirname, 'expected', `${name}.txt`);
}

export function sideBySideCases(): readonly SideBySideCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.bt'))
    .toSorted()
    .map((file) => readCase(join(folder, file), file.replace(/\.bt$/, '')));
}

function readCase(path: string, name: string): SideBySideCase {
  const text = readFileSync(path, 'utf8');
  const lines = (directive: string): string[] =>
    [...text.matchAll(new RegExp(`^// ${directive}(?: (?<rest>.*))?$`, 'gm'))].map(
      ({ groups }) => groups?.['rest'] ?? '',
    );
  const sorted = lines('sort').length > 0 ? 'sorted' : 'exact';
  return {
    name,
    path,
    workload: lines('workload')[0] ?? null,
    flags: lines('flags').flatMap((flags) => flags.split(' ')),
    masks: lines('mask').map((mask) => new RegExp(mask, 'g')),
    order: lines('shapes').length > 0 ? 'shapes' : sorted,
  };
}
