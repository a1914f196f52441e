/**
 * What a run prints: lines as they come, then the maps, as bpftrace would on one machine.
 *
 * Needs: lines, results. Gives: text for standard output; everything of the fleet is made safe for a terminal. Reports: nothing.
 */
import type { Line } from '@bpfleet/operator';
import {
  escapeBytes,
  type JobResult,
  renderMap,
  renderMapJson,
  renderTextJson,
  type Round,
  safeText,
  type Table,
} from '@bpfleet/results';

export interface Printer {
  lines(lines: readonly Line[]): string | Uint8Array;
  /** What print(@map) of the script showed, over all nodes of one tick. */
  rounds(rounds: readonly Round[]): string | Uint8Array;
  maps(result: JobResult): string | Uint8Array;
}

export const textPrinter: Printer = {
  lines: (lines) => Buffer.concat(lines.map(({ text }) => safeLines(text))),
  rounds: (rounds) => Buffer.concat(rounds.map(({ folded }) => renderMap(folded.total, safeText))),
  maps: (result) => Buffer.concat([Buffer.from('\n\n'), ...shown(result).map((table) => renderMap(table, safeText))]),
};

export const jsonPrinter: Printer = {
  lines: (lines) => lines.map(({ text }) => renderTextJson('printf', text)).join(''),
  rounds: (rounds) => rounds.map(({ folded }) => renderMapJson(folded.total, safeText)).join(''),
  maps: (result) =>
    shown(result)
      .map((table) => renderMapJson(table, safeText))
      .join(''),
};

/** Line ends and tabs are the script's; nothing else may move a terminal. */
function safeLines(text: Uint8Array): Buffer {
  const parts = Buffer.from(text)
    .toString('latin1')
    .split(/([\n\t])/);
  const safe = parts.map((part) => (part === '\n' || part === '\t' ? part : escapeBytes(Buffer.from(part, 'latin1'))));
  return Buffer.from(safe.join(''), 'latin1');
}

/** Of a map that the script prints and clears the rounds were shown; its total is in the job's result. */
function shown({ maps }: JobResult): readonly Table[] {
  return maps
    .filter(({ cleared, rounds }) => !cleared || rounds.length === 0)
    .map(({ folded }) => folded.total)
    .toSorted((a, b) => (a.schema.name < b.schema.name ? -1 : 1));
}
