/** How sessions begin and end on the real kernel. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { numberAt, runScript, stopped } from '../testing/session.ts';

const noCgroup = { cgroup: null } as const;
const inMillis = (milliseconds: number): bigint => BigInt(Date.now() + milliseconds) * 1_000_000n;

test('begin runs first, end last, and what they print is in order', async () => {
  const script = runScript(
    'end { printf("end %d\\n", @); print(@); } begin { @ = 1; printf("begin\\n"); } interval:ms:20 { printf("tick\\n"); exit(); }',
    noCgroup,
  );
  await script.session.done;
  assert.deepEqual([script.output[0], script.output.at(-1)], ['begin\n', 'end 1\n']);
  assert.ok(script.output.includes('tick\n'));
  assert.equal(script.rounds.length, 1);
  assert.deepEqual(
    script.states.map(({ kind }) => kind),
    ['compiling', 'attached', 'stopping', 'finished'],
  );
  script.session.release();
});

test('with nothing but begin and end a session ends by itself', async () => {
  const script = runScript('begin { printf("a"); } end { printf("b"); }', noCgroup);
  const end = await script.session.done;
  assert.deepEqual([end.kind, script.output.join('')], ['finished', 'ab']);
  script.session.release();
});

test('exit in begin ends it before anything else runs', async () => {
  const script = runScript('begin { exit(7); } interval:ms:1 { printf("no\\n"); }', noCgroup);
  const end = await script.session.done;
  assert.ok(end.kind === 'finished');
  assert.deepEqual([end.reason, end.exitCode, script.output], ['exit', 7, []]);
  script.session.release();
});

test('what was printed before the end shows the maps as they were before it', async () => {
  const script = runScript('begin { @ = count(); print(@); exit(); } end { @ = count(); print(@); }', noCgroup);
  await script.session.done;
  assert.deepEqual(
    script.rounds.map(({ rows }) => numberAt(rows, '')),
    [1n, 2n],
  );
  script.session.release();
});

test('clear in end leaves nothing to show, and all in the totals', async () => {
  const script = runScript('begin { @ = count(); } end { clear(@); }', noCgroup);
  await script.session.done;
  const { totals, current } = script.session.snapshot();
  assert.deepEqual([numberAt(totals[0], ''), current[0]?.rows.size], [1n, 0]);
  script.session.release();
});

test('a map that is read in the script is cleared in the kernel', async () => {
  const script = runScript(
    'begin { @ = count(); clear(@); } interval:ms:50 { printf("%d\\n", (int64)@); exit(); }',
    noCgroup,
  );
  await script.session.done;
  assert.deepEqual(script.output, ['0\n']);
  script.session.release();
});

test('the deadline ends it', async () => {
  const before = performance.now();
  const script = runScript('interval:ms:10 { @ = count(); }', { ...noCgroup, deadlineNs: inMillis(300) });
  const end = await script.session.done;
  assert.ok(end.kind === 'finished');
  assert.equal(end.reason, 'deadline');
  assert.ok(performance.now() - before < 1500);
  assert.ok((numberAt(script.session.snapshot().totals[0], '') ?? 0n) >= 10n);
  script.session.release();
});

test('it starts when it is told to', async () => {
  const script = runScript('interval:ms:10 { exit(); }', { ...noCgroup, startNs: inMillis(300) });
  await sleep(150);
  assert.equal(script.session.state.kind, 'compiling');
  await script.attached;
  assert.equal((await script.session.done).kind, 'finished');
  script.session.release();
});

test('stopped before its start it has traced nothing', async () => {
  const script = runScript('begin { @ = count(); printf("no"); }', { ...noCgroup, startNs: inMillis(10_000) });
  await sleep(100);
  const end = await stopped(script);
  assert.deepEqual([end.kind, script.output, script.session.snapshot().totals[0]?.rows.size], ['finished', [], 0]);
  script.session.release();
});

test('stopped at once it has traced nothing', async () => {
  const script = runScript('begin { @ = count(); }', noCgroup);
  const end = await stopped(script);
  assert.deepEqual([end.kind, script.session.snapshot().totals], ['finished', []]);
  script.session.release();
});

test('what is wrong with the script, or missing on this kernel, is the reason', async () => {
  const reasonOf = async (text: string): Promise<string> => {
    const end = await runScript(text, noCgroup).session.done;
    return end.kind === 'failed' ? end.reason : end.kind;
  };
  assert.equal(await reasonOf('begin { @ = '), 'CompileError');
  assert.equal(await reasonOf('tracepoint:syscalls:sys_enter_nothing { @ = count(); }'), 'ProbeMissing');
  assert.equal(await reasonOf('tracepoint:syscalls:sys_enter_write { @ = sum(args.nothing); }'), 'FieldMissing');
  assert.equal(await reasonOf('begin { @ = $x; } tracepoint:no:such { }'), 'CompileError');
});
