/** The operator as a whole: files in, a real gRPC server between, files out. Only the kernels are missing. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobResult, renderJob, rowsOf } from '@bpfleet/results';
import { readLines, readResult } from './result/read.ts';
import { nowNs } from './testing/agent.ts';
import { exampleTarget, jobText, TestOperator } from './testing/operator.ts';
import { TestSession } from './testing/session.ts';

const script = 'tracepoint:test:event { @[comm] = count(); }';

/** `{a: 3n}` of the merged map. */
function counts(result: JobResult): Readonly<Record<string, bigint>> {
  const rows = result.maps[0] === undefined ? [] : rowsOf(result.maps[0].folded.total);
  return Object.fromEntries(
    rows.map(({ key, value }) => [
      Buffer.from(key[0] as Uint8Array).toString(),
      value.kind === 'number' ? value.value : -1n,
    ]),
  );
}

test('two nodes become one result', async (t) => {
  const operator = await TestOperator.start(t);
  const agents = [await operator.agent('node-a'), await operator.agent('node-b')] as const;
  // It ends when both say so, not by its time: a busy machine may take seconds until then.
  operator.write('job', jobText('job', script).replace('duration: 1s', 'duration: 5m'));
  const a = await TestSession.start(agents[0], 'a-1');
  const b = await TestSession.start(agents[1], 'b-1');
  assert.deepEqual(
    { ...a.assignment, jobUid: '', deadlineNs: a.assignment.deadlineNs === b.assignment.deadlineNs },
    {
      jobUid: '',
      generation: 1n,
      jobName: 'job',
      script,
      limits: { maxMapKeys: 4096, maxMapBytes: 16_777_216n, maxStringLength: 128, maxProbes: 64 },
      deadlineNs: true,
      leaseTtlMs: 60_000,
      intervalMs: 5000,
      startNs: 0n,
      scope: 'NODE',
      targets: [],
      unsafe: false,
    },
  );
  await operator.until('job', 'Attached', /True AllNodes/);
  assert.equal(operator.condition('job', 'Succeeded'), 'Unknown Tracing');
  assert.ok((await agents[0].next('leaseRenewal')).jobUids.includes(a.assignment.jobUid));
  a.session.print('one\n', 'two\n');
  a.session.finish({ x: 3n, y: 1n });
  b.session.finish({ x: 4n });
  await a.session.acknowledged();
  const status = await operator.until('job', 'Finished', /True Completed/);
  const result = readResult(operator.jobs, 'job');
  assert.deepEqual(counts(result), { x: 7n, y: 1n });
  assert.deepEqual(readFileSync(join(operator.jobs, 'job.result.txt')), renderJob(result));
  assert.deepEqual(
    readLines(operator.jobs, 'job').map(({ node, text }) => `${node} ${Buffer.from(text).toString()}`),
    ['node-a one\n', 'node-a two\n'],
  );
  assert.deepEqual(status.nodes, {
    summary: '2/2',
    desired: 2,
    attached: 2,
    flushed: 2,
    failed: 0,
    lost: 0,
    skipped: 0,
    restarted: 0,
  });
  assert.deepEqual(status.result?.summary, {
    maps: [{ name: '@', entries: 2, top: ['@[x]: 7', '@[y]: 1'] }],
    lines: 2,
    rounds: 0,
  });
  assert.match(status.result?.digest ?? '', /^sha256:[0-9a-f]{64}$/);
  const found = status.conditions.map(
    ({ type, status: is, reason, observedGeneration }) => `${type}=${is} ${reason} ${observedGeneration}`,
  );
  assert.deepEqual(found, [
    'Accepted=True Valid 1',
    'Attached=True AllNodes 1',
    'ResultsReady=True Merged 1',
    'AssertionsPassed=True NoAssertions 1',
    'Degraded=False FullCoverage 1',
    'Finished=True Completed 1',
    'Succeeded=True Completed 1',
  ]);
});

test('files that are wrong: each is told, all others go on', async (t) => {
  const operator = await TestOperator.start(t);
  operator.write('broken', 'a: [1');
  operator.write('nonsense', jobText('nonsense', script).replace('duration: 1s', 'duration: soon'));
  operator.write('syntax', jobText('syntax', 'begin {\n  @ = ; }'));
  await operator.until('broken', 'Accepted', /False Malformed/);
  const nonsense = await operator.until('nonsense', 'Accepted', /False Malformed/);
  assert.match(nonsense.conditions[0]?.message ?? '', /^6:19: spec\.run\.duration: must be a duration/);
  const syntax = await operator.until('syntax', 'Accepted', /False CompileError/);
  assert.deepEqual(
    syntax.script?.diagnostics.map(({ line, column }) => ({ line, column })),
    [{ line: 2, column: 7 }],
  );
  assert.equal(operator.condition('syntax', 'Finished'), 'True CompileError');
  // Corrected, each is a job like any other.
  for (const name of ['broken', 'nonsense', 'syntax']) operator.write(name, jobText(name, script));
  for (const name of ['broken', 'nonsense', 'syntax']) await operator.until(name, 'Accepted', /Unknown TargetUnknown/);
});

