import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConditionType } from '@bpfleet/proto';
import { noLosses } from '@bpfleet/results';
import type { Job, JobState, Outcome, Part, Session } from '../jobs/job.ts';
import { newSession } from '../merge/accept-status.ts';
import type { Gate } from '../reconcile/gate.ts';
import type { FileProblem } from '../reconcile/intake.ts';
import type { JobRef } from '../store/store.ts';
import { assignedState, second } from '../testing/jobs.ts';
import { asConditions, findings } from './conditions.ts';
import { nodeReports } from './nodes.ts';

interface Case {
  readonly job?: Partial<Job>;
  readonly nodes?: Readonly<Record<string, Partial<Part> & { readonly session?: Partial<Session> }>>;
  readonly fileProblem?: FileProblem;
  readonly hasAgents?: boolean;
  readonly gate?: Gate;
}

function stateOf({ job = {}, nodes = {} }: Case): JobState {
  const state = assignedState(Object.keys(nodes), job);
  const sessions = new Map<string, Session>();
  const parts = new Map(state.parts);
  for (const [node, { session, ...change }] of Object.entries(nodes)) {
    const part = parts.get(node);
    if (part !== undefined) parts.set(node, { ...part, ...change });
    if (session !== undefined) sessions.set(node, { ...newSession(node, node), ...session });
  }
  return { ...state, parts, sessions };
}

/** The named conditions as `status reason: message`. */
function check(one: Case, expected: Partial<Record<ConditionType, string>>): void {
  const state = stateOf(one);
  const { fileProblem = null, hasAgents = true, gate = { kind: 'open' } } = one;
  const found = findings({ state, reports: nodeReports(state), fileProblem, hasAgents, gate });
  const actual = Object.fromEntries(
    Object.entries(found)
      .filter(([type]) => type in expected)
      .map(([type, { status, reason, message }]) => [type, `${status} ${reason}: ${message}`]),
  );
  assert.deepEqual(actual, expected);
}

const ref: JobRef = { kind: 'TraceJob', namespace: 'default', name: 'x', uid: 'job-1', generation: 1 };
const unstarted: Partial<Job> = { startNs: null, deadlineNs: null };
const tracing: Partial<Session> = { state: 'ATTACHED', attachedNs: 101n * second };
const flushed: Partial<Session> = { ...tracing, state: 'FINISHED', stopReason: 'DEADLINE', final: true };
const why = { reason: 'FieldMissing', message: '1:2: no field x' };
const result = { digest: 'sha256:0', maps: [], lines: 0, rounds: 0, late: 0 };
const outcome = (change: Partial<Outcome>): Partial<Job> => ({
  outcome: {
    atNs: 111n * second,
    succeeded: true,
    reason: 'Completed',
    message: 'done',
    refused: false,
    result,
    assertions: [],
    ...change,
  },
});

test('before anything runs', () => {
  check(
    { job: unstarted, hasAgents: false },
    {
      Accepted: 'Unknown TargetUnknown: the syntax is right; no node has told about its kernel yet',
      Attached: 'False NotStarted: no node was assigned yet',
      ResultsReady: 'False Running: the job has not finished',
      Degraded: 'False NotStarted: nothing traces',
      Finished: 'False Queued: ',
      Succeeded: 'Unknown Queued: waiting for nodes that it is for',
    },
  );
  check({ job: unstarted }, { Succeeded: 'Unknown Compiling: compiling for the nodes' });
});

test('a refused script', () => {
  const refused = outcome({
    succeeded: false,
    refused: true,
    reason: 'CompileError',
    message: '1:2: no',
    result: null,
  });
  check(
    { job: { ...unstarted, ...refused } },
    {
      Accepted: 'False CompileError: 1:2: no',
      Attached: 'False NotAccepted: the job was refused',
      ResultsReady: 'False NoResult: the job never traced',
      Finished: 'True CompileError: 1:2: no',
      Succeeded: 'False CompileError: 1:2: no',
    },
  );
});

