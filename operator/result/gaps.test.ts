import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job, Part, Session } from '../jobs/job.ts';
import { newSession } from '../merge/accept-status.ts';
import { assignedState, second } from '../testing/jobs.ts';
import { gapsOf } from './gaps.ts';

const at = (seconds: number): bigint => BigInt(seconds) * second;

/** The example job runs from 100 to 110; the sessions are of node-a. */
function check(sessions: readonly Partial<Session>[], part: Partial<Part>, ...expected: readonly string[]): void {
  checkJob({}, sessions, part, ...expected);
}

function checkJob(
  job: Partial<Job>,
  sessions: readonly Partial<Session>[],
  part: Partial<Part>,
  ...expected: readonly string[]
): void {
  const state = assignedState(['node-a'], job);
  const all = sessions.map((session, index): [string, Session] => [
    `a-${index}`,
    { ...newSession('node-a', `a-${index}`), ...session },
  ]);
  const parts = new Map<string, Part>([
    ['node-a', { node: 'node-a', includedNs: at(100), place: { kind: 'member' }, ...part }],
  ]);
  const gaps = gapsOf({ ...state, parts, sessions: new Map(all) });
  assert.deepEqual(
    gaps.map(
      ({ fromNs, toNs, reason }) => `${Number(fromNs) / 1e9}-${toNs === null ? '' : Number(toNs) / 1e9} ${reason}`,
    ),
    expected,
  );
}

const whole: Partial<Session> = {
  state: 'FINISHED',
  attachedNs: at(101),
  detachedNs: at(110),
  stopReason: 'DEADLINE',
  final: true,
};
const killed: Partial<Session> = {
  state: 'RECOVERED',
  attachedNs: at(101),
  detachedNs: at(104),
  stopReason: 'AGENT_DIED',
  final: true,
};

test('gaps', () => {
  check([whole], {});
  check([{ ...whole, attachedNs: at(108) }], {}, '100-108 it attached late');
  check([{ ...whole, attachedNs: at(108) }], { includedNs: at(107) });
  check([{ state: 'COMPILING', vanished: true }, whole], {}, '100-101 the agent was killed before it attached');
  check([killed, { ...whole, attachedNs: at(106) }], {}, '104-106 the agent was killed');
  // In whatever order they were heard of.
  check([{ ...whole, attachedNs: at(106) }, killed], {}, '104-106 the agent was killed');
  check([killed], {}, '104- the agent was killed');
  check([{ ...killed, detachedNs: at(110) }], {});
  check(
    [{ ...whole, stopReason: 'LEASE_EXPIRED', detachedNs: at(103) }],
    {},
    '103- the agent was out of touch with the operator',
  );
  check(
    [{ ...whole, state: 'ATTACHED', final: false, takenNs: at(105), detachedNs: 0n }],
    { place: { kind: 'lost', why: { reason: 'NodeLost', message: '' } } },
    '105- the node was lost',
  );
  check(
    [
      { ...whole, final: false, vanished: true, detachedNs: 0n, takenNs: at(102) },
      { ...whole, attachedNs: at(106) },
    ],
    {},
    '102-106 the node was restarted, what it held is gone',
  );
  check([{ state: 'FAILED' }], {});
  check([{ ...whole, stopReason: 'FAILURE', detachedNs: at(104) }], {}, '104- tracing failed');
});

test('what went with a lost database is a gap, of those that were nodes of the job then', () => {
  const resumed = { resumed: { atNs: at(105), desired: 1 } } as const;
  const late = { ...whole, attachedNs: at(107) };
  checkJob(resumed, [whole], {});
  const gap = '100-107 what it may have traced before was lost with the database of the operator';
  checkJob(resumed, [late], {}, gap);
  checkJob(resumed, [late], { includedNs: at(106) }, gap);
  checkJob(resumed, [{ ...whole, attachedNs: at(167), detachedNs: at(170) }], { includedNs: at(166) });
});
