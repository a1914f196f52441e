import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { OperatorMessage } from '@bpfleet/proto';
import type { Predecessor } from '../sessions/session.ts';
import { ProtocolError } from './connection.ts';
import { writeFacts } from './facts.ts';
import { PodTable } from '../pods/pod-table.ts';
import { Hub, type HubOptions } from './hub.ts';
import { FakeSession, schema, snapshotOf } from './testing/fake-session.ts';
import { ackOf, assignmentOf, chunks, drain, statuses, welcome } from './testing/messages.ts';

const target = { digest: 'd1', text: 'the target', parts: [], architecture: 'x86_64', kernelRelease: '6.18.0' };

interface Logged {
  readonly message: string;
  readonly incarnation: unknown;
}

class Bench {
  readonly sessions: FakeSession[] = [];
  readonly logged: Logged[] = [];
  wakes = 0;
  looks = 0;
  readonly pods = new PodTable();
  readonly hub: Hub;

  constructor(options: Partial<HubOptions> = {}, predecessors: readonly Predecessor[] = []) {
    const log = (facts: object, message: string): void =>
      void this.logged.push({ message, incarnation: 'incarnation' in facts ? facts.incarnation : null });
    this.hub = new Hub(
      {
        node: 'node-a',
        version: '0.1.0',
        target,
        log: { info: log, warn: log },
        startSession: (_incarnation, _assignment, _source, listener) => {
          const session = new FakeSession(listener);
          this.sessions.push(session);
          return session;
        },
        newIncarnation: () => `node-a-${this.sessions.length + 1}`,
        nowNs: () => 11n,
        wake: () => (this.wakes += 1),
        pods: this.pods,
        onTargets: () => (this.looks += 1),
        ...options,
      },
      predecessors,
    );
    this.hub.hello();
  }

  /** Ends what still runs, so that no lease outlives its test. */
  [Symbol.dispose](): void {
    for (const session of this.sessions)
      if (session.state.kind !== 'finished' && session.state.kind !== 'failed') session.fail('the test is over');
    this.hub.onDown();
  }

  /** Handles the messages, gives everything there is to send. */
  send(...messages: readonly OperatorMessage[]) {
    for (const message of messages) this.hub.onMessage(message);
    return drain(this.hub);
  }

  assign(change: Parameters<typeof assignmentOf>[0] = {}) {
    return this.send({ kind: 'assignment', value: assignmentOf(change) });
  }

  session(index: number): FakeSession {
    const session = this.sessions[index];
    assert.ok(session !== undefined, `there is no session ${index}`);
    return session;
  }

  get held(): readonly string[] {
    const hello = this.hub.hello();
    return hello.kind === 'hello' ? hello.value.held.map(({ incarnation, state }) => `${incarnation} ${state}`) : [];
  }

  logs(message: RegExp): number {
    return this.logged.filter((each) => message.test(each.message)).length;
  }
}

function predecessorOf(change: Partial<Predecessor> = {}): Predecessor & { readonly released: () => number } {
  let released = 0;
  return {
    incarnation: 'node-a-0',
    facts: writeFacts({ jobUid: 'uid-1', generation: 1n }),
    probes: 1,
    maps: [schema],
    attachedNs: 1n,
    detachedNs: 2n,
    reason: 'agentDied',
    exitCode: 0,
    snapshot: snapshotOf(6n),
    release: () => void (released += 1),
    ...change,
    released: () => released,
  };
}

test('an assignment starts one session, however often it arrives', () => {
  using bench = new Bench();
  assert.deepEqual(
    statuses(bench.assign()).map(({ state }) => state),
    ['COMPILING'],
  );
  assert.deepEqual(bench.assign(), []);
  bench.hub.hello();
  assert.deepEqual(
    statuses(bench.assign()).map(({ state }) => state),
    ['COMPILING'],
    'on a new stream only the status is told again',
  );
  assert.equal(bench.sessions.length, 1);
});

test('an assignment that crossed the end of its session does not start another', async () => {
  using bench = new Bench();
  bench.assign();
  bench.session(0).attach();
  bench.session(0).finish('exit');
  await turn();
  bench.hub.hello();
  bench.assign();
  assert.equal(bench.sessions.length, 1);
});

