/**
 * Scripted agents that say over real gRPC what no agent may say, beside a real one that traces: the operator lives, its
 * memory stays bounded, and what the real node counted is exact.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeTarget, liveTarget } from '@bpfleet/agent';
import { emptyStatus, type MapColumns, type MapSchema as WireMapSchema, type SessionStatus } from '@bpfleet/proto';
import { encodeRows, type MapSchema, tableOf } from '@bpfleet/results';
import { nowNs, TestAgent } from '../operator/testing/agent.ts';
import { exampleTarget } from '../operator/testing/operator.ts';
import { Fleet } from './harness/fleet.ts';
import { traceJob } from './harness/jobs.ts';
import { numbers, partOf, total } from './harness/results.ts';
import { startWorkload } from './workload/workload.ts';

const count = 3000;
const script =
  'tracepoint:syscalls:sys_enter_getppid /args.__syscall_nr > 0/ { @[comm] = count(); } interval:ms:200 { print(@); }';
const target = describeTarget(liveTarget(null, null, null));

const wireSchema: WireMapSchema = {
  name: '@',
  keys: [
    { type: { node: { kind: 'STRING', size: 0, signed: false, names: [], values: [] }, inner: [] }, nodeLocal: false },
  ],
  value: { kind: 'COUNT', signed: false, bits: 0, type: null, linear: null },
};
const schema: MapSchema = {
  name: '@',
  keys: [{ type: { kind: 'string' }, nodeLocal: false }],
  value: { kind: 'count' },
};
const noColumns = { keys: new Uint8Array(), values: new Uint8Array(), deletedCount: 0, deletedKeys: new Uint8Array() };

let fleet: Fleet;
before(async () => {
  fleet = await Fleet.start(['node-a'], ['--grace', '1s']);
});
after(async () => fleet.stop());

function operatorMiB(): number {
  const status = readFileSync(`/proc/${fleet.operator?.pid ?? 0}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** An assigned hostile agent, and the uid of its job. */
interface Hostile {
  readonly agent: TestAgent;
  readonly jobUid: string;
  readonly attach: (change?: Partial<SessionStatus>) => void;
  readonly snapshot: (incarnation: string, chunk: number, maps: readonly MapColumns[], last: boolean) => void;
}

/**
 * Runs a job on node-a and on a hostile node while `attack` goes on; gives its status and result once it is finished.
 * `beforeAttached`: the attack comes before node-a has attached.
 */
async function underAttack(name: string, attack: (hostile: Hostile) => Promise<void>, beforeAttached = false) {
  const agent = await TestAgent.connect(`127.0.0.1:${fleet.port}`, 'hostile', target);
  const workload = startWorkload({
    cgroup: fleet.nodes[0]?.cgroup.path ?? '',
    comm: 'work',
    syscall: 'getppid',
    count,
    spreadMs: 1500,
  });
  try {
    fleet.apply(name, traceJob(name, { script, duration: '4s', interval: '200ms' }));
    const { jobUid } = await agent.next('assignment');
    const hostile = hostileOn(agent, jobUid);
    if (beforeAttached) await attack(hostile);
    await fleet.agents.get('node-a')?.waitFor(new RegExp(`"uid":"${jobUid}".*"msg":"attached"`));
    await Promise.all([workload.go(), beforeAttached ? null : attack(hostile)]);
    agent.close();
    const status = await fleet.waitForCondition(name, 'Finished');
    const result = fleet.result(name);
    assert.deepEqual(numbers(partOf(result, '@', 'node-a')), { work: BigInt(count) }, 'node-a is exact');
    return { status, result };
  } finally {
    agent.close();
    workload.kill();
  }
}

test('a node that attaches first with other maps than the script has is turned away, not the others', async () => {
  const { status, result } = await underAttack(
    'hostile-schema',
    async ({ agent, attach }) => {
      attach({ maps: [{ ...wireSchema, name: '@other' }] });
      await agent.next('forget');
    },
    true,
  );
  assert.deepEqual(numbers(total(result, '@')), { work: BigInt(count) });
  assert.match(JSON.stringify(status['notableNodes']), /hostile.*SchemaMismatch/);
});

test('snapshots that never end', async () => {
  const atFirst = operatorMiB();
  await underAttack('hostile-assembly', async ({ agent, attach, snapshot }) => {
    attach();
    const keys = new Uint8Array(3_900_000);
    for (let i = 0; i < 200 && agent.ended === null; i += 1) {
      snapshot(`x-${i % 90}`, Math.floor(i / 90), [{ map: 0, count: 1, ...noColumns, keys }], false);
      await sleep(5);
    }
    const { code } = await agent.end();
    assert.equal(code, 'INVALID_ARGUMENT');
  });
  assert.ok(operatorMiB() - atFirst < 300, `${atFirst} MiB before, ${operatorMiB()} MiB after`);
});

