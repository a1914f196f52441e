/**
 * Events on a job's transitions, for `kubectl describe`.
 *
 * Needs: the conditions before and after. Gives: what to tell. Pure.
 */
import type { Condition, ConditionType } from '@bpfleet/proto';

export interface Happening {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  /** What the operator was about. */
  readonly action: string;
  readonly note: string;
}

export function happenings(before: readonly Condition[], after: readonly Condition[]): readonly Happening[] {
  return after.flatMap((condition) => {
    const old = before.find(({ type }) => type === condition.type);
    if (old !== undefined && old.status === condition.status && old.reason === condition.reason) return [];
    const told = tell(condition, after);
    return told === null ? [] : [told];
  });
}

const actions: Readonly<Record<ConditionType, string>> = {
  Accepted: 'Accept',
  Attached: 'Attach',
  ResultsReady: 'Merge',
  AssertionsPassed: 'Assert',
  Degraded: 'Trace',
  Finished: 'Finish',
  Succeeded: 'Queue',
};

/** Stages that are waits. */
const waits = ['Queued', 'Suspended', 'NoTargets'];

function tell({ type, status, reason, message }: Condition, all: readonly Condition[]): Happening | null {
  const say = (kind: Happening['type'], word = reason): Happening => ({
    type: kind,
    reason: word,
    action: actions[type],
    note: message.slice(0, 1000) || word,
  });
  switch (type) {
    case 'Accepted':
      if (status === 'Unknown') return null;
      return status === 'True' ? say('Normal', 'Accepted') : say('Warning');
    case 'Attached':
      if (status === 'True') return say('Normal', 'Attached');
      return reason === 'PartialNodes' ? say('Warning') : null;
    case 'Degraded':
      return status === 'True' ? say('Warning') : null;
    case 'AssertionsPassed':
      return status === 'False' && reason === 'Failed' ? say('Warning', 'AssertionFailed') : null;
    case 'Finished': {
      if (status !== 'True') return null;
      const told = all.find((one) => one.type === 'Accepted');
      // That it was refused is the same news.
      if (told?.status === 'False' && told.reason === reason) return null;
      const succeeded = all.find((one) => one.type === 'Succeeded')?.status === 'True';
      return say(succeeded ? 'Normal' : 'Warning');
    }
    case 'Succeeded':
      return status === 'Unknown' && waits.includes(reason) ? say('Normal') : null;
    case 'ResultsReady':
      return null;
  }
}
