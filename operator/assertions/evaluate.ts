/**
 * What comes of a job's assertions.
 *
 * Needs: its state and its merged result. Gives: a verdict for each, in their order. Pure.
 * Reports: an expression that fails (a map that is not there, an overflow) does not hold, and says so.
 */
import type { Assertion } from '@bpfleet/proto';
import { addLosses, type JobResult, noLosses, rowsOf } from '@bpfleet/results';
import type { AssertionVerdict, JobState } from '../jobs/job.ts';
import { nodeCounts } from '../status/nodes.ts';
import { celMessage, environment } from './environment.ts';
import { type CelRow, celRow } from './row.ts';

export interface Evaluated {
  readonly result: JobResult;
  readonly lines: number;
}

export function evaluate(
  assertions: readonly Assertion[],
  state: JobState,
  built: Evaluated,
): readonly AssertionVerdict[] {
  if (assertions.length === 0) return [];
  const context = { result: celResult(state, built) };
  return assertions.map(({ name, expr, severity }) => ({ name, severity, ...verdictOf(expr, context) }));
}

function verdictOf(expr: string, context: object): Pick<AssertionVerdict, 'passed' | 'message'> {
  try {
    const value: unknown = environment.evaluate(expr, { ...context });
    if (value === true) return { passed: true, message: '' };
    return { passed: false, message: value === false ? `${expr} is false` : `${expr} gives no bool` };
  } catch (error) {
    return { passed: false, message: `${expr}: ${celMessage(error)}` };
  }
}

function celResult(state: JobState, { result, lines }: Evaluated): Readonly<Record<string, unknown>> {
  const maps = result.maps.map(({ schema, folded }): [string, readonly CelRow[]] => [
    schema.name === '@' ? '@' : schema.name.slice(1),
    rowsOf(folded.total).map((row) => celRow(folded.total.schema, row)),
  ]);
  const lost = [...result.losses.values()].reduce(addLosses, noLosses);
  const { desired, flushed, failed, lost: lostNodes, skipped } = nodeCounts(state, true);
  const rounds = result.maps.reduce((sum, map) => sum + map.lateRounds, 0);
  return {
    maps: new Map(maps),
    lost: {
      events: lost.events,
      control: lost.control,
      probes: lost.missedRuns,
      mapInsertFailures: lost.mapFull,
      failedReads: lost.failedReads,
      rounds: BigInt(rounds),
    },
    nodes: {
      desired: BigInt(desired),
      flushed: BigInt(flushed),
      failed: BigInt(failed),
      lost: BigInt(lostNodes),
      skipped: BigInt(skipped),
    },
    lines: BigInt(lines),
  };
}
