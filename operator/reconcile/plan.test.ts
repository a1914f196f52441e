import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScriptDiagnostic, StopReason } from '@bpfleet/proto';
import { clusterTraceJobSpec } from '@bpfleet/proto';
import type { Job, Part, Session } from '../jobs/job.ts';
import { newSession } from '../merge/accept-status.ts';
import { exampleJob, second } from '../testing/jobs.ts';
import { defaultTiming, type Observed, type ObservedConnection, type ObservedNode } from './observed.ts';
import type { Action } from './action.ts';
import { plan } from './plan.ts';

/** Seconds; the example job runs from 100 to 110, its operator since 0. */
interface Case {
  readonly now: number;
  readonly job?: Partial<Job>;
  readonly nodes?: readonly ObservedNode[];
  readonly scriptErrors?: readonly ScriptDiagnostic[];
  readonly operatorStarted?: number;
  /** The rest of what is observed. */
  readonly more?: Partial<Observed>;
}

/** Actions as short text, then when to look again, in seconds. */
function check(
  { now, job = {}, nodes = [], scriptErrors = [], operatorStarted = 0, more = {} }: Case,
  ...expected: readonly string[]
): void {
  const { names } = exampleJob(job).spec.target.nodes;
  const observed: Observed = {
    job: exampleJob(job),
    nodes: nodes.map((one) => ({ ...one, meant: one.meant && (names.length === 0 || names.includes(one.node)) })),
    scriptErrors,
    assertionErrors: [],
    gate: { kind: 'open' },
    unsafe: false,
    required: names,
    selected: null,
    hold: 'none',
    expiring: false,
    operatorStartedNs: at(operatorStarted),
    timing: defaultTiming,
    ...more,
  };
  const { actions, wakeNs } = plan(observed, at(now));
  const wake = wakeNs === null ? [] : [`wake ${Number(wakeNs) / 1e9}`];
  assert.deepEqual([...actions.map(actionText), ...wake], expected);
}

function actionText(action: Action): string {
  switch (action.kind) {
    case 'start':
      return `start ${Number(action.startNs) / 1e9}-${Number(action.deadlineNs) / 1e9}`;
    case 'diagnose':
      return `diagnose ${action.diagnostics.length}`;
    case 'finish':
      return `finish ${action.outcome.reason}: ${action.outcome.message}`;
    case 'skip':
    case 'lose':
      return `${action.kind} ${action.node} ${action.why.reason}`;
    case 'select':
      return `select ${action.selected.join(' ')}`;
    case 'hold':
    case 'release':
    case 'expire':
      return action.kind;
    case 'include':
    case 'assign':
    case 'cancel':
    case 'retarget':
      return `${action.kind} ${action.node}`;
  }
}

const at = (seconds: number): bigint => BigInt(seconds) * second;
const error: ScriptDiagnostic = {
  line: 2,
  column: 5,
  severity: 'error',
  code: 'unknown-field',
  message: 'no field x',
  hint: '',
};
const runs: ObservedConnection['verdict'] = { kind: 'runs', diagnostics: [], schemas: [] };
const wrong: ObservedConnection['verdict'] = { kind: 'wrong', diagnostics: [error] };
const lacks: ObservedConnection['verdict'] = { kind: 'lacks', reason: 'FieldMissing', diagnostics: [error] };
const pending: ObservedConnection['verdict'] = { kind: 'pending' };

const unstarted: Partial<Job> = { startNs: null, deadlineNs: null };
const named = (...names: readonly string[]): Job['spec'] =>
  clusterTraceJobSpec.parse({
    source: { inline: 'begin { }' },
    target: { nodes: { names } },
    run: { duration: '10s' },
  });

interface NodeChange {
  readonly verdict?: ObservedConnection['verdict'];
  readonly connected?: boolean;
  readonly since?: number;
  readonly sent?: 'assigned' | 'cancelled';
  readonly meant?: boolean;
  readonly targets?: string | null;
  readonly targetsSent?: string | null;
  readonly knowsTargets?: boolean;
  readonly part?: Partial<Part> | null;
  readonly sessions?: readonly Partial<Session>[];
}