test('a new generation stops the old one and starts; an older one is out of date', async () => {
  using bench = new Bench();
  bench.assign({ generation: 2n });
  bench.session(0).attach();
  bench.assign({ generation: 3n });
  assert.deepEqual(bench.session(0).stops, ['cancelled']);
  assert.equal(bench.sessions.length, 2);
  bench.assign({ generation: 2n });
  assert.equal(bench.sessions.length, 2);
  assert.deepEqual(bench.session(1).stops, []);
  await turn();
  assert.deepEqual(bench.held, ['node-a-1 FINISHED', 'node-a-2 COMPILING']);
});

test('so many jobs at once and no more; what ends makes room', () => {
  let named = 0;
  using bench = new Bench({ newIncarnation: () => `node-a-${++named}` });
  for (let i = 0; i < 64; i += 1) bench.assign({ jobUid: `uid-${i}` });
  const [refused] = statuses(bench.assign({ jobUid: 'uid-64' }));
  assert.deepEqual([refused?.state, refused?.reason], ['FAILED', 'LimitExceeded']);
  assert.equal(bench.sessions.length, 64);
  bench.session(3).fail('no such probe');
  bench.assign({ jobUid: 'uid-65' });
  assert.equal(bench.sessions.length, 65);
});

test('an operator that assigns without end and acknowledges nothing is refused', () => {
  let named = 0;
  using bench = new Bench({ newIncarnation: () => `node-a-${++named}` });
  for (let i = 0; i < 512; i += 1) bench.assign({ jobUid: `uid-${i}` });
  assert.throws(() => bench.assign({ jobUid: 'uid-512' }), ProtocolError);
});

test('jobs do not disturb each other', () => {
  using bench = new Bench();
  bench.assign();
  bench.assign({ jobUid: 'uid-2' });
  bench.send({ kind: 'cancel', value: { jobUid: 'uid-2', reason: '' } });
  assert.deepEqual(
    bench.sessions.map(({ stops }) => stops),
    [[], ['cancelled']],
  );
});

test('a busy job does not starve the others', () => {
  using bench = new Bench();
  bench.assign();
  bench.assign({ jobUid: 'uid-2' });
  for (const session of bench.sessions)
    for (let line = 0; line < 4; line += 1) session.listener.onOutput('\0'.repeat(400_000), { kind: 'printf' });
  const order = drain(bench.hub).flatMap((message) => (message.kind === 'eventBatch' ? [message.value.jobUid] : []));
  assert.deepEqual(order, ['uid-1', 'uid-2', 'uid-1', 'uid-2', 'uid-1', 'uid-2', 'uid-1', 'uid-2']);
});

test('what ended is kept until its final acknowledgement', async () => {
  using bench = new Bench();
  bench.assign();
  bench.session(0).attach();
  bench.session(0).finish('deadline');
  await turn();
  assert.equal(chunks(drain(bench.hub)).at(-1)?.final, true);
  bench.send(ackOf('node-a-1', { snapshotSeq: 1n }));
  assert.equal(bench.hub.idle, false);
  bench.send(ackOf('node-a-1', { snapshotSeq: 1n, final: true }));
  assert.equal(bench.hub.idle, true);
  assert.equal(bench.session(0).released, 1);
  assert.deepEqual(bench.send(ackOf('node-a-1', { final: true })), [], 'once more is nothing');
});

test('a final acknowledgement of a running session frees nothing', () => {
  using bench = new Bench();
  bench.assign();
  bench.session(0).attach();
  bench.send(ackOf('node-a-1', { final: true }));
  assert.equal(bench.session(0).released, 0);
  assert.deepEqual(bench.held, ['node-a-1 ATTACHED']);
});

test('finals that nobody acknowledges are given up after a time, and that is said', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const predecessor = predecessorOf();
  using bench = new Bench({ keepFinalsMs: 5000 }, [predecessor]);
  bench.assign({ jobUid: 'uid-2' });
  bench.session(0).fail('no');
  await turn();
  t.mock.timers.tick(4999);
  assert.equal(bench.hub.idle, false);
  assert.equal(bench.logs(/given up/), 0);
  t.mock.timers.tick(1);
  assert.equal(bench.hub.idle, true);
  assert.equal(bench.logs(/given up/), 2);
  assert.deepEqual([predecessor.released(), bench.session(0).released], [1, 1]);
});

