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
import { Overtime, within } from './bounded.ts';
import { celMessage, environment } from './environment.ts';
import { whyFalse } from './explain.ts';
import { namesInstead } from './missing.ts';
import { type CelRow, celRow } from './row.ts';
import type { Values } from './term.ts';

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

/** For each: an assertion over the rows of a large map takes some milliseconds. */
const maxMilliseconds = 500;

function verdictOf(expr: string, context: Values): Pick<AssertionVerdict, 'passed' | 'message'> {
  try {
    return within(maxMilliseconds, () => {
      const value: unknown = environment.evaluate(expr, { ...context });
      if (value === true) return { passed: true, message: '' };
      return { passed: false, message: value === false ? falseText(expr, context) : `${expr} gives no bool` };
    });
  } catch (error) {
    return {
      passed: false,
      message: `${cut(expr, maxExpression)}: ${cut(errorText(expr, context, error), maxReason)}`,
    };
  }
}

function errorText(expr: string, context: Values, error: unknown): string {
  if (error instanceof Overtime) return `${error.message}: ask for less, such as fewer quantifiers inside each other`;
  const names = namesInstead(expr, context, error);
  return names.length === 0
    ? celMessage(error)
    : `${celMessage(error)} (there are ${names.slice(0, maxNames).join(', ')})`;
}

const maxNames = 20;

// Of the 1024 characters that the status has for a message.
const maxExpression = 300;
const maxReason = 700;

function falseText(expr: string, context: Values): string {
  const why = whyFalse(expr, context);
  const text = `${cut(expr, maxExpression)} is false`;
  return why === '' ? text : `${text}: ${cut(why, maxReason)}`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

function celResult(state: JobState, { result, lines }: Evaluated): Values {
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