/** Connected since 50, with a place in the job. */
function node(
  name: string,
  { verdict = runs, connected = true, since = 50, sent, part = {}, sessions = [], ...change }: NodeChange = {},
): ObservedNode {
  return {
    node: name,
    meant: change.meant ?? true,
    targets: change.targets ?? null,
    connection: connected
      ? {
          sinceNs: at(since),
          verdict,
          knowsTargets: change.knowsTargets ?? true,
          targetsSent: change.targetsSent ?? null,
          assigned: sent !== undefined,
          cancelled: sent === 'cancelled',
        }
      : null,
    part: part === null ? null : { node: name, includedNs: 0n, place: { kind: 'member' }, ...part },
    sessions: sessions.map((session, index) => ({ ...newSession(name, `${name}-${index}`), ...session })),
  };
}

const newcomer = (name: string, change: NodeChange = {}): ObservedNode => node(name, { ...change, part: null });
const tracing: Partial<Session> = { state: 'ATTACHED', attachedNs: at(101) };
const ended = (stopReason: StopReason): Partial<Session> => ({
  ...tracing,
  state: 'FINISHED',
  stopReason,
  final: true,
  snapshotSeq: 3n,
});
const failed: Partial<Session> = { state: 'FAILED', reason: 'AttachFailed' };
const complete = '2 of 2 nodes delivered a final result';

test('a job begins when there is an agent for it', () => {
  check({ now: 60, job: unstarted });
  check({ now: 60, job: { ...unstarted, spec: named('z') }, nodes: [newcomer('a')] });
  check({ now: 60, job: unstarted, nodes: [newcomer('a')] }, 'start 60-70', 'diagnose 0', 'wake 60');
  check(
    { now: 60, job: { ...unstarted, spec: named('a', 'z') }, nodes: [newcomer('a')] },
    'start 60-70',
    'include a',
    'include z',
    'diagnose 0',
    'wake 60',
  );
});

test('an operator that has just started waits for its agents to return', () => {
  check({ now: 60, operatorStarted: 60, job: unstarted, nodes: [newcomer('a')] }, 'wake 61');
  check(
    { now: 61, operatorStarted: 60, job: unstarted, nodes: [newcomer('a')] },
    'start 61-71',
    'diagnose 0',
    'wake 61',
  );
});

test('Targets are waited for, but not for ever', () => {
  check({ now: 60, job: unstarted, nodes: [newcomer('a', { verdict: pending, since: 55 })] }, 'wake 65');
  check({ now: 65, job: unstarted, nodes: [newcomer('a', { verdict: pending, since: 55 })] }, 'start 65-75', 'wake 65');
});

test('a script that is wrong everywhere is refused, with its place', () => {
  check(
    { now: 60, job: unstarted, scriptErrors: [error] },
    'diagnose 1',
    'finish CompileError: script 2:5: no field x',
  );
  check(
    { now: 60, job: unstarted, nodes: [newcomer('a', { verdict: wrong })] },
    'diagnose 1',
    'finish CompileError: script 2:5: no field x',
  );
  check(
    { now: 60, job: unstarted, nodes: [newcomer('a', { verdict: lacks }), newcomer('b', { verdict: lacks })] },
    'diagnose 1',
    'finish FieldMissing: script 2:5: no field x',
  );
});

test('what one kernel lacks skips its nodes', () => {
  const nodes = [newcomer('a'), newcomer('b', { verdict: lacks })];
  check({ now: 60, job: unstarted, nodes }, 'start 60-70', 'diagnose 0', 'wake 60');
  check({ now: 100, nodes }, 'include a', 'skip b FieldMissing', 'wake 110');
  check(
    {
      now: 100,
      nodes: [
        node('a'),
        node('b', { part: { place: { kind: 'skipped', why: { reason: 'FieldMissing', message: '' } } } }),
      ],
    },
    'assign a',
    'wake 110',
  );
});

