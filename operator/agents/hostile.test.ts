/** What no agent may send closes its stream, with INVALID_ARGUMENT and why; everyone else goes on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { encodeRows, tableOf } from '@bpfleet/results';
import { type AgentMessage, encodeAgentMessage, type Rounds, type SnapshotChunk } from '@bpfleet/proto';
import { digestOf, nowNs, TestAgent } from '../testing/agent.ts';
import { countByName, statusMessage } from '../testing/jobs.ts';
import { exampleTarget, jobText, TestOperator } from '../testing/operator.ts';

const target = exampleTarget();
const row = encodeRows(
  tableOf(countByName, [
    { key: [new TextEncoder().encode('a')], value: { kind: 'number', value: 5n, saturated: false } },
  ]),
);

test('before hello', async (t) => {
  const operator = await TestOperator.start(t);
  const check = async (what: (agent: TestAgent) => void, text: RegExp, code = 'INVALID_ARGUMENT'): Promise<void> => {
    const agent = new TestAgent(operator.address, 'node-x');
    what(agent);
    const ended = await agent.end();
    assert.deepEqual({ code: ended.code, matches: text.test(ended.text) }, { code, matches: true }, ended.text);
    agent.close();
  };
  const witness = await operator.agent('witness');
  await check((agent) => agent.sendBytes(Buffer.from('GET / HTTP/1.1\r\n\r\n')), /not an AgentMessage/);
  await check((agent) => agent.sendBytes(new Uint8Array(0)), /without a member/);
  await check(
    (agent) =>
      agent.sendBytes(encodeAgentMessage({ kind: 'health', value: { wallClockNs: 0n, sessions: 0 } }).subarray(0, 1)),
    /not an AgentMessage/,
  );
  await check(
    (agent) => agent.send({ kind: 'health', value: { wallClockNs: 1n, sessions: 0 } }),
    /health before hello/,
  );
  await check((agent) => agent.hello(target, { node: '../../etc' }), /node name "..\/..\/etc"/);
  await check((agent) => agent.hello(target, { node: '' }), /node name ""/);
  await check((agent) => agent.hello(target, { targetDigest: '../x' }), /digest "..\/x"/);
  await check((agent) => agent.hello(target, { wallClockNs: (1n << 64n) - 1n }), /wall_clock_ns/);
  await check((agent) => agent.hello(target, { protocol: 99 }), /protocol 99/, 'FAILED_PRECONDITION');
  await check(
    (agent) => agent.hello(target, { node: 'witness' }),
    /an agent of the name witness is connected/,
    'ALREADY_EXISTS',
  );
  await check(
    (agent) => agent.sendBytes(new Uint8Array(5 * 1024 * 1024)),
    /[Rr]eceived message larger than max/,
    'RESOURCE_EXHAUSTED',
  );
  witness.send({ kind: 'health', value: { wallClockNs: nowNs(), sessions: 0 } });
  assert.equal(witness.ended, null);
});

test('in the middle of a job', async (t) => {
  const operator = await TestOperator.start(t);
  operator.write('job', jobText('job', 'tracepoint:test:event { @[comm] = count(); }').replace('1s', '1h'));
  const good = await operator.agent('node-b');
  const assigned = await good.next('assignment');
  const { jobUid } = assigned;
  const attached = (incarnation: string): AgentMessage => ({
    kind: 'sessionStatus',
    value: statusMessage({ jobUid, incarnation, attachedNs: nowNs() }),
  });
  good.send(attached('b-1'));

  let count = 0;
  /** A fresh agent attaches, sends these, and is thrown out. */
  const check = async (
    text: RegExp,
    ...messages: readonly ((incarnation: string) => AgentMessage)[]
  ): Promise<void> => {
    count += 1;
    const agent = await operator.agent(`node-${count}`);
    await agent.next('assignment');
    agent.send(attached(`x-${count}`));
    for (const message of messages) agent.send(message(`x-${count}`));
    const ended = await agent.end();
    assert.deepEqual(
      { code: ended.code, matches: text.test(ended.text) },
      { code: 'INVALID_ARGUMENT', matches: true },
      `${text}: ${ended.text}`,
    );
    assert.equal(good.ended, null);
  };
  const chunk =
    (change: Partial<SnapshotChunk>) =>
    (incarnation: string): AgentMessage => {
      const facts = {
        jobUid,
        incarnation,
        seq: 1n,
        baseSeq: 0n,
        chunk: 0,
        last: true,
        final: false,
        takenNs: 1n,
        maps: [],
        losses: null,
        emittedEvents: 0n,
        emittedRounds: 0n,
      };
      return { kind: 'snapshotChunk', value: { ...facts, ...change } };
    };
  const columns = (change: object): Partial<SnapshotChunk> => ({
    maps: [{ map: 0, ...row, deletedCount: 0, deletedKeys: new Uint8Array(0), ...change }],
  });
  const round =
    (change: Partial<Rounds['rounds'][number]>) =>
    (incarnation: string): AgentMessage => {
      return {
        kind: 'rounds',
        value: {
          jobUid,
          incarnation,
          rounds: [{ seq: 1n, map: 0, program: 0, tick: 1n, takenNs: 1n, reset: true, ...row, ...change }],
        },
      };
    };

  await check(/a second hello/, () => ({
    kind: 'hello',
    value: {
      protocol: 1,
      node: 'n',
      version: '',
      targetDigest: digestOf(''),
      architecture: '',
      kernelRelease: '',
      wallClockNs: 0n,
      held: [],
    },
  }));
  await check(/before its status/, () => chunk({})('never-said'));
  await check(/is of another node/, () => chunk({})('b-1'));
  await check(/is of another node/, () => attached('b-1'));
  await check(/without a state/, (incarnation) => ({
    kind: 'sessionStatus',
    value: statusMessage({ jobUid, incarnation, state: 'UNSPECIFIED' }),
  }));
  await check(/id "\.\.\/x"/, () => attached('../x'));
  await check(/chunk 1 of snapshot 1 .*: 0 was expected/, chunk({ chunk: 1 }));
  await check(/chunk 2 of snapshot 1 .*: 1 was expected/, chunk({ last: false }), chunk({ chunk: 2 }));
  await check(/inside snapshot 1/, chunk({ last: false }), chunk({ chunk: 1, seq: 2n }));
  await check(/cannot be based on 7/, chunk({ baseSeq: 7n }));
  await check(/snapshot 0/, chunk({ seq: 0n }));
  await check(/4294967295 rows/, chunk(columns({ count: 0xffff_ffff })));
  await check(/2 rows need at least/, chunk(columns({ count: 2, keys: new Uint8Array(3) })));
  await check(/map 9 of a job with 1 maps/, chunk(columns({ map: 9 })));
  await check(/@ values/, chunk(columns({ values: new Uint8Array(3) })));
  await check(/a string of 4294967295 bytes/, chunk(columns({ keys: Buffer.from([0xff, 0xff, 0xff, 0xff]) })));
  await check(
    /losses.events of/,
    chunk({
      losses: { events: 1n << 63n, control: 0n, mapFull: 0n, missedRuns: 0n, failedReads: 0n, agentDroppedEvents: 0n },
    }),
  );
  await check(/a round of map 5 of 1/, round({ map: 5 }));
  await check(/rounds are numbered from 1/, round({ seq: 0n }));
  await check(/a round of program 99999/, round({ program: 99_999 }));
  await check(/lines are numbered from 1/, (incarnation) => ({
    kind: 'eventBatch',
    value: { jobUid, incarnation, firstSeq: 0n, lines: [] },
  }));
  await check(/that nobody asked for/, () => ({
    kind: 'targetChunk',
    value: { digest: digestOf('x'), data: Buffer.from('x'), index: 0, last: true },
  }));

  // The good one was served all the while, and nothing of the others' is in the job.
  good.send(chunk(columns({}))('b-1'));
  assert.equal((await good.next('ack')).snapshotSeq, 1n);
});

test('a Target that is not what its digest says', async (t) => {
  const operator = await TestOperator.start(t);
  const check = async (text: RegExp, data: Uint8Array): Promise<void> => {
    const agent = new TestAgent(operator.address, 'node-x');
    agent.hello(target);
    await agent.next('targetRequest');
    agent.send({ kind: 'targetChunk', value: { digest: digestOf(target), data, index: 0, last: true } });
    const ended = await agent.end();
    assert.equal(ended.code, 'INVALID_ARGUMENT');
    assert.match(ended.text, text);
    agent.close();
  };
  await check(/its content has the digest/, gzipSync('{}'));
  await check(/not gzip/, Buffer.from('no gzip'));
  await check(/not gzip of at most/, gzipSync(Buffer.alloc(65 * 1024 * 1024)));
});

test('an agent that falls silent is closed; its successor is taken', async (t) => {
  const operator = await TestOperator.start(t);
  const first = await operator.agent('node-a');
  first.quiet();
  assert.equal((await first.end()).code, 'DEADLINE_EXCEEDED');
  const second = await operator.agent('node-a');
  assert.equal(second.ended, null);
});
