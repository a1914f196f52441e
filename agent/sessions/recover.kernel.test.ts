/** A killed agent loses no count: the next one finds all of them. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Target, TracepointTable } from '@bpfleet/compiler';
import type { Cgroup } from '../kernel/cgroups.ts';
import { ensureBpffs, unmountBpffs } from '../kernel/bpffs.ts';
import { testCgroup } from '../testing/cgroup.ts';
import { countPlan, manifestOf } from '../testing/manifests.ts';
import { numberAt, rowMap, runScript, stopped, testTarget } from '../testing/session.ts';
import { runWorkload } from '../testing/workload.ts';
import { noContainers } from '../names/names.ts';
import { findPredecessors } from './recover.ts';
import type { Predecessor } from './session.ts';
import { currentBootId, writeState } from './state-file.ts';

/** The kernel shows two iterators of its own in every bpffs (kernel/bpf/preload); their names have a dot, ours cannot. */
const pinned = (folder: string): readonly string[] => readdirSync(folder).filter((name) => !name.includes('.'));

interface Folders {
  readonly pins: string;
  readonly state: string;
}

function folders(t: TestContext): Folders {
  const root = mkdtempSync(join(tmpdir(), 'bpfleet-recover-'));
  const pins = join(root, 'bpffs');
  assert.equal(ensureBpffs(pins), true);
  assert.equal(ensureBpffs(pins), false);
  t.after(() => {
    unmountBpffs(pins);
    rmSync(root, { recursive: true });
  });
  return { pins, state: join(root, 'state') };
}

