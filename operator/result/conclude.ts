/**
 * What a job came to, from what is stored of it.
 *
 * Needs: stored state, lines, and what is asserted. Gives: the result's files, what status says of them, and verdicts.
 * It takes long for large maps and many nodes: conclusions.ts has another thread do it.
 */
import type { Assertion } from '@bpfleet/proto';
import { evaluate } from '../assertions/evaluate.ts';
import type { StoredLine } from '../db/load.ts';
import { restoreState, type StoredState } from '../db/restore.ts';
import type { AssertionVerdict, ResultFacts } from '../jobs/job.ts';
import type { ResultFiles } from '../store/store.ts';
import { buildResult } from './result.ts';

export interface ConclusionRequest {
  readonly stored: StoredState;
  readonly lines: readonly StoredLine[];
  readonly assertions: readonly Assertion[];
}

export interface Conclusion {
  readonly files: ResultFiles;
  readonly facts: ResultFacts;
  readonly verdicts: readonly AssertionVerdict[];
}

export function conclude({ stored, lines, assertions }: ConclusionRequest): Conclusion {
  const state = restoreState(stored);
  const built = buildResult(state, lines);
  return { files: built.files, facts: built.facts, verdicts: evaluate(assertions, state, built) };
}