test('cancelled before it began', () => {
  check({ now: 60, job: { ...unstarted, cancelNs: at(59) } }, 'finish Cancelled: cancelled before it began');
});

test('each node is assigned once on each connection', () => {
  check(
    { now: 101, nodes: [node('a'), node('b', { sent: 'assigned' }), node('c', { connected: false })] },
    'assign a',
    'wake 110',
  );
  check({ now: 105, nodes: [node('a', { sessions: [tracing] })] }, 'wake 110');
});

test('a node that joins gets the same deadline; after it, none joins', () => {
  const a = node('a', { sessions: [tracing] });
  check({ now: 105, nodes: [a, newcomer('b')] }, 'include b', 'wake 110');
  check({ now: 111, nodes: [a, newcomer('b')] }, 'wake 140');
  check({ now: 105, job: { spec: named('a') }, nodes: [a, newcomer('b')] }, 'wake 110');
});

test('what was interrupted goes on with the next connection, until the deadline', () => {
  for (const reason of ['AGENT_DIED', 'AGENT_SHUTDOWN', 'LEASE_EXPIRED'] as const) {
    check({ now: 105, nodes: [node('a', { sessions: [ended(reason)] })] }, 'assign a', 'wake 110');
    check({ now: 105, nodes: [node('a', { sent: 'assigned', sessions: [ended(reason)] })] }, 'wake 110');
    check(
      { now: 111, nodes: [node('a', { sessions: [ended(reason)] })] },
      'finish Completed: 1 of 1 nodes delivered a final result',
    );
  }
  check({ now: 105, nodes: [node('a', { sessions: [{ ...tracing, vanished: true }] })] }, 'assign a', 'wake 110');
  check({ now: 105, nodes: [node('a', { sessions: [ended('AGENT_DIED'), tracing] })] }, 'wake 110');
});

test('a job ends when every node has come to its end', () => {
  const flushed = (name: string): ObservedNode => node(name, { sessions: [ended('DEADLINE')] });
  check({ now: 111, nodes: [flushed('a'), flushed('b')] }, `finish Completed: ${complete}`);
  check({ now: 111, nodes: [flushed('a'), node('b', { sessions: [tracing] })] }, 'wake 140');
  check(
    { now: 103, nodes: [node('a', { sessions: [ended('EXIT')] }), node('b', { sessions: [ended('EXIT')] })] },
    `finish Completed: ${complete}`,
  );
});

test('what does not come in time is lost', () => {
  const nodes = [
    node('a', { sessions: [ended('DEADLINE')] }),
    node('b', { connected: false, sessions: [{ ...tracing, snapshotSeq: 2n }] }),
  ];
  check({ now: 139, nodes }, 'wake 140');
  check(
    { now: 140, nodes },
    'lose b NodeLost',
    'finish CoverageBelowMinimum: 1 of 2 nodes delivered a final result (1 lost): 50% of the nodes, 95% are required',
  );
  check(
    { now: 150, nodes: [node('a', { connected: false })] },
    'lose a NotConnected',
    'finish CoverageBelowMinimum: 0 of 1 nodes delivered a final result (1 lost): 0% of the nodes, 95% are required',
  );
  // An operator that was away gives agents as long after its return.
  check({ now: 150, operatorStarted: 149, nodes }, 'wake 179');
});

