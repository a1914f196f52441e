/** Sessions on the real kernel: what they count is exactly what happened. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketIndex } from '@bpfleet/results';
import { childCgroup, testCgroup } from '../testing/cgroup.ts';
import { numberAt, rowMap, runScript, stopped } from '../testing/session.ts';
import { runWorkload } from '../testing/workload.ts';

const getppid = 'tracepoint:syscalls:sys_enter_getppid';
const write = 'tracepoint:syscalls:sys_enter_write';

test('a guarded session counts its cgroup and nothing else', async (t) => {
  const [inside, outside] = [testCgroup(t), testCgroup(t)];
  const script = runScript(`${getppid} { @[comm] = count(); @all = count(); }`, { cgroup: inside });
  await script.attached;
  await Promise.all([
    runWorkload({ cgroup: inside.path, comm: 'in-a', syscall: 'getppid', count: 12_345, spreadMs: 0 }),
    runWorkload({ cgroup: inside.path, comm: 'in-b', syscall: 'getppid', count: 6_789, spreadMs: 0 }),
    runWorkload({ cgroup: outside.path, comm: 'out', syscall: 'getppid', count: 5_000, spreadMs: 0 }),
  ]);
  assert.equal((await stopped(script)).kind, 'finished');
  const [byComm, all] = script.session.snapshot().totals;
  assert.deepEqual([...rowMap(byComm).keys()].toSorted(), ['in-a', 'in-b']);
  assert.equal(numberAt(byComm, 'in-a'), 12_345n);
  assert.equal(numberAt(byComm, 'in-b'), 6_789n);
  assert.equal(numberAt(all, ''), 19_134n);
  script.session.release();
});

test('an empty guard lets nothing through', async (t) => {
  const cgroup = testCgroup(t);
  const text = `${getppid} { @ = count(); } profile:ms:1 { @samples = count(); }`;
  for (const guardKeys of [[], [1n]]) {
    const script = runScript(text, { cgroup, guardKeys });
    await script.attached;
    await runWorkload({ cgroup: cgroup.path, comm: 'w', syscall: 'getppid', count: 10_000, spreadMs: 100 });
    await stopped(script);
    assert.deepEqual(
      script.session.snapshot().totals.map((table) => table.rows.size),
      [0, 0],
    );
    script.session.release();
  }
});

test('what is below a guarded cgroup counts, what is above or beside it does not', async (t) => {
  const parent = testCgroup(t);
  const [child, beside] = [childCgroup(parent), testCgroup(t)];
  const workloads = [parent, child, beside].map(({ path }, i) => ({
    cgroup: path,
    comm: `w${i}`,
    count: 1000 * (i + 1),
  }));
  const counted = async (cgroup: typeof parent): Promise<unknown> => {
    const script = runScript(`${getppid} { @[comm] = count(); } profile:ms:1 { @samples[comm] = count(); }`, {
      cgroup,
    });
    await script.attached;
    await Promise.all(workloads.map((one) => runWorkload({ ...one, syscall: 'getppid', spreadMs: 100 })));
    await stopped(script);
    const [calls, samples] = script.session.snapshot().totals;
    const names = [...rowMap(calls).keys()].toSorted();
    const others = workloads.map(({ comm }) => comm).filter((comm) => !names.includes(comm));
    for (const name of others) assert.equal(rowMap(samples).get(name), undefined, `a sample of ${name}`);
    script.session.release();
    return names.map((name) => `${name} ${numberAt(calls, name)}`);
  };
  assert.deepEqual(await counted(parent), ['w0 1000', 'w1 2000']);
  assert.deepEqual(await counted(child), ['w1 2000']);
});

test('sums and histograms are exact', async (t) => {
  const cgroup = testCgroup(t);
  const script = runScript(`${write} /comm == "writer"/ { @bytes = sum(args.count); @sizes = hist(args.count); }`, {
    cgroup,
  });
  await script.attached;
  await runWorkload({ cgroup: cgroup.path, comm: 'writer', syscall: 'write', count: 25_500, spreadMs: 0 });
  await stopped(script);
  const sizes = Array.from({ length: 25_500 }, (_, i) => (i % 1000) + 1);
  const buckets = new Map<number, bigint>();
  for (const size of sizes)
    buckets.set(bucketIndex(BigInt(size), 0), (buckets.get(bucketIndex(BigInt(size), 0)) ?? 0n) + 1n);
  const [bytes, histogram] = script.session.snapshot().totals;
  assert.equal(numberAt(bytes, ''), BigInt(sizes.reduce((sum, size) => sum + size, 0)));
  assert.deepEqual(rowMap(histogram).get(''), { kind: 'hist', buckets });
  script.session.release();
});

test('rounds of print and clear add up to the total while events go on', async (t) => {
  const cgroup = testCgroup(t);
  const script = runScript(
    `${getppid} { @[comm] = count(); @n = count(); } interval:ms:50 { print(@); print(@n); clear(@); clear(@n); }`,
    { cgroup },
  );
  await script.attached;
  await Promise.all(
    ['a', 'b'].map((comm) =>
      runWorkload({ cgroup: cgroup.path, comm, syscall: 'getppid', count: 200_000, spreadMs: 1200 }),
    ),
  );
  await stopped(script);
  const { totals, current } = script.session.snapshot();
  const ofMap = (map: number): bigint => {
    const tables = [...script.rounds.filter((round) => round.map === map).map(({ rows }) => rows), current[map]];
    return tables
      .flatMap((table) => [...rowMap(table).values()])
      .reduce((sum, value) => sum + (value.kind === 'number' ? value.value : 0n), 0n);
  };
  assert.ok(script.rounds.length >= 20, `${script.rounds.length} rounds`);
  assert.ok(script.rounds.every(({ reset, periodNs }) => reset && periodNs === 50_000_000n));
  assert.equal(ofMap(0), 400_000n);
  assert.equal(ofMap(1), 400_000n);
  assert.equal(numberAt(totals[1], ''), 400_000n);
  script.session.release();
});

test('every printed line arrives once and in order', async (t) => {
  const cgroup = testCgroup(t);
  const script = runScript(`${write} /comm == "printer"/ { printf("%d %s\\n", args.count, comm); }`, { cgroup });
  await script.attached;
  await runWorkload({ cgroup: cgroup.path, comm: 'printer', syscall: 'write', count: 20_000, spreadMs: 0 });
  await stopped(script);
  assert.deepEqual(
    script.output,
    Array.from({ length: 20_000 }, (_, i) => `${(i % 1000) + 1} printer\n`),
  );
  const { losses, emittedEvents } = script.session.snapshot();
  assert.deepEqual([losses.events, emittedEvents], [0n, 20_000n]);
  script.session.release();
});

test('under a flood what was printed and what was lost add up', async (t) => {
  const cgroup = testCgroup(t);
  const script = runScript(`${getppid} { printf("%s %d\\n", comm, nsecs); @ = count(); }`, {
    cgroup,
    limits: { dataRingBytes: 4096 },
  });
  await script.attached;
  await runWorkload({ cgroup: cgroup.path, comm: 'flood', syscall: 'getppid', count: 300_000, spreadMs: 0 });
  await stopped(script);
  const { losses, totals } = script.session.snapshot();
  assert.ok(losses.events > 0n, 'a ring of one page holds a flood');
  assert.equal(BigInt(script.output.length) + losses.events, 300_000n);
  assert.equal(numberAt(totals[0], ''), 300_000n);
  script.session.release();
});

test('exit() ends a flood with its code', async (t) => {
  const cgroup = testCgroup(t);
  const script = runScript(
    `${getppid} { @seen++; printf("%s\\n", comm); } interval:ms:20 { if (@seen > 100000) { exit(5); } }`,
    { cgroup },
  );
  await script.attached;
  const [end] = await Promise.all([
    script.session.done,
    runWorkload({ cgroup: cgroup.path, comm: 'flood', syscall: 'getppid', count: 3_000_000, spreadMs: 0 }),
  ]);
  assert.ok(end.kind === 'finished');
  assert.deepEqual([end.reason, end.exitCode], ['exit', 5]);
  const { losses, emittedEvents } = script.session.snapshot();
  assert.equal(BigInt(script.output.length), emittedEvents);
  assert.ok(emittedEvents + losses.events < 3_000_000n, 'it went on after exit()');
  script.session.release();
});

test('programs of different providers write one map', async (t) => {
  const cgroup = testCgroup(t);
  const script = runScript(`${getppid} { @[probe] = count(); } profile:hz:199 { @[probe] = count(); }`, { cgroup });
  await script.attached;
  await runWorkload({ cgroup: cgroup.path, comm: 'busy', syscall: 'getppid', count: 2_000_000, spreadMs: 0 });
  await stopped(script);
  const [table] = script.session.snapshot().totals;
  assert.equal(numberAt(table, getppid), 2_000_000n);
  assert.ok((numberAt(table, 'profile:hz:199') ?? 0n) > 10n, 'no samples');
  script.session.release();
});

test('what found no room in a map is counted', async (t) => {
  const cgroup = testCgroup(t);
  const script = runScript(`${getppid} { @[nsecs] = count(); }`, { cgroup, limits: { maxMapKeys: 16 } });
  await script.attached;
  await runWorkload({ cgroup: cgroup.path, comm: 'w', syscall: 'getppid', count: 10_000, spreadMs: 0 });
  await stopped(script);
  const { totals, losses } = script.session.snapshot();
  const counted = [...rowMap(totals[0]).values()].reduce(
    (sum, value) => sum + (value.kind === 'number' ? value.value : 0n),
    0n,
  );
  assert.ok(counted >= 16n && losses.mapFull > 0n);
  assert.equal(counted + losses.mapFull, 10_000n);
  script.session.release();
});

test('a flood of control records loses prints, which are counted, but never exit()', async (t) => {
  const cgroup = testCgroup(t);
  const script = runScript(
    `${getppid} { @n = count(); @seen++; print(@n); } interval:ms:20 { if (@seen > 100000) { exit(6); } }`,
    { cgroup },
  );
  await script.attached;
  const [end] = await Promise.all([
    script.session.done,
    runWorkload({ cgroup: cgroup.path, comm: 'w', syscall: 'getppid', count: 2_000_000, spreadMs: 0 }),
  ]);
  assert.ok(end.kind === 'finished');
  assert.deepEqual([end.reason, end.exitCode], ['exit', 6]);
  const { totals, losses } = script.session.snapshot();
  assert.ok(losses.control > 0n, 'the control ring holds a flood');
  const prints = numberAt(totals[0], '') ?? 0n;
  const lostExit = BigInt(script.rounds.length) + losses.control - prints;
  assert.ok(
    lostExit === 0n || lostExit === 1n,
    `${prints} prints, ${script.rounds.length} rounds, ${losses.control} lost`,
  );
  script.session.release();
});
