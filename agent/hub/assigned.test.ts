import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Assignment } from '@bpfleet/proto';
import { decodeRows } from '@bpfleet/results';
import type { SessionListener } from '../sessions/session.ts';
import { Budget } from './outbox/budget.ts';
import { Outbox } from './outbox/outbox.ts';
import { countTable, FakeSession, schema } from './testing/fake-session.ts';
import { assignmentOf, chunks, drain, statuses } from './testing/messages.ts';
import { Assigned } from './assigned.ts';

function assignedOf(change: Partial<Assignment> = {}): {
  readonly assigned: Assigned;
  readonly session: FakeSession;
  readonly outbox: Outbox;
} {
  const outbox = new Outbox('uid-1', 'a-1', new Budget(1 << 20));
  const sessions: FakeSession[] = [];
  const start = (_: unknown, listener: SessionListener): FakeSession => {
    const session = new FakeSession(listener);
    sessions.push(session);
    return session;
  };
  const assigned = new Assigned({
    assignment: assignmentOf(change),
    outbox,
    start,
    wake: () => undefined,
    nowNs: () => 3n,
    onAttached: () => undefined,
  });
  const [session] = sessions;
  assert.ok(session !== undefined);
  return { assigned, session, outbox };
}

function useFakeTimers(t: TestContext): void {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
}

test('the states of a session are the statuses of the job', async () => {
  const { assigned, session, outbox } = assignedOf();
  assert.deepEqual(
    statuses(drain(outbox)).map(({ state }) => state),
    ['COMPILING'],
  );
  session.attach();
  session.count = 7n;
  const [attached] = statuses(drain(outbox));
  assert.deepEqual(
    [attached?.state, attached?.attachedNs, attached?.probes, attached?.maps.map(({ name }) => name)],
    ['ATTACHED', 2n, 1, ['@']],
  );
  assigned.stop('cancelled');
  await assigned.done();
  const messages = drain(outbox);
  const [finished] = statuses(messages);
  assert.deepEqual([finished?.state, finished?.stopReason, finished?.detachedNs], ['FINISHED', 'CANCELLED', 9n]);
  const [final] = chunks(messages);
  const empty = new Uint8Array();
  assert.equal(final?.final, true);
  assert.deepEqual(decodeRows(schema, final?.maps[0] ?? { count: 0, keys: empty, values: empty }), countTable(7n));
});

test('lines keep the time at which they were decoded', () => {
  const { assigned, session, outbox } = assignedOf();
  session.attach();
  session.listener.onOutput('hello', { kind: 'printf' });
  const batches = drain(outbox).flatMap((message) => (message.kind === 'eventBatch' ? message.value.lines : []));
  assert.deepEqual(
    batches.map(({ atNs, text }) => [atNs, Buffer.from(text).toString()]),
    [[3n, 'hello']],
  );
  assigned.release();
});

test('a failure says why, and at which line', async () => {
  const { assigned, session, outbox } = assignedOf({ script: 'begin {\n  x\n}' });
  const diagnostic = {
    severity: 'error',
    code: 'E0001',
    message: 'no x',
    span: { start: 10, end: 11 },
    hint: 'try y',
    related: [],
    cause: 'script',
  } as const;
  session.enter({ kind: 'failed', reason: 'CompileError', message: 'no x', diagnostics: [diagnostic], log: '' });
  await assigned.done();
  const [status] = statuses(drain(outbox));
  assert.deepEqual(
    [status?.state, status?.reason, status?.message, status?.stopReason],
    ['FAILED', 'CompileError', 'no x', 'FAILURE'],
  );
  assert.deepEqual(status?.diagnostics, [
    { line: 2, column: 3, severity: 'error', code: 'E0001', message: 'no x', hint: 'try y' },
  ]);
});

test('a session that cannot even be made is a failure, not the end of the agent', async () => {
  const outbox = new Outbox('uid-1', 'a-1', new Budget(1 << 20));
  const start = (): never => {
    throw new Error('no session');
  };
  const assigned = new Assigned({
    assignment: assignmentOf(),
    outbox,
    start,
    wake: () => undefined,
    nowNs: () => 3n,
    onAttached: () => undefined,
  });
  const [status] = statuses(drain(outbox));
  assert.deepEqual([status?.state, status?.reason, status?.message], ['FAILED', 'Internal', 'no session']);
  assigned.stop('cancelled');
  await assigned.done();
  assigned.release();
});