test('coverage decides; skipped and failed nodes count against it', () => {
  const spec = clusterTraceJobSpec.parse({
    source: { inline: 'begin { }' },
    run: { duration: '10s', completion: { minCoverage: '50%' } },
  });
  const nodes = [
    node('a', { sessions: [ended('DEADLINE')] }),
    node('b', { part: { place: { kind: 'skipped', why: { reason: 'FieldMissing', message: '' } } } }),
  ];
  check(
    { now: 111, nodes },
    'finish CoverageBelowMinimum: 1 of 1 nodes delivered a final result (1 skipped): 50% of the nodes, 95% are required',
  );
  check({ now: 111, job: { spec }, nodes }, 'finish Completed: 1 of 1 nodes delivered a final result (1 skipped)');
  check(
    { now: 102, nodes: [node('a', { sessions: [failed] })] },
    'finish CoverageBelowMinimum: 0 of 1 nodes delivered a final result (1 failed): 0% of the nodes, 95% are required',
  );
});

test('cancel: every node is told once, then the job ends', () => {
  const job = { cancelNs: at(104) };
  check({ now: 105, job, nodes: [node('a', { sent: 'assigned', sessions: [tracing] })] }, 'cancel a', 'wake 134');
  check({ now: 105, job, nodes: [node('a', { sent: 'cancelled', sessions: [tracing] })] }, 'wake 134');
  check(
    { now: 105, job, nodes: [node('a', { sessions: [ended('CANCELLED')] })] },
    'finish Cancelled: cancelled: 1 of 1 nodes delivered a final result',
  );
  check(
    { now: 134, job, nodes: [node('a', { connected: false, sessions: [tracing] })] },
    'lose a NodeLost',
    'finish Cancelled: cancelled: 0 of 1 nodes delivered a final result (1 lost)',
  );
});

test('a finished job is left alone', () => {
  const outcome = {
    atNs: at(111),
    succeeded: true,
    reason: 'Completed',
    message: '',
    refused: false,
    result: null,
    assertions: [],
  } as const;
  check({ now: 200, job: { outcome }, nodes: [newcomer('a')] });
});

test('plans are idempotent: carried out twice they ask for nothing more', () => {
  check(
    {
      now: 105,
      nodes: [node('a', { sent: 'assigned' }), node('b', { sent: 'assigned', sessions: [{ state: 'COMPILING' }] })],
    },
    'wake 110',
  );
});

test('before it attaches anywhere its object is held; after its end it is let go, and deleted when its time is over', () => {
  const nodes = [newcomer('a')];
  check({ now: 60, job: unstarted, nodes, more: { hold: 'missing' } }, 'hold');
  check({ now: 60, job: unstarted, nodes, more: { hold: 'asked' } });
  check({ now: 60, job: unstarted, nodes, more: { hold: 'held' } }, 'start 60-70', 'diagnose 0', 'wake 60');
  const outcome = {
    atNs: at(111),
    succeeded: true,
    reason: 'Completed',
    message: '',
    refused: false,
    result: null,
    assertions: [],
  } as const;
  const spec = clusterTraceJobSpec.parse({ ...named(), ttlSecondsAfterFinished: 9 });
  check({ now: 112, job: { outcome, spec }, more: { hold: 'held' } }, 'release', 'wake 120');
  check({ now: 112, job: { outcome, spec }, more: { hold: 'missing' } }, 'wake 120');
  check({ now: 120, job: { outcome, spec }, more: { hold: 'missing' } }, 'expire');
  check({ now: 120, job: { outcome, spec }, more: { hold: 'missing', expiring: true } });
});

test('a closed gate keeps a job from beginning, and may end it', () => {
  const nodes = [newcomer('a')];
  const wait = { kind: 'wait', reason: 'Queued', message: '', untilNs: at(77) } as const;
  check({ now: 60, job: unstarted, nodes, more: { gate: wait } }, 'wake 77');
  const end = { kind: 'end', succeeded: false, reason: 'NoTargets', message: 'none', refused: false } as const;
  check({ now: 60, job: unstarted, nodes, more: { gate: end } }, 'finish NoTargets: none');
  check({ now: 105, nodes: [node('a', { sent: 'assigned', sessions: [tracing] })], more: { gate: end } }, 'wake 110');
  check(
    { now: 60, job: unstarted, nodes, more: { assertionErrors: ['a: no', 'b: no'] } },
    'finish AssertionInvalid: a: no; b: no',
  );
});