test('what was acknowledged is not given up as well', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  using bench = new Bench({ keepFinalsMs: 5000 });
  bench.assign();
  bench.session(0).fail('no');
  await turn();
  bench.send(ackOf('node-a-1', { final: true }));
  t.mock.timers.tick(10_000);
  assert.equal(bench.logs(/given up/), 0);
  assert.equal(bench.session(0).released, 1);
});

test('a recovered incarnation is delivered, and freed by the acknowledgement of its own final too', () => {
  const predecessor = predecessorOf();
  using bench = new Bench({}, [predecessor]);
  assert.deepEqual(bench.held, ['node-a-0 RECOVERED']);
  const messages = bench.send(welcome);
  assert.deepEqual(
    statuses(messages).map(({ state, stopReason, detachedNs }) => [state, stopReason, detachedNs]),
    [['RECOVERED', 'AGENT_DIED', 2n]],
  );
  assert.deepEqual(
    chunks(messages).map(({ final, baseSeq }) => [final, baseSeq]),
    [[true, 0n]],
  );
  // The predecessor had sent its final as number 17 before it died.
  bench.send(ackOf('node-a-0', { snapshotSeq: 17n, final: true }));
  assert.equal(bench.hub.idle, true);
  assert.equal(predecessor.released(), 1);
});

test('a recovered incarnation does not answer an assignment: the job goes on in a new one', () => {
  using bench = new Bench({}, [predecessorOf()]);
  bench.assign();
  assert.deepEqual(bench.held, ['node-a-0 RECOVERED', 'node-a-1 COMPILING']);
});

test('pins of an unknown owner are removed, and that is said', () => {
  const predecessor = predecessorOf({ facts: '{"other":1}' });
  using bench = new Bench({}, [predecessor]);
  assert.equal(predecessor.released(), 1);
  assert.equal(bench.logs(/unknown owner/), 1);
  assert.equal(bench.hub.idle, true);
});

test('forget stops a running session, says nothing more of it and frees it when it has ended', async () => {
  using bench = new Bench();
  bench.assign();
  const session = bench.session(0);
  session.slow = true;
  session.attach();
  const forget: OperatorMessage = {
    kind: 'forget',
    value: { jobUid: 'uid-1', incarnation: 'node-a-1', reason: 'unknown' },
  };
  bench.send(forget, forget);
  assert.deepEqual(session.stops, ['cancelled']);
  assert.equal(bench.logs(/forgotten/), 1);
  assert.equal(session.released, 0);
  assert.deepEqual(bench.held, []);
  session.finish('cancelled');
  assert.deepEqual(drain(bench.hub), []);
  await turn();
  assert.equal(session.released, 1);
  assert.equal(bench.hub.idle, true);
});

test('forget frees a recovered incarnation at once, and an unknown one is nothing', () => {
  const predecessor = predecessorOf();
  using bench = new Bench({}, [predecessor]);
  bench.send(
    { kind: 'forget', value: { jobUid: 'x', incarnation: 'nobody', reason: '' } },
    { kind: 'forget', value: { jobUid: 'uid-1', incarnation: 'node-a-0', reason: '' } },
  );
  assert.equal(predecessor.released(), 1);
  assert.equal(bench.hub.idle, true);
});

test('pins that cannot be removed are said, and the agent goes on', () => {
  const release = (): never => {
    throw new Error('busy');
  };
  using bench = new Bench({}, [predecessorOf({ release })]);
  bench.send(ackOf('node-a-0', { final: true }));
  assert.equal(bench.logs(/cannot remove/), 1);
  assert.equal(bench.hub.idle, true);
});

test('the Target goes out in one piece, however often it is asked for meanwhile', () => {
  using bench = new Bench();
  const request: OperatorMessage = { kind: 'targetRequest', value: { digest: 'd1' } };
  const texts = bench
    .send(request, request)
    .flatMap((message) => (message.kind === 'targetChunk' ? [gunzipSync(message.value.data).toString()] : []));
  assert.deepEqual(texts, ['the target']);
  assert.equal(bench.send(request).length, 1, 'and again when it is asked for again');
});