test('rounds without end are counted as lost', async () => {
  const rows = encodeRows(
    tableOf(
      schema,
      Array.from({ length: 9000 }, (_, i) => ({
        key: [Buffer.from(`k${i}`)],
        value: { kind: 'number', value: 1n, saturated: false },
      })),
    ),
  );
  const sent = 70;
  const { result } = await underAttack('hostile-rounds', async ({ agent, jobUid, attach }) => {
    attach();
    for (let i = 1; i <= sent; i += 1) {
      const seq = BigInt(i);
      agent.send({
        kind: 'rounds',
        value: {
          jobUid,
          incarnation: 'h-1',
          rounds: [{ seq, map: 0, program: i, tick: 1n, takenNs: 1n, reset: true, ...rows }],
        },
      });
    }
    for (let acked = 0n; acked < sent; ) acked = (await agent.next('ack')).roundSeq;
  });
  const kept = result.maps[0]?.rounds.filter(({ folded }) => folded.perNode.has('hostile')).length ?? 0;
  assert.ok(kept < sent, 'they do not all fit');
  assert.equal(BigInt(kept) + (result.losses.get('hostile')?.control ?? 0n), BigInt(sent));
});

/** Each closes its stream with INVALID_ARGUMENT and these words. */
const refusals: readonly (readonly [string, RegExp, (hostile: Hostile) => void])[] = [
  ['a snapshot of a session that never began', /before its status/, ({ snapshot }) => snapshot('h-9', 0, [], true)],
  [
    'a round of map 4,000,000,000',
    /map 4000000000/,
    ({ agent, jobUid }) =>
      agent.send({
        kind: 'rounds',
        value: {
          jobUid,
          incarnation: 'h-1',
          rounds: [
            {
              seq: 1n,
              map: 4_000_000_000,
              program: 0,
              tick: 1n,
              takenNs: 1n,
              reset: false,
              count: 0,
              keys: new Uint8Array(),
              values: new Uint8Array(),
            },
          ],
        },
      }),
  ],
  [
    'more rows than bytes',
    /./,
    ({ snapshot }) => snapshot('h-1', 0, [{ map: 0, count: 4_000_000_000, ...noColumns }], true),
  ],
  [
    'a line behind the last number',
    /2\^63/,
    ({ agent, jobUid }) =>
      agent.send({
        kind: 'eventBatch',
        value: {
          jobUid,
          incarnation: 'h-1',
          firstSeq: (1n << 63n) - 1n,
          lines: [1, 2].map(() => ({ atNs: 1n, text: new Uint8Array() })),
        },
      }),
  ],
  ['bytes that are no message', /./, ({ agent }) => agent.sendBytes(new Uint8Array([255, 255, 255]))],
];

test('what no agent may say closes its stream alone', async () => {
  await underAttack('hostile-refused', async (first) => {
    let hostile = first;
    for (const [name, words, say] of refusals) {
      hostile.attach();
      say(hostile);
      const { code, text } = await hostile.agent.end();
      assert.equal(code, 'INVALID_ARGUMENT', name);
      assert.match(text, words, name);
      const agent = await TestAgent.connect(`127.0.0.1:${fleet.port}`, 'hostile', target, {
        held: [{ jobUid: first.jobUid, incarnation: 'h-1', state: 'ATTACHED' }],
      });
      hostile = hostileOn(agent, first.jobUid);
    }
    hostile.agent.close();
  });
});

/** What a hostile agent says of its job `jobUid` on a stream. */
function hostileOn(agent: TestAgent, jobUid: string): Hostile {
  const facts = { ...emptyStatus(jobUid, 'h-1', 1n), attachedNs: nowNs(), probes: 1 };
  return {
    agent,
    jobUid,
    attach: (change) =>
      agent.send({
        kind: 'sessionStatus',
        value: { ...facts, state: 'ATTACHED', maps: [wireSchema], ...change },
      }),
    snapshot: (incarnation, chunk, maps, last) =>
      agent.send({
        kind: 'snapshotChunk',
        value: {
          jobUid,
          incarnation,
          seq: 1n,
          baseSeq: 0n,
          chunk,
          last,
          final: false,
          takenNs: 1n,
          maps,
          losses: null,
          emittedEvents: 0n,
          emittedRounds: 0n,
        },
      }),
  };
}

test('a kernel without the field is skipped, and the rest is complete', async () => {
  const poor = await TestAgent.connect(`127.0.0.1:${fleet.port}`, 'poor', exampleTarget(['count']));
  try {
    const workload = startWorkload({
      cgroup: fleet.nodes[0]?.cgroup.path ?? '',
      comm: 'work',
      syscall: 'getppid',
      count,
    });
    fleet.apply('poor', traceJob('poor', { script, duration: '2s' }));
    await fleet.waitForCondition('poor', 'Attached');
    await workload.go();
    const status = await fleet.waitForCondition('poor', 'Finished');
    assert.match(JSON.stringify(status['notableNodes']), /"poor","state":"Skipped","reason":"ProbeMissing"/);
    assert.deepEqual(numbers(total(fleet.result('poor'), '@')), { work: BigInt(count) });
  } finally {
    poor.close();
  }
});