async function startProcess(
  t: TestContext,
  { pins, state }: Folders,
  cgroup: Cgroup,
  script: string,
): Promise<ChildProcess> {
  const program = join(import.meta.dirname, '../testing/session-process.ts');
  const child = spawn(process.execPath, [program, pins, state, cgroup.path, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  assert.equal(line.toString(), 'attached\n');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'close');
}

function single(predecessors: readonly Predecessor[]): Predecessor {
  const [found, ...others] = predecessors;
  assert.ok(found !== undefined);
  assert.equal(others.length, 0);
  return found;
}

/** For what leaves nothing to warn of. */
const noWarning = (_: object, message: string): void => assert.fail(message);

const script =
  'begin { @begun = count(); } tracepoint:syscalls:sys_enter_getppid { @[comm] = count(); printf("%s\\n", comm); } interval:ms:50 { print(@); clear(@); }';

test('the stacks of a killed agent have their frames', async (t) => {
  const cgroup = testCgroup(t);
  const where = folders(t);
  const text = 'tracepoint:syscalls:sys_enter_getppid { @[kstack(3)] = count(); }';
  const child = await startProcess(t, where, cgroup, text);
  await runWorkload({ cgroup: cgroup.path, comm: 'w', syscall: 'getppid', count: 1000, spreadMs: 0 });
  await kill(child);
  const left = single(findPredecessors(where.pins, where.state, noContainers, noWarning));
  const [table] = left.snapshot.totals;
  const [[key, value] = [], ...others] = [...rowMap(table)];
  assert.equal(others.length, 0);
  assert.match(key ?? '', /^\n( {8}[A-Za-z_][\w.]*\+\d+\n){3}$/);
  assert.deepEqual(value, { kind: 'number', value: 1000n, saturated: false });
  left.release();
  assert.deepEqual(pinned(where.pins), []);
});

test('kill -9: every event until then is counted, none after it', async (t) => {
  const cgroup = testCgroup(t);
  const where = folders(t);
  const work = (comm: string, count: number, spreadMs: number): Promise<void> =>
    runWorkload({ cgroup: cgroup.path, comm, syscall: 'getppid', count, spreadMs });
  const child = await startProcess(t, where, cgroup, script);
  await work('before', 54_321, 300);
  const killedNs = BigInt(Date.now()) * 1_000_000n;
  await kill(child);
  await work('after', 1000, 0);

  const left = single(findPredecessors(where.pins, where.state, noContainers, noWarning));
  assert.equal(left.incarnation, `node-a.test-${child.pid}-1`);
  assert.deepEqual([left.reason, left.facts, left.probes], ['agentDied', '{"jobUid":"u-1"}', 3]);
  assert.ok(
    left.attachedNs <= left.detachedNs && left.detachedNs <= killedNs && killedNs - left.detachedNs < 3_000_000_000n,
  );
  const [begun, byComm] = left.snapshot.totals;
  assert.equal(numberAt(begun, ''), 1n);
  assert.equal(numberAt(byComm, 'before'), 54_321n);
  assert.equal(byComm?.rows.size, 1);
  assert.deepEqual([left.snapshot.emittedEvents, left.snapshot.losses.events], [54_321n, 0n]);

  // Until it is released another agent finds the same.
  assert.equal(
    numberAt(single(findPredecessors(where.pins, where.state, noContainers, noWarning)).snapshot.totals[1], 'before'),
    54_321n,
  );
  left.release();
  left.release();
  assert.deepEqual(findPredecessors(where.pins, where.state, noContainers, noWarning), []);
  assert.deepEqual([pinned(where.pins), readdirSync(where.state)], [[], []]);
});

test('kill -9 in the middle of a workload: the successor reads what was counted, and it stays', async (t) => {
  const cgroup = testCgroup(t);
  const where = folders(t);
  const child = await startProcess(t, where, cgroup, script);
  const work = runWorkload({ cgroup: cgroup.path, comm: 'long', syscall: 'getppid', count: 400_000, spreadMs: 800 });
  await sleep(300);
  await kill(child);
  const first = single(findPredecessors(where.pins, where.state, noContainers, noWarning)).snapshot;
  await work;
  const second = single(findPredecessors(where.pins, where.state, noContainers, noWarning));
  const counted = numberAt(first.totals[1], 'long') ?? 0n;
  assert.ok(counted > 0n && counted < 400_000n);
  assert.equal(numberAt(second.snapshot.totals[1], 'long'), counted);
  // Each event is counted and printed (or counted as lost) by one run of the program.
  assert.equal(first.emittedEvents + first.losses.events, counted);
  second.release();
});

test('a session that ended in good order keeps its end for the successor', async (t) => {
  const cgroup = testCgroup(t);
  const { pins, state } = folders(t);
  const running = runScript('tracepoint:syscalls:sys_enter_getppid { @ = count(); } interval:ms:300 { exit(9); }', {
    cgroup,
    pinFolder: pins,
    stateFolder: state,
  });
  await running.attached;
  await runWorkload({ cgroup: cgroup.path, comm: 'w', syscall: 'getppid', count: 77, spreadMs: 0 });
  const end = await running.session.done;
  assert.ok(end.kind === 'finished');
  const left = single(findPredecessors(pins, state, noContainers, noWarning));
  assert.deepEqual([left.reason, left.exitCode, left.detachedNs], ['exit', 9, end.detachedNs]);
  assert.equal(numberAt(left.snapshot.totals[0], ''), 77n);
  running.session.release();
  assert.deepEqual(findPredecessors(pins, state, noContainers, noWarning), []);
});

test('counts that went with the machine, and files of another version, are named', (t) => {
  const { pins, state } = folders(t);
  const manifest = manifestOf([countPlan(0, '@', true)], [], []);
  const old = { facts: null, manifest, attachedNs: 1n, ended: null };
  writeState(state, { ...old, incarnation: 'rebooted', bootId: 'another' });
  writeState(state, { ...old, incarnation: 'not-attached', bootId: currentBootId() });
  writeFileSync(join(state, 'newer.json'), '{"version":99}');
  const warnings: string[] = [];
  const warn = (_: object, message: string): void => void warnings.push(message);
  assert.deepEqual(findPredecessors(pins, state, noContainers, warn), []);
  assert.equal(warnings.length, 2);
  assert.match(warnings.find((text) => text.includes('restarted')) ?? '', /what rebooted counted is lost/);
  assert.match(warnings.find((text) => text.includes('newer.json')) ?? '', /another version/);
  assert.deepEqual(readdirSync(state), ['newer.json']);
});

test('pins that cannot be read are named and stay; the others are recovered', async (t) => {
  const { pins, state } = folders(t);
  const options = { cgroup: null, pinFolder: pins, stateFolder: state };
  const spoilt = runScript('begin { @[1] = count(); } interval:s:100 { }', { ...options, incarnation: 'spoilt' });
  const good = runScript('begin { @ = count(); } interval:s:100 { }', options);
  for (const running of [spoilt, good]) {
    await running.attached;
    await stopped(running);
  }
  const pin = join(pins, 'spoilt', 'm0');
  unlinkSync(pin);
  mkdirSync(pin);
  const warnings: string[] = [];
  const warn = (_: object, message: string): void => void warnings.push(message);
  const left = single(findPredecessors(pins, state, noContainers, warn));
  assert.equal(numberAt(left.snapshot.totals[0], ''), 1n);
  assert.match(warnings.join(), /cannot recover what an earlier agent traced: spoilt: ./);
  assert.equal(pinned(pins).length, 2);
  rmdirSync(pin);
  for (const running of [spoilt, good]) running.session.release();
});

test('a failed start leaves nothing', async (t) => {
  const { pins, state } = folders(t);
  const reasonOf = async (text: string, target: Target): Promise<string> => {
    const running = runScript(text, { cgroup: null, pinFolder: pins, stateFolder: state }, target);
    const end = await running.session.done;
    running.session.release();
    return end.kind === 'failed' ? end.reason : end.kind;
  };
  const live = testTarget();
  assert.equal(await reasonOf('tracepoint:no:such { }', live), 'ProbeMissing');
  // An event id that no tracepoint has: loaded and pinned, then refused.
  const format: TracepointTable['format'] = (...names) => {
    const found = live.tracepoints.format(...names);
    return found === null ? null : { ...found, id: 0x7fff_0000 };
  };
  const wrong: Target = { ...live, tracepoints: { names: () => live.tracepoints.names(), format } };
  assert.equal(
    await reasonOf('begin { @ = count(); } tracepoint:syscalls:sys_enter_getppid { @ = count(); }', wrong),
    'AttachFailed',
  );
  assert.deepEqual(findPredecessors(pins, state, noContainers, noWarning), []);
  assert.deepEqual([pinned(pins), readdirSync(state)], [[], []]);
});

test('a released session leaves nothing', async (t) => {
  const { pins, state } = folders(t);
  const running = runScript('begin { @ = count(); } interval:s:1 { }', {
    cgroup: null,
    pinFolder: pins,
    stateFolder: state,
  });
  await running.attached;
  await stopped(running);
  running.session.release();
  assert.deepEqual([pinned(pins), readdirSync(state)], [[], []]);
});