test('the stages of a run', () => {
  check(
    { nodes: { a: {}, b: {} } },
    { Attached: 'Unknown Attaching: 0 of 2 nodes', Succeeded: 'Unknown Attaching: nodes are attaching' },
  );
  check(
    { nodes: { a: { session: tracing }, b: {} } },
    { Attached: 'Unknown Attaching: 1 of 2 nodes', Succeeded: 'Unknown Tracing: 1 node traces' },
  );
  check(
    { nodes: { a: { session: tracing }, b: { place: { kind: 'skipped', why } } } },
    { Attached: 'True AllNodes: 1 of 1 nodes', Degraded: 'True NodeSkipped: skipped: b' },
  );
  check(
    { nodes: { a: { session: flushed } } },
    {
      Degraded: 'False FullCoverage: every node delivers everything',
      Finished: 'False Running: ',
      Succeeded: 'Unknown Flushing: waiting for final results',
    },
  );
  check(
    { job: outcome({}), nodes: { a: { session: flushed } } },
    {
      Attached: 'True AllNodes: 1 of 1 nodes',
      ResultsReady: 'True Merged: what every node delivered is merged',
      Finished: 'True Completed: done',
      Succeeded: 'True Completed: done',
    },
  );
});

test('what was lost is said: what, how much, and where', () => {
  const losing = (node: Partial<Session>): NonNullable<Case['nodes']> => ({ a: { session: { ...tracing, ...node } } });
  const fullMap = { ...noLosses, mapFull: 3n };
  check({ nodes: losing({ losses: fullMap }) }, { Degraded: 'True EventsLost: Lost 3 map updates (map full): a' });
  check({ nodes: losing({ lostLines: 1n }) }, { Degraded: 'True EventsLost: Lost 1 event: a' });
  check(
    { nodes: { ...losing({ losses: fullMap }), b: { session: { ...tracing, losses: { ...fullMap, events: 2n } } } } },
    { Degraded: 'True EventsLost: Lost 2 events, 6 map updates (map full): a, b' },
  );
});

test('what interrupted a node is said, also when it went on', () => {
  const interrupted = (change: Partial<Session>): string => {
    const state = stateOf({ nodes: { a: { session: tracing } } });
    const before = { ...newSession('a', 'before'), ...flushed, ...change };
    const sessions = new Map([['before', before], ...state.sessions]);
    const [report] = nodeReports({ ...state, sessions });
    return `${report?.state} ${report?.why?.reason ?? ''}`;
  };
  assert.equal(interrupted({ stopReason: 'LEASE_EXPIRED' }), 'Attached LeaseExpired');
  assert.equal(interrupted({ stopReason: 'AGENT_DIED' }), 'Attached AgentDied');
  assert.equal(interrupted({ stopReason: 'AGENT_SHUTDOWN' }), 'Attached AgentShutdown');
  assert.equal(interrupted({ vanished: true }), 'Attached NodeRestarted');
  const resumed = { session: { ...flushed, stopReason: 'LEASE_EXPIRED' as const } };
  check({ nodes: { a: resumed } }, { Degraded: 'True NodeInterrupted: interrupted: a' });
});

test('a change of the file that cannot be taken does not touch the run', () => {
  const problem = { line: 5, column: 3, path: 'spec.run', message: 'run cannot change' };
  check(
    {
      nodes: { a: { session: tracing } },
      fileProblem: { ref, uid: 'job-1', reason: 'Immutable', problems: [problem] },
    },
    {
      Accepted: 'False Immutable: 5:3: spec.run: run cannot change (the job goes on without this change)',
      Succeeded: 'Unknown Tracing: 1 node traces',
    },
  );
});

test('lastTransitionTime moves with the status, not with the message; observedGeneration always', () => {
  const at = (
    message: string,
    status: 'True' | 'False',
    generation: number,
    now: string,
    before: Parameters<typeof asConditions>[2],
  ) => {
    const finding = { status, reason: 'R', message };
    const all = {
      Accepted: finding,
      Attached: finding,
      ResultsReady: finding,
      AssertionsPassed: finding,
      Degraded: finding,
      Finished: finding,
      Succeeded: finding,
    };
    return asConditions(all, generation, before, now);
  };
  const first = at('a', 'False', 1, 't1', []);
  const edited = at('b', 'False', 2, 't2', first);
  const third = at('b', 'True', 2, 't3', edited);
  assert.deepEqual(
    [first, edited, third].map(([accepted]) => [
      accepted?.lastTransitionTime,
      accepted?.observedGeneration,
      accepted?.message,
    ]),
    [
      ['t1', 1, 'a'],
      ['t1', 2, 'b'],
      ['t3', 2, 'b'],
    ],
  );
});