test('what comes while the result is made is answered as after the end, and not merged', async (t) => {
  const operator = await TestOperator.start(t);
  const agent = await operator.agent('node-a');
  operator.write('job', jobText('job', script).replace('duration: 1s', 'duration: 5m'));
  const { session, assignment } = await TestSession.start(agent, 'a-1');
  await operator.until('job', 'Attached', /True AllNodes/);
  const jobs = operator.running?.jobs;
  jobs?.seal(assignment.jobUid);
  session.finish({ x: 3n });
  assert.equal((await agent.next('forget')).incarnation, 'a-1');
  assert.equal(jobs?.get(assignment.jobUid)?.sessions.get('a-1')?.final, false);
});

test('a field that one kernel lacks skips that node, and one that all lack refuses the job', async (t) => {
  const operator = await TestOperator.start(t);
  const a = await operator.agent('node-a', exampleTarget(['count']));
  await operator.agent('node-b', exampleTarget(['size'], '5.4.0'));
  operator.write(
    'mixed',
    jobText('mixed', 'tracepoint:test:event /args.count/ { @[comm] = count(); }', '  target: {}\n'),
  );
  operator.write('nowhere', jobText('nowhere', 'tracepoint:test:event { @ = sum(args.missing); }'));
  const nowhere = await operator.until('nowhere', 'Accepted', /False FieldMissing/);
  assert.match(nowhere.conditions[0]?.message ?? '', /^script 1:\d+: .*missing/);
  const { session } = await TestSession.start(a, 'a-1');
  session.status({ state: 'FAILED', attachedNs: 0n, reason: 'AttachFailed', message: 'on purpose', maps: [] });
  assert.equal((await session.acknowledged()).snapshotSeq, 0n);
  const mixed = await operator.until('mixed', 'Succeeded', /False CoverageBelowMinimum/);
  assert.deepEqual(
    mixed.notableNodes?.map(({ node, state, reason }) => `${node} ${state} ${reason}`),
    ['node-a Failed AttachFailed', 'node-b Skipped FieldMissing'],
  );
});

test('what may change, and what may not', async (t) => {
  const operator = await TestOperator.start(t);
  const agent = await operator.agent('node-a');
  const text = jobText('job', script).replace('1s', '1h');
  operator.write('job', text);
  const { session, assignment } = await TestSession.start(agent, 'a-1');
  operator.write('job', text.replace('1h', '2h'));
  const refused = await operator.until('job', 'Accepted', /False Immutable/);
  assert.match(refused.conditions[0]?.message ?? '', /^6:3: spec\.run: run cannot change once the job exists/);
  assert.equal(operator.object('job').metadata.generation, 1);
  operator.write('job', `${text}broken: [`);
  await operator.until('job', 'Accepted', /False Malformed/);
  operator.write('job', text);
  await operator.until('job', 'Accepted', /True Valid/);
  operator.write('job', `${text}  cancel: true\n`);
  assert.deepEqual(await agent.next('cancel'), { jobUid: assignment.jobUid, reason: 'the job was cancelled' });
  session.finish({ x: 2n }, { stopReason: 'CANCELLED' });
  await operator.until('job', 'Succeeded', /False Cancelled/);
  assert.equal(operator.object('job').metadata.generation, 2);
  assert.deepEqual(counts(readResult(operator.jobs, 'job')), { x: 2n }, 'what was counted until then is kept');
});

test('deleting the file ends the job; the same name is then another job', async (t) => {
  const operator = await TestOperator.start(t);
  const agent = await operator.agent('node-a');
  operator.write('job', jobText('job', script).replace('1s', '1h'));
  const first = await TestSession.start(agent, 'a-1');
  await operator.until('job', 'Attached', /True/);
  operator.remove('job');
  assert.equal((await agent.next('cancel')).jobUid, first.assignment.jobUid);
  assert.ok(!operator.exists('job.status.yaml'));
  first.session.finish({ x: 1n }, { stopReason: 'CANCELLED' });
  await first.session.acknowledged();
  operator.write('job', jobText('job', script).replace('1s', '1h'));
  const second = await TestSession.start(agent, 'a-2');
  assert.notEqual(second.assignment.jobUid, first.assignment.jobUid);
  first.session.send({ x: 1n }, { final: true });
  assert.equal((await agent.next('forget')).incarnation, 'a-1', 'nobody wants the first one any more');
});