test('a session that fails while it is made is told of once', () => {
  const outbox = new Outbox('uid-1', 'a-1', new Budget(1 << 20));
  const start = (_: unknown, listener: SessionListener): FakeSession => {
    const session = new FakeSession(listener);
    session.fail('at once');
    return session;
  };
  const assigned = new Assigned({
    assignment: assignmentOf(),
    outbox,
    start,
    wake: () => undefined,
    nowNs: () => 3n,
    onAttached: () => undefined,
  });
  assert.deepEqual(
    statuses(drain(outbox)).map(({ state, message }) => [state, message]),
    [['FAILED', 'at once']],
  );
  assigned.release();
});

test('an unheard lease stops the session, a renewed one does not', (t) => {
  useFakeTimers(t);
  const { assigned, session } = assignedOf({ leaseTtlMs: 1000 });
  session.slow = true;
  session.attach();
  t.mock.timers.tick(900);
  assigned.renew();
  t.mock.timers.tick(900);
  assert.deepEqual(session.stops, []);
  t.mock.timers.tick(100);
  assert.deepEqual(session.stops, ['leaseExpired']);
  assigned.release();
});

test('an ended session has no lease any more', (t) => {
  useFakeTimers(t);
  const { assigned, session } = assignedOf({ leaseTtlMs: 1000 });
  session.fail('no');
  assigned.renew();
  t.mock.timers.tick(10_000);
  assert.deepEqual(session.stops, []);
});

const intervals: readonly { readonly intervalMs: number; readonly reads: number }[] = [
  { intervalMs: 500, reads: 4 },
  { intervalMs: 1, reads: 20 },
  { intervalMs: 0, reads: 20 },
  { intervalMs: 5000, reads: 0 },
];
for (const { intervalMs, reads } of intervals) {
  test(`every ${intervalMs} ms means ${reads} reads in 2 s, and none after the last`, (t) => {
    useFakeTimers(t);
    const { session } = assignedOf({ intervalMs });
    session.attach();
    t.mock.timers.tick(2000);
    assert.equal(session.reads, reads);
    session.finish('exit');
    assert.equal(session.reads, reads + 1);
    t.mock.timers.tick(10_000);
    assert.equal(session.reads, reads + 1);
  });
}

test('an interval beyond the longest timer is not an interval of 1 ms', async () => {
  const { assigned, session } = assignedOf({ intervalMs: 2 ** 32 - 1 });
  session.attach();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(session.reads, 0);
  assigned.release();
});

test('maps that cannot be read end the session; what was read before is final', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { assigned, session, outbox } = assignedOf({ intervalMs: 500 });
  session.attach();
  session.count = 4n;
  t.mock.timers.tick(500);
  session.count = 5n;
  session.unreadable = true;
  t.mock.timers.tick(500);
  assert.deepEqual(session.stops, ['failure']);
  await assigned.done();
  await turn();
  const messages = drain(outbox);
  const [status] = statuses(messages);
  assert.deepEqual(
    [status?.state, status?.stopReason, status?.message],
    ['FINISHED', 'FAILURE', 'the maps cannot be read: the kernel says no'],
  );
  const [final] = chunks(messages);
  assert.deepEqual(
    decodeRows(schema, final?.maps[0] ?? { count: 0, keys: new Uint8Array(), values: new Uint8Array() }),
    countTable(4n),
  );
});

test('maps that could never be read are a failure with empty contents', async () => {
  const { assigned, session, outbox } = assignedOf();
  session.attach();
  session.unreadable = true;
  session.finish('deadline');
  await assigned.done();
  const messages = drain(outbox);
  assert.equal(statuses(messages)[0]?.stopReason, 'FAILURE');
  assert.deepEqual(
    chunks(messages).map(({ final, maps }) => [final, maps.length]),
    [[true, 0]],
  );
});

test('what broke a session that had attached is said', async () => {
  const { assigned, session, outbox } = assignedOf();
  session.attach();
  session.enter({ kind: 'finished', reason: 'failure', exitCode: 0, detachedNs: 9n, message: 'a ring broke' });
  await assigned.done();
  const [status] = statuses(drain(outbox));
  assert.deepEqual([status?.stopReason, status?.reason, status?.message], ['FAILURE', 'Internal', 'a ring broke']);
});
