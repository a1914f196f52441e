/**
 * The merged result of a job, as it is stored and shown.
 *
 * Needs: a job's state and its lines. Gives: the files' text, the digest of JSON and lines, and what status says of them.
 * The same state gives the same text.
 */
import { createHash } from 'node:crypto';
import { addLosses, type JobResult, jobResult, type Losses, noLosses, renderJob, toJson } from '@bpfleet/results';
import type { StoredLine } from '../db/load.ts';
import type { JobState, ResultFacts } from '../jobs/job.ts';
import { allLosses } from '../merge/contributor.ts';
import type { ResultFiles } from '../store/store.ts';
import { gapsOf } from './gaps.ts';
import { linesText } from './lines.ts';
import { summaryOf } from './summary.ts';

/** Of a job at any time; it is final once the job has its outcome. */
export function resultOf(state: JobState): JobResult {
  return { ...jobResult(state.ledger, state.rounds, gapsOf(state)), losses: lossesByNode(state) };
}

export interface BuiltResult {
  readonly files: ResultFiles;
  readonly facts: ResultFacts;
  readonly result: JobResult;
  readonly lines: number;
}

export function buildResult(state: JobState, lines: readonly StoredLine[]): BuiltResult {
  const result = resultOf(state);
  const files: ResultFiles = {
    result: `${JSON.stringify(toJson(result), null, 1)}\n`,
    text: renderJob(result).toString('utf8'),
    lines: linesText(lines),
  };
  const digest = createHash('sha256').update(files.result).update(files.lines).digest('hex');
  const maps = summaryOf(result);
  const rounds = result.maps.reduce((sum, map) => sum + map.rounds.length, 0);
  const late = result.maps.reduce((sum, map) => sum + map.lateRounds, 0);
  const facts = { digest: `sha256:${digest}`, maps, lines: lines.length, rounds, late };
  return { files, facts, result, lines: lines.length };
}

/** Every node that traced has its losses, if only none. */
function lossesByNode({ sessions }: JobState): ReadonlyMap<string, Losses> {
  const byNode = new Map<string, Losses>();
  for (const session of sessions.values()) {
    if (session.attachedNs === 0n) continue;
    byNode.set(session.node, addLosses(byNode.get(session.node) ?? noLosses, allLosses(session)));
  }
  return new Map([...byNode].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