test('health comes with the heartbeat; what could not be sent does not pile up', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  using bench = new Bench();
  bench.send({ kind: 'welcome', value: { protocol: 1, heartbeatMs: 1000 } });
  t.mock.timers.tick(5000);
  assert.deepEqual(drain(bench.hub), [{ kind: 'health', value: { wallClockNs: 11n, sessions: 0 } }]);
  const wakes = bench.wakes;
  bench.hub.onDown();
  t.mock.timers.tick(5000);
  assert.equal(bench.wakes, wakes, 'no heartbeat without a stream');
});

test('a shutdown stops every session and takes no new one', async () => {
  using bench = new Bench();
  bench.assign();
  bench.assign({ jobUid: 'uid-2' });
  bench.session(0).attach();
  await bench.hub.stopSessions();
  assert.deepEqual(
    bench.sessions.map(({ stops }) => stops),
    [['agentShutdown'], ['agentShutdown']],
  );
  bench.assign({ jobUid: 'uid-3' });
  assert.equal(bench.sessions.length, 2);
  assert.deepEqual(bench.held, ['node-a-1 FINISHED', 'node-a-2 FINISHED']);
});

test('a lease is renewed for the jobs that are named', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  using bench = new Bench();
  bench.assign({ leaseTtlMs: 1000 });
  bench.assign({ jobUid: 'uid-2', leaseTtlMs: 1000 });
  t.mock.timers.tick(900);
  bench.send({ kind: 'leaseRenewal', value: { jobUids: ['uid-2', 'nobody'] } });
  t.mock.timers.tick(900);
  assert.deepEqual(
    bench.sessions.map(({ stops }) => stops),
    [['leaseExpired'], []],
  );
});

const refused: readonly { readonly name: string; readonly message: OperatorMessage; readonly says: RegExp }[] = [
  {
    name: 'an incompatible protocol',
    message: { kind: 'welcome', value: { protocol: 9, heartbeatMs: 1000 } },
    says: /protocol 9; this agent speaks 2/,
  },
  { name: 'no protocol', message: { kind: 'welcome', value: { protocol: 0, heartbeatMs: 1000 } }, says: /protocol 0/ },
  {
    name: 'no heartbeat',
    message: { kind: 'welcome', value: { protocol: 1, heartbeatMs: 0 } },
    says: /heartbeat of 0 ms/,
  },
  {
    name: 'an absurd heartbeat',
    message: { kind: 'welcome', value: { protocol: 1, heartbeatMs: 2 ** 32 - 1 } },
    says: /heartbeat of 4294967295 ms/,
  },
  {
    name: 'a request for another Target',
    message: { kind: 'targetRequest', value: { digest: 'd2' } },
    says: /Target d2/,
  },
  { name: 'no job', message: { kind: 'assignment', value: assignmentOf({ jobUid: '' }) }, says: /without a job/ },
  { name: 'no lease', message: { kind: 'assignment', value: assignmentOf({ leaseTtlMs: 0 }) }, says: /a lease/ },
  { name: 'no deadline', message: { kind: 'assignment', value: assignmentOf({ deadlineNs: 0n }) }, says: /a deadline/ },
];

for (const { name, message, says } of refused) {
  test(`refuses ${name}`, () => {
    using bench = new Bench();
    assert.throws(
      () => bench.send(message),
      (error) => error instanceof ProtocolError && says.test(error.message),
    );
    assert.equal(bench.sessions.length, 0);
  });
}

test('pods and targets are kept, and told on', () => {
  using bench = new Bench();
  const pod = {
    uid: 'u',
    namespace: 'shop',
    name: 'checkout-1',
    workload: '',
    containers: [{ name: 'app', id: 'c1' }],
  };
  bench.send(welcome, { kind: 'pods', value: { reset: true, pods: [pod], removed: [] } });
  assert.equal(bench.pods.container('c1')?.pod.name, 'checkout-1');
  const checkout = { podUid: 'u', container: 'app', containerId: 'c1' };
  bench.send({ kind: 'assignment', value: assignmentOf({ scope: 'CONTAINERS', targets: [checkout] }) });
  assert.deepEqual(bench.hub.targetsOf('node-a-1'), [checkout]);
  bench.send({ kind: 'targets', value: { jobUid: 'uid-1', containers: [] } });
  bench.send({ kind: 'targets', value: { jobUid: 'nobody', containers: [checkout] } });
  assert.deepEqual(bench.hub.targetsOf('node-a-1'), []);
  assert.deepEqual(bench.hub.targetsOf('node-a-2'), []);
  assert.equal(bench.looks, 3);
});
