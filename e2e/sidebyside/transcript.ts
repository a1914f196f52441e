/** What a run of a script did, as text that two programs can have in common. */
import type { SideBySideCase } from './cases.ts';

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The exit status, the line that says how much was attached, and what was printed. */
export function transcriptOf(run: Outcome, { masks, order }: SideBySideCase): string {
  const attached = /^Attached \d+ probes?$/m.exec(run.stderr)?.[0] ?? 'nothing attached';
  const masked = run.stdout.split('\n').map((line) => masks.reduce((text, mask) => text.replaceAll(mask, '~'), line));
  return [`status ${run.status}`, attached, '', ...ordered(masked, order)].join('\n');
}

function ordered(lines: readonly string[], order: SideBySideCase['order']): readonly string[] {
  switch (order) {
    case 'exact':
      return lines;
    case 'sorted':
      return lines.toSorted();
    case 'shapes':
      return [...new Set(lines.map(shapeOf))].toSorted();
  }
}

/** Histogram bars go, numbers and addresses are #, runs of blanks are one. */
function shapeOf(line: string): string {
  return line
    .replace(/\|[@ ]*\|$/, '|')
    .replaceAll(/0x[0-9a-f]+|[0-9a-f]{8,}|\d+[KMGT]?/g, '#')
    .replaceAll(/ +/g, ' ');
}
