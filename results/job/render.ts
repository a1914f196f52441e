/**
 * A job's result as text: each merged map in bpftrace's look, then its split by node in the same look with the
 * node as the first key, then what is missing from it. Everything of the fleet's is made safe for a terminal.
 * Needs: a result. Gives: bytes, every line ended.
 */
import { describeLosses } from '../losses.ts';
import { isPerNode, withNode } from '../merge/fold.ts';
import { mapText, type RenderOptions, safeText } from '../render/map.ts';
import { type ByteText, fromBytes, toBytes } from '../render/text.ts';
import type { Round } from '../rounds/rounds.ts';
import type { Gap, JobResult, MapResult } from './result.ts';

export function renderJob(result: JobResult): Buffer {
  const byName = [...result.maps].sort((a, b) => (a.schema.name < b.schema.name ? -1 : 1));
  const sections = [...byName.map(mapSection), shortfalls(result)].filter((section) => section !== '');
  return toBytes(sections.join('\n'));
}

/** One round of print(@map), as the script would have printed it on one machine. */
export function renderRound(round: Round, options: RenderOptions): Buffer {
  return toBytes(mapText(round.folded.total, options));
}

function mapSection({ schema, folded, cleared, lateRounds }: MapResult): ByteText {
  const total = mapText(folded.total, safeText);
  const notes = [
    ...(cleared && total !== '' ? [`${schema.name} was cleared by the script; this is the running total.\n`] : []),
    ...(lateRounds > 0
      ? [`${schema.name}: ${lateRounds} printed rounds came too late to be merged into their tick.\n`]
      : []),
  ];
  // With the node in the merged key the split is there already; with one node there is nothing to split.
  if (total === '' || isPerNode(schema) || folded.perNode.size < 2) return total + notes.join('');
  const split = [...folded.perNode].map(([node, table]) => mapText(withNode(table, node), safeText));
  return `${total}${total.endsWith('\n\n') ? '' : '\n'}by node:\n${split.join('')}${notes.join('')}`;
}

function shortfalls({ losses, gaps }: JobResult): ByteText {
  const lost = [...losses]
    .map(([node, counts]) => ({ node, text: describeLosses(counts) }))
    .filter(({ text }) => text !== null);
  return [...lost.map(({ node, text }) => `${safe(node)}: ${text}\n`), ...gaps.map(gapLine)].join('');
}

function gapLine({ node, fromNs, toNs, reason }: Gap): ByteText {
  const until = toNs === null ? 'to the end' : `to ${timeText(toNs)}`;
  return `${safe(node)}: not traced from ${timeText(fromNs)} ${until}: ${safe(reason)}\n`;
}

/** ISO 8601 in UTC, with milliseconds. */
function timeText(ns: bigint): string {
  const milliseconds = Number(ns / 1_000_000n);
  return milliseconds <= 8.64e15 ? new Date(milliseconds).toISOString() : `${ns} ns`;
}

function safe(text: string): ByteText {
  return fromBytes(Buffer.from(text, 'utf8'), true);
}