test('for containers: what was targeted is remembered, nodes of theirs belong to it, and agents hear of changes', () => {
  const targeted = { targets: 'x', targetsSent: 'x' } as const;
  const more = { selected: ['u/app'], required: ['a', 'z'] };
  check(
    { now: 60, job: unstarted, nodes: [newcomer('a', targeted), newcomer('z', { connected: false })], more },
    'start 60-70',
    'select u/app',
    'include a',
    'include z',
    'diagnose 0',
    'wake 60',
  );
  const job = { selected: ['u/app'] };
  const attached = { sent: 'assigned', sessions: [tracing] } as const;
  check({ now: 105, job, nodes: [node('a', { ...attached, ...targeted })], more }, 'wake 110');
  check(
    { now: 105, job, nodes: [node('a', { ...attached, targets: 'x y', targetsSent: 'x' })], more },
    'retarget a',
    'wake 110',
  );
  check(
    { now: 105, job, nodes: [node('a', { ...attached, targets: 'x', targetsSent: null })], more },
    'retarget a',
    'wake 110',
  );
  check(
    {
      now: 105,
      job,
      nodes: [newcomer('b', { targets: 'x', connected: false })],
      more: { selected: ['u/app', 'v/app'], required: ['b'] },
    },
    'select u/app v/app',
    'include b',
    'wake 110',
  );
  // Its last pod is gone: it traces nothing, until another one comes.
  check(
    {
      now: 105,
      job,
      nodes: [node('a', { ...attached, targets: '', targetsSent: 'x', meant: false })],
      more: { selected: [] },
    },
    'retarget a',
    'wake 110',
  );
});

test('an agent that would trace the whole node is skipped', () => {
  const old = { targets: 'x', knowsTargets: false } as const;
  const more = { selected: ['u/app'], required: ['a'] };
  check(
    { now: 105, job: { selected: ['u/app'] }, nodes: [newcomer('a', old), node('b', { sent: 'assigned' })], more },
    'skip a AgentTooOld',
    'wake 110',
  );
  check(
    { now: 105, job: { selected: ['u/app'] }, nodes: [node('a', old), node('b', { sent: 'assigned' })], more },
    'skip a AgentTooOld',
    'wake 110',
  );
});

test('a job that ran when the database was lost goes on where it is held, and nowhere is begun again', () => {
  const job = { resumed: { atNs: at(102), desired: 2 } } as const;
  const lost =
    'finish StateLost: the operator lost its database while the job ran, and no agent holds anything of it: make a new job to trace again';
  const nobody = { job, operatorStarted: 102, nodes: [newcomer('a'), newcomer('b')] };
  check({ ...nobody, now: 105 }, 'wake 132');
  check({ ...nobody, now: 132 }, lost);
  check({ ...nobody, now: 103, job: { ...job, deleted: true, cancelNs: at(103) } }, lost);
  // What it traces from now on counts, what it traced before is a gap.
  const held = node('a', { sessions: [tracing] });
  check({ ...nobody, now: 105, nodes: [held, newcomer('b')] }, 'include b', 'wake 110');
});

test('of a job that ran when the database was lost, nodes that do not return are lost', () => {
  const job = { resumed: { atNs: at(115), desired: 2 } } as const;
  const case_ = { job, operatorStarted: 115, nodes: [node('a', { sessions: [ended('DEADLINE')] })] };
  check({ ...case_, now: 116 }, 'wake 145');
  check(
    { ...case_, now: 145 },
    'finish CoverageBelowMinimum: 1 of 2 nodes delivered a final result (1 lost): 50% of the nodes, 95% are required',
  );
  const both = [node('a', { sessions: [ended('DEADLINE')] }), node('b', { sessions: [ended('DEADLINE')] })];
  check({ ...case_, now: 116, nodes: both }, `finish Completed: ${complete}`);
});