test('an agent that was killed: its successor delivers, goes on, and the gap is named', async (t) => {
  const operator = await TestOperator.start(t);
  const killed = await operator.agent('node-a');
  operator.write('job', jobText('job', script).replace('1s', '3s'));
  const first = await TestSession.start(killed, 'a-1');
  first.session.send({ x: 2n });
  await killed.next('ack');
  killed.close();
  await sleep(100);
  const held = [{ jobUid: first.assignment.jobUid, incarnation: 'a-1', state: 'RECOVERED' as const }];
  const successor = await operator.agent('node-a', exampleTarget(), { held });
  const recovered = new TestSession(successor, first.assignment.jobUid, 'a-1');
  recovered.status({ state: 'RECOVERED', stopReason: 'AGENT_DIED', detachedNs: nowNs() });
  recovered.send({ x: 5n }, { final: true });
  await recovered.acknowledged();
  const second = await TestSession.start(successor, 'a-2');
  assert.equal(second.assignment.deadlineNs, first.assignment.deadlineNs);
  second.session.finish({ x: 10n });
  const status = await operator.until('job', 'Finished', /True Completed/);
  const result = readResult(operator.jobs, 'job');
  assert.deepEqual(counts(result), { x: 15n });
  assert.deepEqual(
    result.gaps.map(({ node, reason }) => ({ node, reason })),
    [{ node: 'node-a', reason: 'the agent was killed' }],
  );
  assert.deepEqual(
    status.gaps?.map(({ node, reason }) => `${node}: ${reason}`),
    ['node-a: the agent was killed'],
  );
  assert.equal(status.nodes?.restarted, 1);
  assert.equal(operator.condition('job', 'Degraded'), 'True TracingInterrupted');
});

test('a node that stays away is lost; what it sent before is kept', async (t) => {
  const operator = await TestOperator.start(t);
  const agents = [await operator.agent('node-a'), await operator.agent('node-b')] as const;
  operator.write('job', jobText('job', script));
  const a = await TestSession.start(agents[0], 'a-1');
  const b = await TestSession.start(agents[1], 'b-1');
  b.session.send({ x: 4n });
  await agents[1].next('ack');
  agents[1].close();
  a.session.finish({ x: 3n });
  const status = await operator.until('job', 'Succeeded', /False CoverageBelowMinimum/);
  assert.deepEqual(counts(readResult(operator.jobs, 'job')), { x: 7n });
  assert.deepEqual(
    status.notableNodes?.map(({ node, state, reason }) => `${node} ${state} ${reason}`),
    ['node-b Lost NodeLost'],
  );
  assert.equal(status.nodes?.lost, 1);
});

test('restarts of the operator: nothing is lost, nothing is counted twice, nothing runs again', async (t) => {
  const operator = await TestOperator.start(t);
  const before = await operator.agent('node-a');
  operator.write('job', jobText('job', script).replace('1s', '4s'));
  const first = await TestSession.start(before, 'a-1');
  first.session.print('line\n');
  first.session.send({ x: 2n });
  while ((await before.next('ack')).snapshotSeq < 1n);
  await operator.stop();
  await operator.run();
  const held = [{ jobUid: first.assignment.jobUid, incarnation: 'a-1', state: 'ATTACHED' as const }];
  const after = await operator.agent('node-a', exampleTarget(), { held });
  const session = new TestSession(after, first.assignment.jobUid, 'a-1');
  session.status({});
  session.print('line\n');
  session.send({ x: 2n });
  session.finish({ x: 6n });
  assert.equal((await session.acknowledged()).eventSeq, 1n);
  assert.ok(
    !after.received.some(({ kind }) => kind === 'assignment'),
    'it holds the session: it is not assigned again',
  );
  const status = await operator.until('job', 'Finished', /True Completed/);
  assert.deepEqual(counts(readResult(operator.jobs, 'job')), { x: 6n });
  assert.equal(readLines(operator.jobs, 'job').length, 1);

  await operator.stop();
  await operator.run();
  const third = await operator.agent('node-a');
  operator.write('next', jobText('next', script));
  assert.equal((await third.next('assignment')).jobName, 'next');
  assert.deepEqual(operator.object('job').status, status);
  const kinds = third.received.map(({ kind }) => kind);
  assert.deepEqual(
    kinds.slice(0, kinds.indexOf('assignment') + 1),
    ['welcome', 'assignment'],
    'its Target is known, and of the first job there is nothing to do',
  );
});
